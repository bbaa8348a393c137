"""How a file of past cases is laid out: a small YAML file that says which column holds what.

Without one, columns are looked for under the names of the facts and of the moments. What is wrong in
the file is told with its place, as for any file that somebody writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from engine.casework.rulebook import Rulebook
from engine.columns.past import MILESTONES, Layout
from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.policy.fact_types import FactType, form_types
from engine.policy.forms import Field
from engine.source import Problem

KEYS = ("case", "times", "facts", "values", "extended", "yes", "no", "zone")
_LISTS = ("yes", "no")
_MAPS = ("times", "facts", "values")


def facts_asked(books: Sequence[Rulebook], *, form_only: bool = False) -> dict[str, FactType]:
    """Facts that an intake form asks for and a history may hold, by their types. Choices of several
    forms add up. With `form_only` those alone that a rule reads."""
    found: dict[str, FactType] = {}
    for book in books:
        for name, kind in _of_forms(book).items():
            if form_only and not _read(name, book):
                continue
            first = found.get(name)
            if first is None:
                found[name] = kind
            elif first.kind == kind.kind and first.values and kind.values:
                found[name] = replace(first, values=tuple(dict.fromkeys((*first.values, *kind.values))))
        if not form_only:
            found.update({n: book.types[n] for n in book.ruleset.facts if n in book.types})
    return found


def _of_forms(book: Rulebook) -> dict[str, FactType]:
    rules = book.ruleset
    forms = [rules.forms[f] for f in rules.intake if f in rules.forms]
    names = {n for form in forms for n in form_types(form)}
    sealed = {f.key for form in forms for _, f in form.all_fields() if f.keep == "sealed"}
    kinds = {n: book.types[n] for n in names - sealed if n in book.types}
    return {n: k for n, k in sorted(kinds.items()) if k.kind not in ("text", "limit")}


def _read(name: str, book: Rulebook) -> bool:
    return any(n == name or n.startswith(f"{name}.") for n in book.asked)


def found_in(columns: Sequence[str], books: Sequence[Rulebook], zone: str) -> Layout:
    """The layout of a file whose columns are called as the facts and moments are."""
    facts = {n: n for n in facts_asked(books) if n in columns}
    times = {m: m for m in MILESTONES if m in columns}
    named = {key: key if key in columns else None for key in ("case", "extended")}
    return with_labels(Layout(facts, times, named["case"], named["extended"], zone=zone), books)


def with_labels(layout: Layout, books: Sequence[Rulebook]) -> Layout:
    """The layout that also knows the labels of choices, Chinese and English, for the words they stand for."""
    values: dict[str, dict[str, str]] = {}
    for book in books:
        for form in (book.ruleset.forms[f] for f in book.ruleset.intake if f in book.ruleset.forms):
            for _, f in form.all_fields():
                values.setdefault(f.key, {}).update(_labels(f))
    for name, words in layout.values.items():
        values.setdefault(name, {}).update(words)
    return replace(layout, values=values)


def _labels(f: Field) -> Mapping[str, str]:
    return {text: key for key, label in f.choices.items() for text in (label.zh, label.en)}


def layout_of(
    source: Path | bytes, books: Sequence[Rulebook], zone: str, *, file: str | None = None
) -> Layout | tuple[Problem, ...]:
    """The layout that a mapping file (or its text, called `file`) describes, or everything that is wrong with it."""
    found = read(source, file=file)
    if not isinstance(found, Document):
        return found
    problems = tuple(_problems(found, books))
    if problems or not isinstance(found.data, dict):
        return problems
    data: dict[str, object] = dict(found.data)
    maps = {k: _words(data.get(k)) for k in ("times", "facts")}
    values = {fact: _words(words) for fact, words in _inner(data.get("values"))}
    lists = {k: tuple(str(w).lower() for w in _list(data[k])) for k in _LISTS if k in data}
    case, extended = (str(data[k]) if k in data else None for k in ("case", "extended"))
    layout = Layout(maps["facts"], maps["times"], case, extended, values, zone=str(data.get("zone", zone)), **lists)
    return with_labels(layout, books)


def _words(value: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}


def _inner(value: object) -> Iterable[tuple[str, object]]:
    return value.items() if isinstance(value, dict) else ()


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _problems(found: Document, books: Sequence[Rulebook]) -> Iterator[Problem]:
    assert isinstance(found.data, dict)  # the reader lets nothing else through
    for key, value in found.data.items():
        if key not in KEYS:
            yield Problem("mapping-key", found.at_key((key,)), {"seen": key, "known": ", ".join(KEYS)})
        elif key in _MAPS and not isinstance(value, dict):
            yield Problem("mapping-shape", found.at((key,)), {"key": key})
    if "times" not in found.data:
        yield Problem("mapping-times", found.at(()), {"known": ", ".join(MILESTONES)})
    yield from _unknown_names(found, books)


def _unknown_names(found: Document, books: Sequence[Rulebook]) -> Iterator[Problem]:
    facts = facts_asked(books)
    events = {n for book in books for n, kind in book.types.items() if kind.kind == "yes-no"}
    known = {"times": {*MILESTONES, *events}, "facts": set(facts), "values": set(facts)}
    told = {"times": MILESTONES, "facts": tuple(facts), "values": tuple(facts)}
    data = found.data if isinstance(found.data, dict) else {}
    for key in _MAPS:
        for name, _ in _inner(data.get(key)):
            if name not in known[key]:
                params = {"seen": name, "key": key, "known": ", ".join(told[key])}
                yield Problem("mapping-name", found.at_key((key, name)), params)
    for fact, words in _inner(data.get("values")):
        values = facts[fact].values if fact in facts else ()
        for written, word in _inner(words):
            if values and word not in values:
                params = {"seen": str(word), "key": fact, "known": ", ".join(values)}
                yield Problem("mapping-value", found.at(("values", fact, written)), params)
