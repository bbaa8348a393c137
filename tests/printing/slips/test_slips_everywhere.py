"""Every shipped locality has a paper behind every slip, and template and layout take any of their words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.casework.case import Case, PaperVersion
from engine.casework.desk import CaseFile
from engine.policy.directory import Directory
from engine.printing.slips.as_pdf import as_pdf
from engine.printing.slips.as_word import as_word
from engine.printing.slips.kinds import CONCEPTS, KINDS, Kind, printable
from engine.printing.slips.material import CaseMaterial
from engine.printing.slips.slip import Slip, slip_of
from engine.printing.slips.template import template_for
from engine.views.names import Names
from tests.printing.conftest import LOCALITIES, ROOT, Made
from tests.printing.slips.conftest import MORNING

Manuals = Callable[[str, str], Made]


def every_paper_written(m: Made) -> CaseMaterial:
    """A case on which every paper of the rules has been written, each answer being its question."""
    rules = m.source.ruleset
    names = Names(rules, Directory(), "zh")
    papers = {key: PaperVersion(1, answered(names, key), {}, "written", None, MORNING) for key in rules.papers}
    case = Case("a", number="A-1", opened=MORNING, state=rules.initial_state().key, papers=papers, digest="d" * 64)
    return CaseMaterial(CaseFile(case, case.number, (), rules, False), names, m.source.calendar, (), {})


def answered(names: Names, paper: str) -> dict[str, str]:
    """The first choice, or the question itself as the answer."""
    asked = names.paper_fields(paper).values()
    plain = {f.key: f.label.zh for f in asked if f.type in ("text", "long-text")}
    return plain | {f.key: f.offered()[0] for f in asked if f.type == "choice"}


@pytest.mark.parametrize("id_", LOCALITIES)
def test_every_slip_has_its_paper(manual_of: Manuals, id_: str) -> None:
    assert printable(every_paper_written(manual_of(id_, "zh")).file) == KINDS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("id_", LOCALITIES)
def test_every_slip_can_be_drawn(manual_of: Manuals, id_: str, kind: Kind) -> None:
    made: Slip = slip_of(kind, every_paper_written(manual_of(id_, "zh")))
    assert made.parts
    assert as_word(made, template_for(made, ROOT)).startswith(b"PK")
    if kind == "answer":
        assert as_pdf(made).startswith(b"%PDF-")


@pytest.mark.parametrize("id_", LOCALITIES)
def test_no_paper_behind_a_slip_is_empty(manual_of: Manuals, id_: str) -> None:
    """Also one that names no field of its own and is sent instead of another."""
    names = Names(manual_of(id_, "zh").source.ruleset, Directory(), "zh")
    behind = {p.key for p in names.ruleset.papers.values() for kind in KINDS if p.concept in CONCEPTS[kind]}
    assert len(behind) >= len(KINDS)
    assert [key for key in sorted(behind) if not names.paper_fields(key)] == []
