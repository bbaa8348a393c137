"""What each locality says of one thing, in words: a row of the comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from engine.compare.findings import Compared
from engine.compare.items import Item
from engine.compare.limits import Standing
from engine.policy.definitions import Cites
from engine.views.comparison.page import CellView, RowView, TermView
from engine.views.comparison.summaries import summary
from engine.views.comparison.term_names import term_name
from engine.views.comparison.terms import say, value_words
from engine.views.names import Names
from engine.views.rules import cites_words


def row_view(row: Compared, speakers: Sequence[Names]) -> RowView:
    lang, aligned = speakers[0].lang, row.aligned
    items = aligned.items
    first = next(n for n, i in enumerate(items) if i is not None)
    concept = _concept(aligned.concept, speakers)
    name = item_name(items[first], speakers[first])
    cells = tuple(_cell(n, row, s) for n, s in enumerate(speakers))
    return RowView(
        aligned.section, say(f"section.{aligned.section}", lang), aligned.key, concept, name, cells,
        tuple(_terms(items, speakers)), bool(row.differs),
    )  # fmt: skip


def _concept(concept: str | None, speakers: Sequence[Names]) -> str:
    for s in speakers:
        if concept and concept in s.ruleset.concepts:
            return s.ruleset.concepts[concept].in_(s.lang)
    return concept or ""


def item_name(item: Item | None, names: Names) -> str:
    if item is None:
        return ""
    if item.label is not None:
        return item.label.in_(names.lang)
    if item.section == "steps":
        ladder, _, step = item.key.partition(".")
        done = item.terms.get("act") or item.terms.get("send")
        what = value_words("act" if "act" in item.terms else "send", done, names) if done else step
        return say("step", names.lang, ladder=names.of(ladder), what=what)
    if item.section == "settings":
        return say(f"term.{item.key}", names.lang)
    if item.section in ("recusal", "prohibitions"):
        return _unnamed(item, names)
    return names.of(item.key)


def _unnamed(item: Item, names: Names) -> str:
    """A rule that has no label by what it says: what must not be done, who stands aside, that all is handed over."""
    if item.section == "prohibitions":
        return value_words("never", item.terms.get("never"), names)
    if "who" in item.terms:
        return value_words("who", item.terms["who"], names)
    return say("whole-case", names.lang)


def _cell(number: int, row: Compared, names: Names) -> CellView | None:
    item = row.aligned.items[number]
    if item is None:
        return None
    standing, floor = row.standings[number], row.floor[number]
    return CellView(
        item_name(item, names), summary(item, names), clause(item.cites, names), item.path, row.relations[number],
        stands(standing, names), _floor_code(floor), stands(floor, names), number in row.outliers,
    )  # fmt: skip


def _floor_code(floor: Standing | None) -> str:
    if floor is None:
        return ""
    return "both-run" if floor.both_run and floor.relation != "stricter" else floor.relation


def stands(found: Standing | None, names: Names) -> str:
    """How a limit stands to another, with the days that show it."""
    if found is None or found.relation == "same":
        return ""
    days = [d for d in (found.earlier, found.later) if d is not None]
    return "；".join(
        say("due-on", names.lang, start=d.start, mine=_day(d.mine, names), other=_day(d.other, names)) for d in days
    )


def _day(day: date | None, names: Names) -> str:
    return day.isoformat() if day else say("no-day", names.lang)


def clause(cites: Cites, names: Names) -> str:
    return cites_words(cites, names)


def _terms(items: Sequence[Item | None], speakers: Sequence[Names]) -> Iterator[TermView]:
    """Every term, then the clauses of single rows."""
    both = list(zip(items, speakers, strict=True))
    told = next(i.key for i in items if i is not None), _rows(items)
    for key in dict.fromkeys(n for i in items if i is not None for n in i.terms):
        said = [i.terms.get(key) if i else None for i in items]
        values = tuple(value_words(full_name(i, key), i.terms[key], s) if i and key in i.terms else "" for i, s in both)
        speaker = next(s for i, s in both if i and key in i.terms)
        yield TermView(key, term_name(key, speaker, *told), values, any(v != said[0] for v in said))
    clauses = dict.fromkeys(n for i in items if i is not None for n in i.clauses or {})
    for key in clauses:
        found = tuple(clause((i.clauses or {}).get(key, ()), s) if i else "" for i, s in both)
        speaker = next(s for i, s in both if i and key in (i.clauses or {}))
        name = say("clause-of", speaker.lang, what=term_name(key, speaker, *told))
        yield TermView(f"{key}.cite", name, found, len(set(found)) > 1)


def _rows(items: Sequence[Item | None]) -> tuple[str, ...]:
    """The rows of a table that any locality has, in the order in which they are counted."""
    names = (n for i in items if i is not None for n in i.terms if n.startswith("rules."))
    return tuple(dict.fromkeys(n.split(".")[1] for n in names))


def full_name(item: Item, term: str) -> str:
    """The name under which the value of a term is looked up: a table's values by the table."""
    in_table = item.section == "tables" and (term.endswith(".then") or term in ("otherwise", "values"))
    chosen = item.section == "questions" and term == "choices"
    return f"{item.key}.{term.rpartition('.')[2]}" if in_table or chosen else term
