"""YAML, read strictly: the only room that imports yaml.

A document is built from the parser's events, never from its objects: aliases cannot grow, doubled
keys cannot vanish, words are not guessed at, and every key and value keeps its line and column.
Whatever bytes come in, a `Document` or problems come out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path as FilePath

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from engine.loading.reading.characters import AT_MOST_SHOWN, KEY_LIKE, WIDE_SPACE, decode, line_at, shown, tabs
from engine.loading.reading.document import Document, Path, Plain
from engine.loading.reading.files import bytes_of
from engine.loading.reading.scalars import plain_scalar
from engine.loading.reading.syntax import syntax_problems
from engine.source import Position, Problem, in_order

LARGEST = 1024 * 1024
MOST_NODES = 50_000
DEEPEST = 40
_KEPT = 128
"""Documents that stay in memory: several times what the largest installation here holds."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(source: FilePath | str | bytes, *, file: str | None = None) -> Document | tuple[Problem, ...]:
    """A file (a `pathlib.Path`) or a text as a document, or all that keeps it from being one.

    `file` is the name that positions carry; by default the path as given.
    """
    name = file or (str(source) if isinstance(source, FilePath) else "text")
    raw = bytes_of(source, name, LARGEST) if isinstance(source, FilePath) else source
    if isinstance(raw, tuple):
        return raw
    raw = raw.encode("utf-8", errors="surrogatepass") if isinstance(raw, str) else raw
    if len(raw) > LARGEST:
        return (Problem("file-too-large", Position(name), {"limit": "1 MiB"}),)
    return _document(raw, name)


@lru_cache(maxsize=_KEPT)
def _document(raw: bytes, name: str) -> Document | tuple[Problem, ...]:
    """The same bytes under the same name are read once: parents, forms and calendars are shared by many
    rule sets, and nobody changes a document."""
    text = decode(raw, name)
    return tuple(in_order(text)) if isinstance(text, tuple) else _Reading(text, name).document()


class _LimitPassedError(Exception):
    """The file passes a limit; the problem is already noted."""


class _Reading:
    """One pass over the events of one text."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.problems: list[Problem] = []
        self.keys: dict[Path, Position] = {}
        self.values: dict[Path, Position] = {}
        self.inside_text: set[int] = set()
        self.nodes = 0
        self.events: Iterator[Event] = iter(())

    def document(self) -> Document | tuple[Problem, ...]:
        """The document, or the problems in the order of the file."""
        data: Plain = None
        try:
            self.events = yaml.parse(self.text, Loader=_LOADER)
            data = self._stream()
            self._top(data, self.values.get((), Position(self.file)))
        except _LimitPassedError:
            pass
        except yaml.MarkedYAMLError as error:
            self._syntax(error)
        except (yaml.YAMLError, RecursionError):
            self._say("yaml-unreadable", Position(self.file))
        self._tabs()
        if self.problems:
            return tuple(in_order(self.problems))
        return Document(data, self.keys, self.values, self.file)

    def _stream(self) -> Plain:
        data: Plain = None
        documents = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                self._start(event, documents)
            elif isinstance(event, NodeEvent):
                data = self._node(event, (), 0)
        return data

    def _start(self, event: DocumentStartEvent, documents: int) -> None:
        if event.version or event.tags:
            self._say("directive", self._position(event))
        if documents > 1:
            self._stop("several-documents", self._position(event))

    def _top(self, data: Plain, at: Position) -> None:
        if self.problems or isinstance(data, dict):
            return
        if data is None or data == "":
            self._say("empty-file", Position(self.file))
        else:
            self._say("top-not-a-map", at, seen=shown("- …" if isinstance(data, list) else data))

    def _node(self, event: NodeEvent, path: Path, depth: int) -> Plain:
        at = self._position(event)
        self.values[path] = at
        self._count(at, depth)
        if isinstance(event, AliasEvent):
            self._say("alias", at, name=f"*{shown(event.anchor)}")
            return None
        self._refuse_marks(event, at)
        if isinstance(event, ScalarEvent):
            return self._scalar(event, at)
        if isinstance(event, MappingStartEvent):
            return self._map(path, depth + 1)
        return self._list(path, depth + 1)

    def _count(self, at: Position, depth: int) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._stop("too-many-values", at, limit=MOST_NODES)
        if depth > DEEPEST:
            self._stop("too-deep", at, limit=DEEPEST)

    def _refuse_marks(self, event: NodeEvent, at: Position) -> None:
        if event.anchor:
            self._say("anchor", at, name=f"&{shown(event.anchor)}")
        tag = getattr(event, "tag", None)
        if tag:
            self._say("tag", at, name=shown(tag.replace("tag:yaml.org,2002:", "!!")))

    def _scalar(self, event: ScalarEvent, at: Position) -> Plain:
        self.inside_text.update(range(at.line + 1, _line_after(event)))
        word: str = event.value
        if event.style:
            return word
        found = KEY_LIKE.match(word)
        if found and not line_at(self.text, at.line)[: at.column - 1].strip(" -"):
            self._wide_colon(word, at)
        return plain_scalar(word)

    def _list(self, path: Path, depth: int) -> Plain:
        items: list[Plain] = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            assert isinstance(event, NodeEvent)
            items.append(self._node(event, (*path, len(items)), depth))
        return items

    def _map(self, path: Path, depth: int) -> Plain:
        entries: dict[str, Plain] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            assert isinstance(event, NodeEvent)
            key = self._key(event, path, entries, depth)
            at = self._position(event)
            here = (*path, key if key is not None else f"?{at.line}:{at.column}")
            first = self.keys.setdefault(here, at)
            value_of = next(self.events)
            assert isinstance(value_of, NodeEvent)
            value = self._node(value_of, here if first == at else (*here, "?"), depth)
            if key is not None:
                entries.setdefault(key, value)
        return entries

    def _key(self, event: NodeEvent, path: Path, entries: dict[str, Plain], depth: int) -> str | None:
        """The text of a key, or None (with a problem) when it is no text."""
        at = self._position(event)
        if not isinstance(event, ScalarEvent):
            self._node(event, (*path, "?"), depth)
            if not isinstance(event, AliasEvent):
                self._say("key-not-text", at, seen="[…]" if not isinstance(event, MappingStartEvent) else "{…}")
            return None
        self._refuse_marks(event, at)
        word: str = event.value
        if not event.style and word == "<<":
            self._say("merge-key", at)
        elif not event.style and (isinstance(plain_scalar(word), bool) or plain_scalar(word) is None):
            self._say("key-not-text", at, seen=shown(word) or "null")
        self._check_signs(event, word, at)
        if word in entries:
            also = self.keys[(*path, word)]
            self.problems.append(Problem("doubled-key", at, {"key": shown(word), "line": also.line}, also=also))
        return word

    def _check_signs(self, event: ScalarEvent, word: str, at: Position) -> None:
        if "：" in word and not event.style:
            self._wide_colon(word, at)
        elif "：" in word:
            self._say("wide-colon-in-key", at, key=shown(word))
        if WIDE_SPACE.search(word):
            code = "wide-space-in-key" if WIDE_SPACE.search(word.strip()) else "wide-space-indentation"
            self._say(code, at, key=shown(word))

    def _wide_colon(self, word: str, at: Position) -> None:
        before = word.split("：", 1)[0]
        place = Position(at.file, at.line, at.column + len(before))
        self._say("wide-colon", place, key=shown(before))

    def _syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark, begun = error.problem_mark, error.context_mark
        at = Position(self.file, mark.line + 1, mark.column + 1) if mark else Position(self.file)
        start = Position(self.file, begun.line + 1, begun.column + 1) if begun else None
        found = syntax_problems(self.text, self.file, error.problem or "", error.context or "", at, start)
        near = range((start or at).line - 1, at.line + 1)
        if any(p.at.line in near and p.code.startswith("wide") for p in self.problems):
            return
        tabbed = any(p.at.line in near for p in tabs(self.text, self.file, self.inside_text))
        self.problems += [p for p in found if not tabbed or p.code.startswith("wide")]

    def _tabs(self) -> None:
        self.problems += islice(tabs(self.text, self.file, self.inside_text), AT_MOST_SHOWN)

    def _position(self, event: Event) -> Position:
        mark = event.start_mark
        return Position(self.file, mark.line + 1, mark.column + 1) if mark else Position(self.file)

    def _say(self, code: str, at: Position, **params: object) -> None:
        self.problems.append(Problem(code, at, params))

    def _stop(self, code: str, at: Position, **params: object) -> None:
        self._say(code, at, **params)
        raise _LimitPassedError


def _line_after(event: Event) -> int:
    """The line (from 1) that follows the last one of an event."""
    return event.end_mark.line + 2 if event.end_mark else 0
