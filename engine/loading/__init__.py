"""Text → `RuleSet`: the only room that knows YAML and JSON Schema. Whatever an author wrote, a rule
set or problems come out, never an exception."""

from engine.loading.canonical import CanonicalError, build_canonical, canonical, digest
from engine.loading.check import check_file
from engine.loading.load import load_ruleset
from engine.loading.loaded import Loaded

__all__ = ["CanonicalError", "Loaded", "build_canonical", "canonical", "check_file", "digest", "load_ruleset"]
