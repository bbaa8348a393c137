"""A document as one HTML file: no script, nothing fetched from elsewhere, fit for paper, screen and phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files

from engine.printing.document import NOTHING, Block, Document, Flow, Heading, Para, Table
from engine.printing.flow_svg import flow_svg

_CODE = {"zh": "zh-Hans", "en": "en"}
_CHAPTER, _PART = 1, 2
_DATE = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])", re.ASCII)


def as_html(document: Document) -> str:
    """The whole page as text; the same document gives the same text."""
    style = files(__package__).joinpath("manual.css").read_text(encoding="utf-8")
    body = "\n".join(part for block in document.blocks for part in _block(block))
    facts = "\n".join(f"<dt>{escape(k)}</dt><dd>{_lines(v)}</dd>" for k, v in document.facts)
    return f"""<!DOCTYPE html>
<html lang="{_CODE[document.lang]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(document.title)}</title>
<style>
{style}</style>
</head>
<body>
<a class="skip" href="#contents">{escape(document.contents)}</a>
<header>
<h1>{escape(document.title)}</h1>
<p class="soft">{escape(document.subtitle)}</p>
<dl>
{facts}
</dl>
</header>
<nav id="contents" aria-label="{escape(document.contents)}">
<h2>{escape(document.contents)}</h2>
{_contents(document)}
</nav>
<main>
{body}
</main>
<footer>{escape(document.mark)}</footer>
</body>
</html>
"""


def _contents(document: Document) -> str:
    """Chapters numbered, their parts in a line below."""
    chapters: list[tuple[Heading, list[Heading]]] = []
    for heading in document.headings:
        if heading.level == _CHAPTER:
            chapters.append((heading, []))
        elif heading.level == _PART and chapters:
            chapters[-1][1].append(heading)
    items = "\n".join(f"<li>{_link(h)}{_parts(parts)}</li>" for h, parts in chapters)
    return f"<ol>\n{items}\n</ol>"


def _parts(parts: list[Heading]) -> str:
    return f"<ul>{''.join(f'<li>{_link(p)}</li>' for p in parts)}</ul>" if parts else ""


def _link(heading: Heading) -> str:
    return f'<a href="#{escape(heading.anchor)}">{escape(heading.text)}</a>'


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text, anchor):
            yield f'<h{level + 1} id="{escape(anchor)}">{escape(text)}</h{level + 1}>'
        case Para(text, note):
            yield f'<p class="note">{_lines(text)}</p>' if note else f"<p>{_lines(text)}</p>"
        case Table():
            yield from _table(block)
        case Flow():
            key = f"<figcaption>{escape(block.key)}</figcaption>\n" if block.key else ""
            yield f"<figure>\n{key}{flow_svg(block)}\n</figure>"


def _table(table: Table) -> Iterator[str]:
    """Heads of columns and rows carry a scope; on a phone every cell names its column."""
    yield f'<div class="scroll" role="region" aria-label="{escape(table.caption)}" tabindex="0">'
    yield f"<table>\n<caption>{escape(table.caption)}</caption>"
    heads = "".join(f'<th scope="col">{escape(h)}</th>' for h in table.head)
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
    for row in table.rows:
        first, *rest = row
        cells = "".join(_cell(h, c) for h, c in zip(table.head[1:], rest, strict=True))
        yield f'<tr><th scope="row">{_lines(first)}</th>{cells}</tr>'
    yield "</tbody>\n</table>\n</div>"


def _cell(head: str, words: str) -> str:
    """A phone leaves out the cells that hold nothing."""
    none = ' class="none"' if words == NOTHING else ""
    return f'<td data-head="{escape(head)}"{none}>{_lines(words)}</td>'


def _lines(text: str) -> str:
    """Lines below each other; a date is never torn apart."""
    return "<br>".join(_DATE.sub(r"<time>\g<0></time>", escape(line)) for line in text.split("\n"))
