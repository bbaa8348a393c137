"""Small stories that a rule set must tell, written by its administrator, run in virtual time."""

from engine.scenarios.runner import Outcome, run_file, run_scenario

__all__ = ["Outcome", "run_file", "run_scenario"]
