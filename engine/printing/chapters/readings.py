"""What the text leaves open, says twice, or what we do not carry out; and what is still to be looked up."""

from __future__ import annotations

from collections.abc import Iterator

from engine.policy.definitions import Cites, RuleSet
from engine.printing.document import Block, Heading, Para, Table
from engine.printing.speaker import Speaker
from engine.printing.whereabouts import place_words

_DOUBTFUL = ("recusal", "events", "papers", "deadlines", "duties", "prohibitions")


def chapter(s: Speaker) -> Iterator[Block]:
    """Conflicts, open points, what is not modelled, what is unverified."""
    yield Heading(1, s.say("readings.title"), "readings")
    yield from _conflicts(s)
    yield from _open(s)
    yield from _left_out(s)
    yield from _doubtful(s)


def _conflicts(s: Speaker) -> Iterator[Block]:
    yield Heading(2, s.say("readings.conflicts"), "conflicts")
    rows = tuple(
        (
            s.cites(c.between), s.several(place_words(p, s) for p in c.at), s.cites(c.chosen),
            c.because.in_(s.lang),
        )
        for c in s.rules.conflicts.values()
    )  # fmt: skip
    yield from _table("readings.conflicts", s.heads("between", "about", "chosen", "because"), rows, s)


def _open(s: Speaker) -> Iterator[Block]:
    yield Heading(2, s.say("readings.open"), "open-points")
    rows = tuple(
        (s.several(place_words(p, s) for p in u.at), u.because.in_(s.lang)) for u in s.rules.unspecified.values()
    )
    yield from _table("readings.open", s.heads("about", "because"), rows, s)


def _left_out(s: Speaker) -> Iterator[Block]:
    yield Heading(2, s.say("readings.left-out"), "left-out")
    yield Para(s.say("readings.left-out-intro"))
    rows = tuple(
        (s.cites(n.cite), s.names.say(f"gap.{n.kind}"), n.because.in_(s.lang)) for n in s.rules.not_modelled.values()
    )
    yield from _table("readings.left-out", s.heads("clause", "kind", "because"), rows, s)


def _doubtful(s: Speaker) -> Iterator[Block]:
    yield Heading(2, s.say("readings.unverified"), "unverified")
    yield Para(s.say("readings.unverified-intro"))
    rows = tuple((place_words(path, s), s.cites(cites)) for path, cites in unverified(s.rules))
    yield from _table("readings.unverified", s.heads("about", "clause"), rows, s)


def unverified(rules: RuleSet) -> Iterator[tuple[str, Cites]]:
    """Paths and clauses of what stands in the rules from memory only."""
    for kind in _DOUBTFUL:
        for key, definition in getattr(rules, kind).items():
            if definition.unverified:
                yield f"{kind}.{key}", definition.cite


def _table(caption: str, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], s: Speaker) -> Iterator[Block]:
    yield Table(s.say(caption), head, rows) if rows else Para(s.say("readings.nothing"), note=True)
