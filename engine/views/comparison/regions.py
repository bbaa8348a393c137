"""Sets of cases in the words of the form that people fill in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from engine.compare.findings import Cell, Constraint, Region
from engine.views.comparison.terms import say
from engine.views.names import SUFFIXES, Names

_MOST = 6
_SEVERAL = 2
_APART = "@"


class Voices:
    """The names of both sides: a fact is told by the side that knows it."""

    def __init__(self, here: Names, there: Names) -> None:
        self.here, self.there, self.lang = here, there, here.lang

    def fact(self, name: str) -> str:
        """What a fact is called; one that only the other side asks for, by its name there."""
        own, _, apart = name.partition(_APART)
        first, second = (self.there, self.here) if apart else (self.here, self.there)
        of = own.rpartition(".")[0]
        if of and first.of(of) == of and first.fact(of) == of:  # an event of something that only the other side has
            first, second = second, first
        found = first.fact(own)
        return found if found != own else second.fact(own)

    def value(self, name: str, value: Any) -> str:
        """A value of a fact in the words of whichever side has a word for it."""
        if isinstance(value, tuple) and value and not any(isinstance(v, Mapping) for v in value):
            return self.here.say("comma").join(self.value(name, v) for v in value)
        own = name.partition(_APART)[0]
        found = self.here.value(own, value)
        return found if found != str(value) else self.there.value(own, value)


def region_words(region: Region, voices: Voices) -> tuple[tuple[str, str], ...]:
    """Fact and values of each constraint; none at all means every case."""
    return tuple((voices.fact(c.axis.fact), constraint_words(c, voices)) for c in region.constraints)


def example_words(region: Region, voices: Voices, asked: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The example of a region: the answers to the questions that matter."""
    wanted = {*asked, *(c.axis.fact for c in region.constraints)}
    given: Mapping[str, Any] = region.example
    return tuple((voices.fact(k), _given(k, v, voices)) for k, v in given.items() if k in wanted)


def constraint_words(found: Constraint, voices: Voices) -> str:
    """The cells a fact may have; where most may be, those it may not."""
    rest = [c for c in found.axis.cells if c not in found.cells]
    if one := _one_range(found.cells, rest):
        return cell_words(found.axis.fact, one, voices)
    if len(rest) < len(found.cells) and len(rest) <= _MOST and len(found.cells) > 1:
        return say("all-but", voices.lang, values=_cells(found.axis.fact, rest, voices))
    return _cells(found.axis.fact, found.cells, voices)


def _one_range(cells: Sequence[Cell], rest: Sequence[Cell]) -> Cell | None:
    """Ranges that lie side by side, so that everything else lies before or after them, as one range."""
    if len(cells) < _SEVERAL or any(c.kind != "between" for c in (*cells, *rest)):
        return None
    lows, highs = [c.low for c in cells], [c.high for c in cells]
    low = None if None in lows else min(lows)  # type: ignore[type-var]
    high = None if None in highs else max(highs)  # type: ignore[type-var]
    apart = all(_before(c.high, low) or _before(high, c.low) for c in rest)
    return replace(cells[0], low=low, high=high) if apart else None


def _before(high: Any, low: Any) -> bool:
    """Whether what ends here ends before the other begins."""
    return high is not None and low is not None and high <= low


def constraint_sentence(found: Constraint, voices: Voices) -> str:
    """The same as a sentence: that something happened, that it did not, or what a fact is."""
    fact, words = voices.fact(found.axis.fact), constraint_words(found, voices)
    yes = [c.example for c in found.cells if c.kind not in ("missing", "other", "between")]
    if len(found.cells) == 1 and yes and isinstance(yes[0], bool):
        return voices.here.say(
            "if.yes" if yes[0] else "if.not-yet" if _happens(found.axis.fact) else "if.no", fact=fact
        )
    return voices.here.say("if.is", fact=fact, value=words)


def _happens(fact: str) -> bool:
    return fact.partition(_APART)[0].rpartition(".")[2] in SUFFIXES


def _cells(fact: str, cells: Iterable[Cell], voices: Voices) -> str:
    words = list(dict.fromkeys(cell_words(fact, c, voices) for c in cells))
    if len(words) > _MOST:
        return say("among", voices.lang, count=len(words), first=words[0])
    return say("or", voices.lang).join(words)


def cell_words(fact: str, cell: Cell, voices: Voices) -> str:  # noqa: PLR0911 (one line for each kind of cell)
    """One cell of a fact."""
    lang = voices.lang
    if cell.kind == "missing":
        return say("missing", lang)
    if cell.kind == "other":
        return say("other", lang)
    if cell.kind != "between":
        return _given(fact, cell.example, voices)
    if cell.low is None and cell.high is None:
        return say("any", lang)
    kind = "days" if isinstance(cell.example, date) else "numbers"
    if cell.low is None:
        return say(f"{kind}.up-to", lang, high=cell.high)
    if cell.high is None:
        return say(f"{kind}.from", lang, low=cell.low)
    return say(f"{kind}.between", lang, low=cell.low, high=cell.high)


def _given(fact: str, value: Any, voices: Voices) -> str:
    rows = isinstance(value, tuple) and any(isinstance(r, Mapping) for r in value)
    if not rows:
        return voices.value(fact, value)
    return say("rows", voices.lang, rows=" / ".join(_row(r, voices) for r in value))


def _row(row: Mapping[str, Any], voices: Voices) -> str:
    pairs = [f"{voices.fact(k)} {voices.value(k, v)}" for k, v in row.items()]
    return "，".join(pairs) or say("any", voices.lang)
