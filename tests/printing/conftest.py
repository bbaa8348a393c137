"""Manuals of the shipped rule sets, made once for all tests, and what can be read off their files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from engine.loading import canonical, digest, load_ruleset
from engine.loading.calendars import load_calendar
from engine.policy.calendar import Calendar
from engine.printing.as_docx import as_docx
from engine.printing.as_html import as_html
from engine.printing.document import Document
from engine.printing.manual import manual
from engine.printing.speaker import Source
from engine.scenarios.coverage import coverage

ROOT = Path(__file__).resolve().parents[2]
LOCALITIES = tuple(sorted(p.stem for p in (ROOT / "rules").glob("*.yaml") if p.stem != "national"))
EXAMPLES = tuple(sorted(p.stem for p in (ROOT / "rules" / "examples").glob("*.yaml")))
EVERYWHERE = (*LOCALITIES, "national", *EXAMPLES)
VOID = frozenset({"meta", "br"})
Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Made:
    """One manual: what it was made of, the document, and the rows and headings read back from HTML."""

    source: Source
    document: Document
    html: str
    page: Page

    @property
    def text(self) -> str:
        return self.page.text


class Page(HTMLParser):
    """Reads a page strictly: every element is closed in order, or it is a fault."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.rows: Rows = []
        self.headings: list[tuple[int, str, str]] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._cell: list[str] = []
        self._row: list[str] = []
        self.feed(html)
        self.close()
        self.faults += [f"{tag} is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes.append((tag, given))
        if tag == "br":
            self.text += "\n"
            self._cell.append("\n")
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("td", "th", "h2", "h3", "h4"):
            self._cell = []
            self._anchor = given.get("id") or ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")
        if tag in ("td", "th"):
            self._row.append("".join(self._cell))
        if tag == "tr":
            self.rows.append(tuple(self._row))
            self._row = []
        if tag in ("h2", "h3", "h4"):
            self.headings.append((int(tag[1]) - 1, "".join(self._cell), self._anchor))

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data
            self._cell.append(data)


def source_of(id_: str) -> Source:
    loaded = load_ruleset(id_, home=ROOT)
    assert loaded.ruleset is not None, [p.line("en") for p in loaded.problems]
    calendar = load_calendar(loaded.ruleset.calendar, home=ROOT)
    assert isinstance(calendar, Calendar)
    articles = coverage(loaded.ruleset, loaded.parents, ())
    return Source(loaded.ruleset, loaded.parents, calendar, digest(canonical(loaded)), articles)


@cache
def made(id_: str, lang: str) -> Made:
    document = manual(_source(id_), lang)
    html = as_html(document)
    return Made(_source(id_), document, html, Page(html))


@cache
def docx_bytes(id_: str, lang: str) -> bytes:
    return as_docx(made(id_, lang).document)


@cache
def _source(id_: str) -> Source:
    return source_of(id_)


def rows_of_docx(content: bytes) -> Rows:
    """Every row of every table; a line break within a cell is a line break."""
    body = docx.Document(BytesIO(content)).element.body
    return [tuple(_text(cell) for cell in row.iter(qn("w:tc"))) for row in body.iter(qn("w:tr"))]


def _text(cell: BaseOxmlElement) -> str:
    return "".join("\n" if part.tag == qn("w:br") else part.text or "" for part in cell.iter(qn("w:t"), qn("w:br")))


@pytest.fixture
def manual_of() -> Callable[[str, str], Made]:
    """`manual_of("kandun", "zh")`, made once in this process."""
    return made


@pytest.fixture
def docx_of() -> Callable[[str, str], bytes]:
    """`docx_of("kandun", "zh")`, the bytes, made once in this process."""
    return docx_bytes
