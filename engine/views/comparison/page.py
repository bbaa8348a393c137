"""A whole comparison as plain words, in order: concepts × localities, differences, cases.

Everything that is shown anywhere (text, JSON, spreadsheet, page, app) is said here once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CellView:
    """What one locality says: in one line, by which clause, and how that stands to the first and to the
    text above (`relation` and `floor` are codes, `stands` and `to_floor` sentences with days)."""

    name: str
    words: str
    clause: str
    path: str
    relation: str
    stands: str
    floor: str
    to_floor: str
    outlier: bool


@dataclass(frozen=True)
class TermView:
    """One term in every locality; `differs` when not all say the same."""

    key: str
    name: str
    values: tuple[str, ...]
    differs: bool


@dataclass(frozen=True)
class RowView:
    """One thing in every locality; None where a locality does not have it."""

    section: str
    section_name: str
    key: str
    concept: str
    name: str
    cells: tuple[CellView | None, ...]
    terms: tuple[TermView, ...]
    differs: bool


@dataclass(frozen=True)
class ChangeView:
    """Cases, each region as facts and values; what they meet here and there; an example."""

    regions: tuple[Pairs, ...]
    examples: tuple[Pairs, ...]
    here: str
    there: str


@dataclass(frozen=True)
class DifferenceView:
    """Something made differently: what (`kind`: dates, approvers … or other), here and there, by which clauses,
    for which cases."""

    section: str
    name: str
    part: str
    path: str
    here: str
    there: str
    clause_here: str
    clause_there: str
    relation: str
    stands: str
    changes: tuple[ChangeView, ...]
    kind: str = "other"


@dataclass(frozen=True)
class CaseView:
    """Cases that come out differently: disjoint regions with an example each, and what differs for them."""

    regions: tuple[Pairs, ...]
    examples: tuple[Pairs, ...]
    effects: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class PairView:
    """Two localities: differences, what holds for every case, for some, and what limits the comparison.

    `first` are the differences to read first where there are many, `counts` how many there are of each kind."""

    here: str
    there: str
    differences: tuple[DifferenceView, ...]
    always: tuple[tuple[str, str, str], ...]
    cases: tuple[CaseView, ...]
    notes: tuple[str, ...]
    first: tuple[DifferenceView, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class ComparisonView:
    """`heads` are (name, title) of each locality; `labels` what people call it."""

    lang: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[RowView, ...]
    pairs: tuple[PairView, ...]
    labels: tuple[str, ...] = ()


def by_label(view: ComparisonView) -> ComparisonView:
    """The same for people: each locality by what it is called, where no two are called alike."""
    if len(set(view.labels)) < len(view.heads):
        return view
    called = {name: label for (name, _), label in zip(view.heads, view.labels, strict=True)}
    heads = tuple((called[name], title) for name, title in view.heads)
    pairs = tuple(replace(p, here=called[p.here], there=called[p.there]) for p in view.pairs)
    return replace(view, heads=heads, pairs=pairs)
