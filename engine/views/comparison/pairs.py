"""Two localities in words: what was made differently, and the cases that come out differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from engine.compare.findings import KINDS, CaseGroup, Change, Comparison, Difference, Effect, Outcome, Pair, Side
from engine.compare.items import Item
from engine.policy.directory import Directory
from engine.views.comparison.concepts import clause, full_name, item_name, row_view, stands
from engine.views.comparison.page import CaseView, ChangeView, ComparisonView, DifferenceView, PairView
from engine.views.comparison.regions import Voices, constraint_sentence, example_words, region_words
from engine.views.comparison.summaries import summary
from engine.views.comparison.term_names import term_name
from engine.views.comparison.terms import say, value_words
from engine.views.names import Names

Terms = frozenset[tuple[str, Any]]
Told = tuple[str, str, str]
_MOST = 4
_FIRST, _LAST = ("limit", "every", "signed_by"), ("strength", "scope", "times")
_UNSAID = frozenset({"initial", "fill", "many", "final"})
"""Terms that need not be told where it is told what becomes of a case."""


def view_of(found: Comparison, lang: str) -> ComparisonView:
    """The comparison in one language."""
    speakers = tuple(Names(s.ruleset, Directory(), lang) for s in found.sides)
    heads = tuple((s.name, s.ruleset.title.in_(lang)) for s in found.sides)
    rows = tuple(row_view(r, speakers) for r in found.rows)
    pairs = tuple(_pair(p, found.sides, speakers) for p in found.pairs)
    return ComparisonView(lang, heads, rows, pairs, tuple(_label(s, lang) for s in found.sides))


def _label(side: Side, lang: str) -> str:
    """What people call a side: its body, unless it is one of several versions and has a name of its own."""
    body = side.ruleset.body
    return (body.zh if lang == "zh" else body.en) if side.name == side.ruleset.id else side.name


def _pair(found: Pair, sides: Sequence[Side], speakers: Sequence[Names]) -> PairView:
    by_name = {s.name: n for s, n in zip(sides, speakers, strict=True)}
    here, there = by_name[found.here], by_name[found.there]
    voices = Voices(here, there)
    told = tuple(_difference(*d, here, there, voices) for d in zip(found.differences, found.kinds, strict=True))
    counts = tuple((k, found.kinds.count(k)) for k in KINDS if k in found.kinds)
    return PairView(
        found.here, found.there, told,
        tuple(_effect(e, here, there, voices) for e in found.always),
        tuple(_cases(c, here, there, voices, found.common) for c in found.cases),
        tuple(_notes(found, here, there, voices)),
        tuple(told[n] for n in found.first), counts,
    )  # fmt: skip


def _difference(d: Difference, kind: str, here: Names, there: Names, voices: Voices) -> DifferenceView:
    lang = here.lang
    item, names = (d.here, here) if d.here is not None else (d.there, there)
    part = _part(d, here, there) if d.part and d.part != "decides" else ""
    return DifferenceView(
        say(f"section.{d.section}", lang), item_name(item, names), part, d.path,
        _side_words(d, d.here, here), _side_words(d, d.there, there),
        clause_at(d, d.here, here), clause_at(d, d.there, there),
        _relation(d), _witness(d, here), tuple(_change(c, d, here, there, voices) for c in d.changes),
        kind,
    )  # fmt: skip


def _part(d: Difference, here: Names, there: Names) -> str:
    """What the term is called by the side that has it: the other need not know the words in it."""
    own = [(i, n) for i, n in ((d.here, here), (d.there, there)) if i is not None]
    has = [(i, n) for i, n in own if any(f"{t}.".startswith(f"{d.part}.") for t in i.terms)]
    item, names = (has or own)[0]
    return term_name(d.part, names, item.key)


def _relation(d: Difference) -> str:
    if d.here is None or d.there is None:
        return "absent"
    return d.standing.relation if d.standing else "different"


def _witness(d: Difference, names: Names) -> str:
    if d.day is not None:
        return say("calendar-day", names.lang, day=d.day)
    return stands(d.standing, names)


def _side_words(d: Difference, item: Item | None, names: Names) -> str:
    if item is None:
        return say("absent", names.lang)
    if d.part in ("", "decides"):
        return _rows_words(d, item, names) if d.rows else summary(item, names)
    if item.terms.get(d.part) is None and not any(t.startswith(f"{d.part}.") for t in item.terms):
        return say("unsaid", names.lang)
    return value_words(full_name(item, d.part), item.terms.get(d.part), names)


def _rows_words(d: Difference, item: Item, names: Names) -> str:
    """The rows of a table that are not the same on both sides, as this side has them."""
    said = []
    for row in d.rows:
        if f"rules.{row}.then" in item.terms:
            when = value_words("if", item.terms.get(f"rules.{row}.if"), names)
            said.append(
                say(
                    "rule",
                    names.lang,
                    when=when,
                    then=value_words(f"{item.key}.then", item.terms[f"rules.{row}.then"], names),
                )
            )
    return "；".join(said) or say("no-such-row", names.lang)


def clause_at(d: Difference, item: Item | None, names: Names) -> str:
    if item is None:
        return ""
    rows = [c for row in d.rows for c in (item.clauses or {}).get(f"rules.{row}", ())]
    return clause(tuple(rows) or item.cites, names)


def _change(c: Change, d: Difference, here: Names, there: Names, voices: Voices) -> ChangeView:
    regions = tuple(region_words(r, voices) for r in c.regions)
    examples = tuple(example_words(r, voices, ()) for r in c.regions)
    key = d.key if d.part == "decides" else d.part
    a, b = (_outcomes(found, key, n, voices) for found, n in ((c.here, here), (c.there, there)))
    return ChangeView(regions, examples, a, b)


def _outcomes(found: Sequence[Outcome], key: str, names: Names, voices: Voices, same: Terms = frozenset()) -> str:
    """What comes of it; where that hangs on what comes to pass, when. What is the same on both sides is left out."""
    said = [_outcome(o, key, names, voices, same) for o in found if o.value is not None or len(found) == 1]
    return "；".join(said)


def _outcome(found: Outcome, key: str, names: Names, voices: Voices, same: Terms) -> str:
    words = _made(found.value, key, names, same)
    if not found.when:
        return words
    when = say("or", names.lang).join(
        "，".join(constraint_sentence(c, voices) for c in r.constraints) for r in found.when
    )
    return say("when", names.lang, what=words, when=when)


def _made(value: object, key: str, names: Names, same: Terms = frozenset()) -> str:
    """What is made of a case: an item by its terms, a single value as it is."""
    if isinstance(value, bool) or value is None:
        return say("applies" if value else "not-applies", names.lang)
    terms = _pairs(value)
    if terms is None:
        return value_words(f"{key}.{key}", value, names)
    if set(terms) == {"decides"}:
        return value_words(f"{key}.then", terms["decides"], names)
    kept = [k for k, v in terms.items() if (k, v) not in same and k not in _UNSAID and not k.startswith("contains")]
    kept.sort(key=lambda k: (k not in _FIRST, k in _LAST))
    told = [names.say("pair", label=term_name(k, names, key), value=_value(k, terms[k], names)) for k in kept[:_MOST]]
    return names.say("comma").join(told) or say("applies", names.lang)


def _value(name: str, value: object, names: Names) -> str:
    """A term; a line of a list (who fills a seat, where an event leads) by its own terms."""
    if name == "needs" and isinstance(value, bool):
        return say("fulfilled" if value else "not-fulfilled", names.lang)
    line = _pairs(value)
    if line is None:
        return value_words(name, value, names)
    return names.say("comma").join(value_words(k, v, names) for k, v in line.items())


def _pairs(value: object) -> dict[str, Any] | None:
    """A tuple of names and values as a map, None for anything else."""
    if not isinstance(value, tuple) or not value:
        return None
    pairs = all(isinstance(p, tuple) and len(p) == len(("name", "value")) and isinstance(p[0], str) for p in value)
    return {p[0]: p[1] for p in value} if pairs else None


def _effect(e: Effect, here: Names, there: Names, voices: Voices) -> Told:
    """What it is called, what comes of it here, and there."""
    own = e.key.partition(".")[0]
    known = here if here.of(own) != own else there
    name = say("effect", here.lang, section=say(f"section.{e.section}", here.lang), name=item_name(e.item, known))
    same = _same([*e.here, *e.there])
    return name, _outcomes(e.here, e.key, here, voices, same), _outcomes(e.there, e.key, there, voices, same)


def _same(found: Sequence[Outcome]) -> Terms:
    """The terms that are in every outcome; none where something does not apply at all."""
    several = [frozenset((_pairs(o.value) or {}).items()) for o in found]
    return frozenset.intersection(*several) if several else frozenset()


def _cases(c: CaseGroup, here: Names, there: Names, voices: Voices, asked: Sequence[str]) -> CaseView:
    regions = tuple(region_words(r, voices) for r in c.regions)
    needed = [k for k in asked if k in ("identity", "request", "matter")]
    examples = tuple(example_words(r, voices, needed) for r in c.regions)
    return CaseView(regions, examples, tuple(_effect(e, here, there, voices) for e in c.effects))


def _notes(found: Pair, here: Names, there: Names, voices: Voices) -> Iterator[str]:
    lang = here.lang
    if found.unclear:
        yield say(f"unclear.{found.unclear}", lang)
    for a in found.apart:
        mine, theirs = (
            n.say("comma").join(n.value(a.fact, v) for v in vs) for n, vs in ((here, a.here), (there, a.there))
        )
        nothing = say("nothing", lang)
        yield say(f"apart.{a.kind}", lang, fact=voices.fact(a.fact), here=mine or nothing, there=theirs or nothing)
