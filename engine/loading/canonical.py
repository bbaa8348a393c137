"""The resolved tree as bytes: what is published, digested and read back.

Values only: no positions, comments or calendar days. Maps keep the order of the file, because the
order of rules, steps and fields is meaning; only the sections stand in one fixed order.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal

from engine.errors import EngineError
from engine.loading.building.node import MisreadError, Node, Notes
from engine.loading.building.special import RuleBuilder
from engine.loading.loaded import Loaded
from engine.loading.reading.document import Document, Plain
from engine.policy.definitions import RuleSet

_FORMAT = 1
_SECTIONS = [f.name for f in dataclasses.fields(RuleSet)]
_DECIMAL = "decimal:"


class CanonicalError(EngineError):
    """Bytes that are no canonical rule set."""


def tree_of(id_: str, rules: Document, forms: Mapping[str, Document]) -> dict[str, Plain]:
    """The merged plain data of a rule set with its forms."""
    data = rules.data if isinstance(rules.data, dict) else {}
    ordered = {k: data[k] for k in sorted(data, key=_rank)}
    return {"format": _FORMAT, "id": id_, "rules": ordered, "forms": {k: d.data for k, d in forms.items()}}


def _rank(section: str) -> int:
    return _SECTIONS.index(section) if section in _SECTIONS else len(_SECTIONS)


def canonical(loaded: Loaded) -> bytes:
    """Canonical JSON of the resolved tree, forms included."""
    return json.dumps(_encoded(dict(loaded.tree)), ensure_ascii=False, separators=(",", ":")).encode()


def digest(content: bytes) -> str:
    """The name of a content: SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def build_canonical(content: bytes) -> RuleSet:
    """The rule set that `canonical` wrote, without positions. Raises CanonicalError."""
    try:
        tree = json.loads(content, object_hook=_decoded)
        rules, forms, id_ = tree["rules"], tree["forms"], tree["id"]
    except (ValueError, KeyError, TypeError) as error:
        raise CanonicalError("these bytes are no canonical rule set") from error
    builder, notes = RuleBuilder(), Notes()
    try:
        built = {k: builder.form(_root(v, k, notes), k) for k, v in forms.items()}
        ruleset = builder.rule_set(_root(rules, id_, notes), id=id_, forms=built)
    except MisreadError as error:
        raise CanonicalError("the canonical rule set cannot be built") from error
    if notes.problems:
        raise CanonicalError("the canonical rule set cannot be built")
    return ruleset


def _root(data: Plain, name: str, notes: Notes) -> Node:
    return Node.root(Document(data, {}, {}, name), notes)


def _encoded(value: Plain) -> object:
    if isinstance(value, dict):
        return {k: _encoded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_encoded(v) for v in value]
    return {_DECIMAL: str(value)} if isinstance(value, Decimal) else value


def _decoded(found: dict[str, object]) -> object:
    return Decimal(str(found[_DECIMAL])) if list(found) == [_DECIMAL] else found
