"""What is wrong with one file, whichever kind it is: the folder says what it holds."""

from __future__ import annotations

from pathlib import Path as FilePath

from engine.loading.building.node import MisreadError, Node, Notes
from engine.loading.building.special import RuleBuilder
from engine.loading.calendars import load_calendar
from engine.loading.home import Home
from engine.loading.inheriting.divisions import divisions_problems
from engine.loading.inheriting.form_files import form_document
from engine.loading.load import load_ruleset, unsaid
from engine.loading.reading.document import Document
from engine.loading.resolving.fact_typing import check_tests
from engine.loading.resolving.form_structure import form_structure
from engine.loading.shape.schema import Kind, check_shape
from engine.policy.calendar import Calendar
from engine.policy.fact_types import form_types
from engine.policy.forms import Form
from engine.source import Problem, in_order

_FOLDERS: dict[str, Kind] = {
    "scenarios": "scenarios", "calendars": "calendar", "forms": "form", "divisions": "divisions",
}  # fmt: skip


def check_file(path: FilePath, home: FilePath) -> tuple[Problem, ...]:
    """All problems of a rule, form, calendar or scenario file; a rule file with its parents and forms."""
    kind = _FOLDERS.get(path.resolve().parent.name)
    if kind is None:
        return load_ruleset(path, home=home).problems
    if kind == "calendar":
        found = load_calendar(path, home=home)
        return () if isinstance(found, Calendar) else found
    if kind == "form":
        return load_form(path, home)[1]
    if kind == "divisions":
        return divisions_problems(path, home)
    shelf = Home(home)
    document = shelf.document(path)
    shape = check_shape(document, kind) if document else ()
    return tuple(in_order([*shelf.problems, *shape]))


def load_form(path: FilePath, home: FilePath) -> tuple[Form | None, tuple[Problem, ...]]:
    """The form of a file, with what it extends, and all that is wrong with it; no form with an error."""
    shelf = Home(home)
    document = form_document(shelf, path)
    if document is None:
        return None, tuple(in_order(shelf.problems))
    form, inside = _form(document, path.stem)
    shape = check_shape(document, "form")
    problems = tuple(in_order([*shelf.problems, *shape, *unsaid(inside, shape, [document])]))
    return (None if any(p.severity == "error" for p in problems) else form), problems


def _form(document: Document, id_: str) -> tuple[Form | None, list[Problem]]:
    """A form alone and what it can get wrong: who fills a field and what it raises is for rule sets."""
    notes = Notes()
    try:
        form = RuleBuilder().form(Node.root(document, notes), id_)
    except MisreadError:
        return None, notes.problems
    tested = check_tests(notes.tested, form_types(form))
    return form, [*notes.problems, *tested, *form_structure(form, document)]
