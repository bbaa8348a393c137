"""Text → `RuleSet`: the only room that knows YAML and JSON Schema. Whatever an author wrote, a rule
set or problems come out, never an exception.

Bytes become plain values with their places in `reading`, are held against the schemas in `shape`, become one tree with
what they extend in `inheriting`, and frozen definitions in `building`; `resolving` looks whether every word names
something. The files beside these rooms go through them for one kind of file each: rules (`load`), calendars,
amendments, sheets; `check` is for any."""

from engine.loading.canonical import CanonicalError, build_canonical, canonical, digest
from engine.loading.check import check_file
from engine.loading.load import load_ruleset
from engine.loading.loaded import Loaded

__all__ = ["CanonicalError", "Loaded", "build_canonical", "canonical", "check_file", "digest", "load_ruleset"]
