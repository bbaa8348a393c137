"""What is wrong with one file, whichever kind it is: the folder says what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

from engine.loading.calendars import load_calendar
from engine.loading.document import Document
from engine.loading.fact_typing import check_tests
from engine.loading.form_files import form_document
from engine.loading.home import Home
from engine.loading.load import load_ruleset, unsaid
from engine.loading.node import MisreadError, Node, Notes
from engine.loading.schema import Kind, check_shape
from engine.loading.special import RuleBuilder
from engine.policy.calendar import Calendar
from engine.policy.fact_types import form_types
from engine.source import Problem, in_order

_FOLDERS: dict[str, Kind] = {"scenarios": "scenarios", "calendars": "calendar", "forms": "form"}


def check_file(path: FilePath, home: FilePath) -> tuple[Problem, ...]:
    """All problems of a rule, form, calendar or scenario file; a rule file with its parents and forms."""
    kind = _FOLDERS.get(path.resolve().parent.name)
    if kind is None:
        return load_ruleset(path, home=home).problems
    if kind == "calendar":
        found = load_calendar(path, home=home)
        return () if isinstance(found, Calendar) else found
    shelf = Home(home)
    document = form_document(shelf, path) if kind == "form" else shelf.document(path)
    if document is None:
        return tuple(in_order(shelf.problems))
    shape = check_shape(document, kind)
    inside = _form(document, path.stem) if kind == "form" else ()
    return tuple(in_order([*shelf.problems, *shape, *unsaid(list(inside), shape, [document])]))


def _form(document: Document, id_: str) -> Iterator[Problem]:
    """What a form alone can get wrong: who fills a field and what it raises is for the rule sets."""
    notes = Notes()
    try:
        form = RuleBuilder().form(Node.root(document, notes), id_)
    except MisreadError:
        yield from notes.problems
        return
    yield from notes.problems
    yield from check_tests(notes.tested, form_types(form))
