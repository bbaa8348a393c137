"""The parts of a slip: what was filed, and what stands in the paper behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.casework.case import PaperVersion
from engine.policy.forms import Field
from engine.printing.slips.kinds import Kind
from engine.printing.slips.material import CaseMaterial
from engine.printing.slips.wording import lines_of, two_abreast
from engine.views.filed import filed


@dataclass(frozen=True)
class Part:
    """A titled part; every line of `lines` is a paragraph, or two short ones with a tab between them."""

    title: str
    lines: tuple[str, ...]


def parts_of(kind: Kind, paper: str | None, m: CaseMaterial) -> Iterator[Part]:
    """The complaint on a handling slip, and on every slip the paper, of several writers each one's."""
    if kind == "handling":
        yield Part(m.say("matter"), two_abreast(_answers(m)))
    if paper is not None:
        version = m.file.case.papers[paper]
        for one in (*version.beside, version):  # of a paper that several write: each one's
            by = (m.names.of(one.whose),) if one.whose and version.beside else ()
            for label, value in _contents(paper, one, m):
                yield Part("".join((label, *(m.say("by", who=who) for who in by))), lines_of(value))


def _answers(m: CaseMaterial) -> Iterator[str]:
    """What was filed; a sealed answer says so, or that it was erased, unless it was opened for this slip."""
    form = m.file.ruleset.forms.get(m.file.case.form)
    fields = {f.key: f for _, f in form.all_fields()} if form else {}
    for label, value in filed(dated(m, m.file.case.answers, fields), fields, m.file.events, m.names, m.identity):
        yield from lines_of(m.names.say("pair", label=label, value=value))


def _contents(paper: str, version: PaperVersion, m: CaseMaterial) -> tuple[tuple[str, str], ...]:
    fields = m.names.paper_fields(paper)
    told = m.file.case.seats  # stand among the facts already
    chosen = tuple((m.names.of(k), m.names.all_of(who)) for k, who in version.seats.items() if told.get(k) != who)
    return (*m.names.answers(dated(m, version.contents, fields), fields), *chosen)


def dated(m: CaseMaterial, answers: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """The answers, days among them as an official paper writes them."""
    return {key: _dated(m, fields.get(key), value) for key, value in answers.items()}


def _dated(m: CaseMaterial, field: Field | None, value: Any) -> Any:
    if field is None or value is None:
        return value
    if field.type == "group":
        return [dated(m, row, field.fields) for row in value]
    return m.day(date.fromisoformat(value)) if field.type == "date" and isinstance(value, str) else value
