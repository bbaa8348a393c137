"""A backtest as tables with words: for the command line and for a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from engine.casework.metrics import SMALL
from engine.i18n import text
from engine.policy.actors import Named
from engine.policy.definitions import RuleSet
from engine.policy.directory import Directory
from engine.simulate.backtest import Backtest, Change, ClockResult, PairResult, SetResult, Spread
from engine.views.names import Names

MOST_CHANGES = 8
"""Answers to one question that are listed; the others are few."""


@dataclass(frozen=True)
class Chart:
    """A table, and what of it can be drawn: `bars` are shares of one, one for each row."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[float, ...] = ()
    note: str = ""


def charts(result: Backtest, rules: Mapping[str, RuleSet], lang: str) -> Iterator[Chart]:
    """Everything that a backtest found, in order: what was read, each rule set, where they part."""
    yield _read(result, lang)
    for one in result.sets:
        yield from _set(one, Names(rules[one.id], Directory({}, {}), lang), result.judged, lang)
    for pair in result.pairs:
        names = tuple(Names(rules[i], Directory({}, {}), lang) for i in (pair.a, pair.b))
        yield from _pair(pair, names, result.judged, lang)


def _say(key: str, lang: str, **values: object) -> str:
    return text(f"backtest.{key}", lang, missing=None, **values)


def _heads(lang: str, *keys: str) -> tuple[str, ...]:
    return tuple(_say(f"head.{k}", lang) for k in keys)


def _share(n: int, of: int) -> str:
    return f"{100 * n / of:.1f}%" if of else "-"


def _read(result: Backtest, lang: str) -> Chart:
    rows = [(_say("rows", lang), f"{result.rows:,}"), (_say("judged", lang), f"{result.judged:,}")]
    rows.append((_say("unclean", lang), f"{result.unclean:,}"))
    rows += [(f"  {_say(f'reason.{r}', lang)}", f"{n:,}") for r, n in sorted(result.dirty.items())]
    return Chart(_say("title.read", lang, file=result.history), _heads(lang, "what", "count"), tuple(rows))


def _set(one: SetResult, names: Names, judged: int, lang: str) -> Iterator[Chart]:
    title = names.ruleset.title.in_(lang)
    routes = [
        (route_words(r, names), f"{n:,}", _share(n, judged), *_days(one.days.get(r)), _busiest(one.load.get(r, {})))
        for r, n in one.routes.items()
    ]
    heads = _heads(lang, "handler", "count", "share", "median", "worst", "busiest")
    bars = tuple(n / judged if judged else 0.0 for n in one.routes.values())
    yield Chart(_say("title.routes", lang, title=title), heads, tuple(routes), bars, _note(one, names, lang))
    clocks = [(k, c) for k, c in one.clocks.items() if c.started]
    yield Chart(
        _say("title.clocks", lang, title=title),
        _heads(lang, "deadline", "started", "met", "late", "open", "overdue", "allowed-median", "allowed-worst"),
        tuple(_clock(k, c, names) for k, c in clocks),
        tuple((c.late + c.overdue) / c.started for _, c in clocks),
    )
    rungs = [(*_rung(r, names), f"{n:,}") for r, n in one.rungs.items() if n]
    if rungs:
        most = max(one.rungs.values())
        bars = tuple(n / most for n in one.rungs.values() if n)
        yield Chart(_say("title.rungs", lang, title=title), _heads(lang, "ladder", "step", "count"), tuple(rungs), bars)


def _rung(rung: str, names: Names) -> tuple[str, str]:
    """The ladder and what is done on the rung: an act, or a paper that goes out."""
    ladder, _, key = rung.partition(".")
    step = names.ruleset.escalations[ladder].steps[key]
    done = names.act(step.act) if step.act else names.of(step.send or key)
    return names.of(ladder), f"{done} → {names.of(step.to.name)}" if isinstance(step.to, Named) else done


def _clock(key: str, c: ClockResult, names: Names) -> tuple[str, ...]:
    counts = tuple(f"{n:,}" for n in (c.started, c.met, c.late, c.open, c.overdue))
    return (names.of(key), *counts, *_days(c.allowed))


def _days(found: Spread | None) -> tuple[str, str]:
    if found is None or found.median is None:
        return "-", "-"
    return str(found.median), str(found.worst)


def _busiest(months: Mapping[str, int]) -> str:
    if not months:
        return "-"
    month = max(months, key=lambda m: months[m])
    return f"{month} ({months[month]:,})"


def route_words(route: str, names: Names) -> str:
    """Who handles: a unit, whoever a paper names, whoever stands in a relation to another; or nobody."""
    relation, _, of = route.partition(":")
    if of:
        return _say(f"relation.{relation}", names.lang, of=names.of(of))
    if route in names.ruleset.papers:
        return _say("chosen-in", names.lang, paper=names.of(route))
    return names.of(route) if route else _say("nobody", names.lang)


def _note(one: SetResult, names: Names, lang: str) -> str:
    said = []
    if one.missing:
        said.append(_say("missing", lang, facts="、".join(names.fact(f) for f in one.missing)))
    if one.untold:
        said.append(_say("untold", lang, deadlines="、".join(names.of(k) for k in one.untold)))
    return " ".join(said)


def _pair(pair: PairResult, names: tuple[Names, ...], judged: int, lang: str) -> Iterator[Chart]:
    a, b = (n.ruleset.title.in_(lang) for n in names)
    rows = [(_say("differing", lang), f"{pair.differing:,}", _share(pair.differing, judged))]
    for (one, two), n in (pair.routes or {}).items():
        rows.append((f"{route_words(one, names[0])} → {route_words(two, names[1])}", f"{n:,}", _share(n, judged)))
    rows += [(_say("table", lang, table=names[0].of(t)), f"{n:,}", _share(n, judged)) for t, n in pair.tables.items()]
    for key, counts in (("earlier", pair.earlier), ("later", pair.later)):
        rows += [(_say(key, lang, deadline=names[0].of(d)), f"{n:,}", _share(n, judged)) for d, n in counts.items()]
    for key, n in (("newly-late", pair.newly_late), ("no-longer-late", pair.no_longer_late)):
        rows.append((_say(key, lang), f"{n:,}", _share(n, judged)))
    note = "" if pair.routes is not None else _say("no-common-routes", lang)
    bars = tuple(float(r[2].rstrip("%")) / 100 if r[2] != "-" else 0.0 for r in rows)
    yield Chart(_say("title.pair", lang, a=a, b=b), _heads(lang, "what", "count", "share"), tuple(rows), bars, note)
    for name, changes in groupby(pair.whom, lambda c: c.field):
        found = sorted((c for c in changes if c.cases >= SMALL), key=lambda c: -c.differing)[:MOST_CHANGES]
        if any(c.differing for c in found):
            yield _whom(name, found, names[0], lang)


def _whom(name: str, found: list[Change], names: Names, lang: str) -> Chart:
    """Answers that only a few cases gave are left out by the caller: such a cell could point at a person."""
    rows = tuple(
        (
            names.value(name, c.word) if c.word else _say("not-told", lang),
            f"{c.cases:,}",
            _share(c.differing, c.cases),
            *(f"{n:,}" for n in (c.earlier, c.later, c.newly_late, c.no_longer_late)),
        )
        for c in found
    )
    heads = _heads(lang, "answer", "cases", "differing", "earlier", "later", "newly-late", "no-longer-late")
    return Chart(
        _say("title.whom", lang, field=names.fact(name)), heads, rows, tuple(c.differing / c.cases for c in found)
    )
