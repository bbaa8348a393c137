"""A rule set from its files: read, merged, built, and every word in it resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path as FilePath

from engine.loading.building.node import MisreadError, Node, Notes
from engine.loading.building.special import RuleBuilder
from engine.loading.canonical import tree_of
from engine.loading.home import Home
from engine.loading.inheriting.ancestry import Level, ancestry, levels
from engine.loading.inheriting.form_files import form_document
from engine.loading.inheriting.paths import dotted
from engine.loading.loaded import Loaded
from engine.loading.periods import periods
from engine.loading.phrase import did_you_mean
from engine.loading.reading.document import Document, Path, Plain
from engine.loading.resolving.fact_typing import Typing
from engine.loading.resolving.form_structure import form_structure
from engine.loading.resolving.index import Index
from engine.loading.resolving.references import doubled, paper_fields, unresolved
from engine.loading.resolving.structure import structure
from engine.loading.shape.schema import check_shape
from engine.loading.versions import Slice, first_parts, slices
from engine.policy.definitions import RuleSet
from engine.policy.forms import Form
from engine.source import Position, Problem, in_order


def load_ruleset(id_or_path: str | FilePath, *, home: FilePath) -> Loaded:
    """The rule set of that id (or file) with its parents and forms, and all that is wrong with it."""
    shelf = Home(home)
    path = rule_path(id_or_path, shelf)
    if path is None:
        return _nowhere(str(id_or_path), shelf)
    chain, broken = ancestry(shelf, path)
    if broken or shelf.problems:
        shape = [p for _, document in chain for p in check_shape(document, "ruleset")]
        return Loaded(None, tuple(in_order([*shelf.problems, *broken, *shape])))
    return _versions(shelf, chain)


def rule_path(id_or_path: str | FilePath, shelf: Home) -> FilePath | None:
    """The file meant, or None when no rule set has that id."""
    if isinstance(id_or_path, FilePath) or id_or_path.endswith((".yaml", ".yml")):
        return FilePath(id_or_path)
    return shelf.rules(id_or_path)


def _nowhere(id_: str, shelf: Home) -> Loaded:
    at = Position(f"rules/{id_}.yaml")
    hint = did_you_mean(id_, shelf.rule_ids(), {}, at)
    return Loaded(None, (Problem("unknown-rule-set", at, {"id": id_, "hint": hint}),))


def _versions(shelf: Home, chain: tuple[tuple[str, Document], ...]) -> Loaded:
    """Every version of a whole chain of files by itself, and what is wrong with any of them."""
    spans = slices(chain) or (first_parts(chain),)
    frame = [*periods(chain), *_shapes(chain)]
    found = [_loaded(shelf, span, pinned=len(spans) > 1) for span in spans]
    everything = tuple(in_order([*shelf.problems, *frame, *(p for v in found for p in v.problems)]))
    if any(p.severity == "error" for p in everything):
        return replace(found[-1], ruleset=None, problems=everything)
    return replace(found[-1], problems=everything, versions=tuple(found) if len(found) > 1 else ())


def _shapes(chain: tuple[tuple[str, Document], ...]) -> Iterator[Problem]:
    """The shape of files with versions as they are written; their items are complete later."""
    for _, document in chain:
        if isinstance(document.data, dict) and "versions" in document.data:
            yield from check_shape(document, "ruleset", partial=True)


def _loaded(shelf: Home, span: Slice, *, pinned: bool) -> Loaded:
    """What a chain of files makes on these days. Where the shape is wrong, building need not say it
    again. `pinned`: the rule set says itself on which days it holds."""
    found, problems = levels(span)
    nearest = replace(found[0], tree=_pinned(found[0].tree, span)) if pinned else found[0]
    tree, notes = nearest.tree, Notes()
    forms = form_documents(tree, shelf)
    shape = [p for level in found for p in check_shape(level.completed(), "ruleset", partial=False)]
    shape += [p for form in forms.values() for p in check_shape(form, "form")]
    ruleset = build_level(nearest, forms, notes)
    built = unsaid(notes.problems, shape, (tree, *forms.values()))
    judged = list(_judged(ruleset, Index(tree, forms), notes, shelf))
    everything = in_order([*shelf.problems, *shape, *problems, *built, *judged])
    failed = any(p.severity == "error" for p in everything)
    parents = [build_level(level, form_documents(level.tree, shelf), Notes()) for level in found[1:]]
    return Loaded(
        None if failed else ruleset,
        tuple(everything),
        tuple(p for p in parents if p is not None),
        tree_of(nearest.id, tree, forms),
        span.span,
    )


def _pinned(tree: Document, span: Slice) -> Document:
    """The tree with the days of the slice as its own."""
    if not isinstance(tree.data, dict):
        return tree
    written = tree.data.get("in_force")
    days: dict[str, Plain] = dict(written.items()) if isinstance(written, dict) else {}
    for key, day, open_ in (("from", span.span.first, date.min), ("until", span.span.last, date.max)):
        days.pop(key, None)
        if day != open_:
            days[key] = day.isoformat()
    return replace(tree, data={**tree.data, "in_force": days})


def unsaid(built: Sequence[Problem], shape: Sequence[Problem], documents: Sequence[Document]) -> list[Problem]:
    """The problems of building in items whose shape is right: the others are said already."""
    if not shape:
        return list(built)
    items = {at: (d.file, path[:2]) for d in documents for path, at in _by_depth(d)}
    told = {items.get(p.at, p.at) for p in shape}
    return [p for p in built if items.get(p.at, p.at) not in told]


def _by_depth(document: Document) -> list[tuple[Path, Position]]:
    """Every place with its path, the deepest last: a map begins where its first key does."""
    return sorted([*document.values.items(), *document.keys.items()], key=lambda entry: len(entry[0]))


def _judged(ruleset: RuleSet | None, index: Index, notes: Notes, shelf: Home) -> Iterator[Problem]:
    """References, types and how the parts fit together."""
    yield from doubled(index)
    yield from paper_fields(index)
    typing = Typing.of(ruleset, index) if ruleset else None
    yield from unresolved(notes.uses, index, shelf, typing.dates if typing else None)
    if ruleset and typing:
        yield from typing.tests(notes.tested)
        yield from typing.words(notes.uses)
        yield from structure(ruleset, index)
        for id_, form in ruleset.forms.items():
            yield from form_structure(form, index.forms[id_])


def form_documents(tree: Document, shelf: Home) -> dict[str, Document]:
    """The forms that a rule set names and that are there, by id."""
    found: dict[str, Document] = {}
    for id_ in _named_forms(tree.data):
        path = shelf.form(id_)
        document = form_document(shelf, path) if path else None
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
