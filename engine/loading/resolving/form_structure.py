"""What must hold between the fields of a form: order, what is worked out, checks, identity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.loading.phrase import did_you_mean
from engine.loading.reading.document import Document, Path
from engine.policy.calculations import fields_of
from engine.policy.conditions import Condition, facts_read
from engine.policy.field_types.registry import kind_of
from engine.policy.forms import Field, Form
from engine.source import Problem

_ADDABLE = ("number", "date", "group", "choices")


def form_structure(form: Form, document: Document) -> Iterator[Problem]:
    """All that is wrong with how the fields of a form fit together."""
    names = _names(form)
    keys = list(names)
    for section in form.sections.values():
        here = ("sections", section.key)
        first = next(iter(section.fields), None)
        if first is not None:
            yield from _too_early(section.show_if, first, keys, document, (*here, "show_if"))
        for f in section.fields.values():
            yield from _field(f, keys, names, document, (*here, "fields", f.key))
    for check in form.checks.values():
        if form.find(check.at) is None:
            at = document.at(("checks", check.key, "at"))
            top = {f.key: f for _, f in form.all_fields()}
            yield Problem("unknown-field", at, {"fact": check.at, "hint": did_you_mean(check.at, top, {}, at)})


def _names(form: Form) -> dict[str, Field]:
    """Every field in order by its name, those of rows as `group.field`, a group before its rows."""
    found: dict[str, Field] = {}
    for _, f in form.all_fields():
        found[f.key] = f
        found.update({f"{f.key}.{g.key}": g for g in f.fields.values()})
    return found


def _field(
    f: Field, keys: list[str], names: Mapping[str, Field], document: Document, path: Path, group: str = ""
) -> Iterator[Problem]:
    name = f"{group}.{f.key}" if group else f.key
    for key, condition in (("show_if", f.show_if), ("required_if", f.required_if)):
        if condition is not None:
            yield from _too_early(condition, name, keys, document, (*path, key), group)
    if (f.calculate is not None) != (f.type == "calculated"):
        yield Problem("calculated-and-calculate", document.at_key(path), {"field": f.key})
    elif f.calculate is not None:
        yield from _worked_out(f, name, keys, names, document, path, group)
    if f.type == "identity-number" and f.keep != "sealed":
        yield Problem("identity-not-sealed", document.at_key(path), {"field": f.key})
    for inner in f.fields.values():
        yield from _field(inner, keys, names, document, (*path, "fields", inner.key), f.key)


def _too_early(
    condition: Condition, name: str, keys: list[str], document: Document, path: Path, group: str = ""
) -> Iterator[Problem]:
    """A condition that reads a field which is asked only later: it would never hold."""
    for read in dict.fromkeys(facts_read(condition)):
        meant = f"{group}.{read}" if f"{group}.{read}" in keys else read
        if meant in keys and keys.index(meant) >= keys.index(name):
            yield Problem("asked-later", document.at(path), {"field": name, "reads": read})


def _worked_out(
    f: Field, name: str, keys: list[str], names: Mapping[str, Field], document: Document, path: Path, group: str
) -> Iterator[Problem]:
    at = document.at((*path, "calculate"))
    for read in fields_of(f.calculate) if f.calculate else ():
        meant = f"{group}.{read}" if f"{group}.{read}" in names else read
        if meant not in names:
            yield Problem("unknown-field", at, {"fact": read, "hint": did_you_mean(read, names, {}, at)})
        elif kind_of(names[meant]).fact not in _ADDABLE:
            yield Problem("not-a-number-field", at, {"field": f.key, "reads": read})
        elif keys.index(meant) >= keys.index(name):
            yield Problem("asked-later", at, {"field": name, "reads": read})
