"""A rule set from its files: read, merged, built, and every word in it resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from engine.loading.ancestry import Level, ancestry, levels
from engine.loading.canonical import tree_of
from engine.loading.document import Document, Plain
from engine.loading.home import Home
from engine.loading.node import MisreadError, Node, Notes
from engine.loading.paths import dotted
from engine.loading.special import RuleBuilder
from engine.policy.definitions import RuleSet
from engine.policy.forms import Form
from engine.source import Position, Problem, in_order


@dataclass(frozen=True)
class Loaded:
    """`ruleset` is None when a problem is an error; `parents` come nearest first; `tree` is the
    merged plain data with the forms (see `canonical`)."""

    ruleset: RuleSet | None
    problems: tuple[Problem, ...]
    parents: tuple[RuleSet, ...] = ()
    tree: Mapping[str, Plain] = field(default_factory=dict)


def load_ruleset(id_or_path: str | FilePath, *, home: FilePath) -> Loaded:
    """The rule set of that id (or file) with its parents and forms, and all that is wrong with it."""
    shelf = Home(home)
    path = _path(id_or_path, shelf)
    chain, broken = ancestry(shelf, path)
    shape: list[Problem] = []
    if broken or len(shelf.problems) or not chain:
        return Loaded(None, tuple(in_order([*shelf.problems, *broken, *shape])))
    return _loaded(shelf, chain, shape)


def _path(id_or_path: str | FilePath, shelf: Home) -> FilePath:
    """The file meant; an id that has no file gives the path where it would be."""
    if isinstance(id_or_path, FilePath) or id_or_path.endswith((".yaml", ".yml")):
        return FilePath(id_or_path)
    return shelf.rules(id_or_path) or shelf.root / "rules" / f"{id_or_path}.yaml"


def _loaded(shelf: Home, chain: tuple[tuple[str, Document], ...], shape: list[Problem]) -> Loaded:
    found, problems = levels(chain)
    notes = Notes()
    forms = form_documents(found[0].tree, shelf)
    ruleset = build_level(found[0], forms, notes)
    parents = [build_level(level, form_documents(level.tree, shelf), Notes()) for level in found[1:]]
    everything = in_order([*shelf.problems, *shape, *problems, *notes.problems])
    failed = any(p.severity == "error" for p in everything)
    return Loaded(
        None if failed else ruleset,
        tuple(everything),
        tuple(p for p in parents if p is not None),
        tree_of(found[0].id, found[0].tree, forms),
    )


def form_documents(tree: Document, shelf: Home) -> dict[str, Document]:
    """The forms that a rule set names and that are there, by id."""
    found: dict[str, Document] = {}
    for id_ in _named_forms(tree.data):
        path = shelf.form(id_)
        document = shelf.document(path) if path else None
        if document is not None:
            found[id_] = document
    return found


def _named_forms(data: Plain) -> list[str]:
    if not isinstance(data, dict):
        return []
    intake, papers = data.get("intake"), data.get("papers")
    named = list(intake) if isinstance(intake, list) else [intake]
    if isinstance(papers, dict):
        named += [p.get("form") for p in papers.values() if isinstance(p, dict)]
    return list(dict.fromkeys(n for n in named if isinstance(n, str)))


def build_level(level: Level, forms: Mapping[str, Document], notes: Notes) -> RuleSet | None:
    """The rule set of a merged tree, or None when its frame cannot be read."""
    builder = RuleBuilder()
    built: dict[str, Form] = {}
    for id_, document in forms.items():
        try:
            built[id_] = builder.form(Node.root(document, notes), id_)
        except MisreadError:
            continue
    try:
        node = Node.root(level.tree, notes)
        return builder.rule_set(node, id=level.id, forms=built, source_map=source_map(level.tree, forms))
    except MisreadError:
        return None


def source_map(tree: Document, forms: Mapping[str, Document]) -> dict[str, Position]:
    """Dotted path → where its key (or list item) stands; forms under `forms.<id>`."""
    found = {dotted(path): at for path, at in {**tree.values, **tree.keys}.items()}
    for id_, document in forms.items():
        for path, at in {**document.values, **document.keys}.items():
            found[dotted(("forms", id_, *path))] = at
    return found
