"""The command line: one command per file; reads arguments, asks the rooms below, prints."""

from engine.cli.door import main

__all__ = ["main"]
