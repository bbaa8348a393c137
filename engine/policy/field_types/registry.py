"""All types of field, found by the files beside this one."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any

from engine.policy import field_types as package
from engine.policy.conditions import Value
from engine.policy.field_types.kind import FieldKind
from engine.policy.forms import Field


@cache
def kinds() -> Mapping[str, FieldKind]:
    """Every kind by the word an author writes, in the order of the words."""
    modules = (import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__))
    found = [m.KIND for m in modules if hasattr(m, "KIND")]
    return MappingProxyType({k.word: k for k in sorted(found, key=lambda k: k.word)})


def kind_of(f: Field) -> FieldKind:
    """The kind of a field."""
    return kinds()[f.type]


def field_types() -> tuple[str, ...]:
    """The words that may stand after `type:`."""
    return tuple(kinds())


def fact_of(f: Field, raw: Any) -> Value | None:
    """One answer as a typed fact, or None when it is empty, sealed or of the wrong type."""
    if raw is None or raw == "" or (isinstance(raw, Mapping) and "$sealed" in raw):
        return None
    return kind_of(f).value(f, raw)
