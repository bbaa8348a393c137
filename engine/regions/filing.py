"""Which facts a form lets a case have: as one condition, and what is known of each fact.

A question that is hidden has no answer; one that shows and must be answered has one, unless somebody of
the office answers it, who may come to it later; no check of the form holds. Choices no longer offered
are not chosen in a new case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.policy.conditions import ALWAYS, All, Any, Condition, Not, Rows, Test, facts_read
from engine.policy.definitions import Count
from engine.policy.field_types.registry import kind_of
from engine.policy.forms import Field, Form, FormCheck, Section
from engine.regions.axes import Domain


def fillable(form: Form, read: frozenset[str]) -> Condition:
    """What holds of every case that begins with this form, as far as the facts read go (`within_reach`)."""
    fields = {f.key: (s, f) for s, f in form.all_fields() if f.key in read}
    asked = [c for s, f in fields.values() for c in _of_field(s, f)]
    return All((*asked, *(_is_right(form, c) for c in form.checks.values() if _read_by(c) & read)))


def not_asked(form: Form, others: frozenset[str]) -> Condition:
    """That facts which only other forms ask for are missing."""
    own = {f.key for _, f in form.all_fields()}
    return All(tuple(Test(n, "present", False) for n in sorted(others - own)))


def within_reach(forms: tuple[Form, ...], read: frozenset[str]) -> frozenset[str]:
    """The facts read, and those that decide whether they can be answered."""
    known, fields = set(read), [(s, f) for form in forms for s, f in form.all_fields()]
    while True:
        more = {n for s, f in fields if f.key in known for c in _asking(s, f) for n in facts_read(c)}
        more |= {n for form in forms for c in form.checks.values() if _read_by(c) & known for n in _read_by(c)}
        if more <= known:
            return frozenset(known)
        known |= more


def domains(form: Form) -> Mapping[str, Domain]:
    """What is known of the fields of a form. A group may have as many rows as `repeats` says."""
    return {f.key: _domain(f) for _, f in form.all_fields()}


def counted(counts: Mapping[str, Count]) -> Mapping[str, Domain]:
    """What is known of counted facts: whole numbers from 0, never missing."""
    return dict.fromkeys(counts, Domain(may_miss=False, whole=True, at_least=0))


def _domain(f: Field) -> Domain:
    if f.type == "group":
        return Domain(at_most=f.repeats.at_most if f.repeats else None)
    return Domain(at_least=f.at_least, at_most=f.at_most)


def _read_by(check: FormCheck) -> frozenset[str]:
    return frozenset((*facts_read(check.if_), check.at))


def _is_right(form: Form, check: FormCheck) -> Condition:
    """That a check, asked while its field shows, finds nothing wrong."""
    shown = next((All((s.show_if, f.show_if)) for s, f in form.all_fields() if f.key == check.at), ALWAYS)
    return Not(All((shown, check.if_)))


def _asking(section: Section, f: Field) -> Iterator[Condition]:
    yield from (section.show_if, f.show_if)
    if f.required_if is not None:
        yield f.required_if


def _of_field(section: Section, f: Field) -> Iterator[Condition]:
    given = Test(f.key, "present", True)
    shown = All((section.show_if, f.show_if))
    if shown != All((ALWAYS, ALWAYS)):
        yield Any((Not(given), shown))
    if not (f.by or section.by):
        yield from (Any((Not(All((shown, wanted))), given)) for wanted in _wanted(f))
    yield from (Any((Not(given), bound)) for bound in _bounds(f))
    if retired := tuple(k for k in f.choices if k not in f.offered()):
        yield Not(Test(f.key, "in", retired))
    if f.type == "group":
        yield from (Rows(f.key, "every", row) for row in _of_row(f))


def _bounds(f: Field) -> Iterator[Condition]:
    """The bounds of a number."""
    if kind_of(f).fact == "number" and f.at_least is not None:
        yield Test(f.key, "at_least", f.at_least)
    if kind_of(f).fact == "number" and f.at_most is not None:
        yield Test(f.key, "at_most", f.at_most)


def _wanted(f: Field) -> Iterator[Condition]:
    """When an answer is wanted."""
    if f.required:
        yield ALWAYS
    elif f.required_if is not None:
        yield f.required_if


def _of_row(group: Field) -> Iterator[Condition]:
    """What holds of each row: hidden fields are empty, required ones are not."""
    for f in group.fields.values():
        given = Test(f.key, "present", True)
        if f.show_if != ALWAYS:
            yield Any((Not(given), f.show_if))
        if not f.by:
            yield from (Any((Not(All((f.show_if, wanted))), given)) for wanted in _wanted(f))


def calculated(form: Form) -> tuple[str, ...]:
    """Fields worked out from others, which are taken here to be any number."""
    return tuple(f.key for _, f in form.all_fields() if f.calculate is not None)
