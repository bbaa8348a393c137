"""A document as a list of blocks: what a manual says, before anybody decides how a page looks.

Chapters build it, `as_html` and `as_docx` draw it, so that both formats say the same. A line break
inside a cell or a paragraph is a new line of the same thought.
"""

from __future__ import annotations

from dataclasses import dataclass

NOTHING = "—"
"""What stands in a cell that holds nothing."""


@dataclass(frozen=True)
class Heading:
    """A chapter (`level` 1) or a part of one (2, 3); `anchor` is its address within the document."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Para:
    """A paragraph; `note` is said in passing and printed smaller."""

    text: str
    note: bool = False


@dataclass(frozen=True)
class Table:
    """A table with column heads; the first column names its row."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Exit:
    """One way out of a step: what happens, under which condition (or ``), and the step it leads to."""

    label: str
    condition: str
    to: int


@dataclass(frozen=True)
class Step:
    """One box of a flowchart; `kind` is `first`, `last` or `step`."""

    title: str
    under: str
    kind: str
    exits: tuple[Exit, ...]


@dataclass(frozen=True)
class Flow:
    """A flowchart; a table beside it says the same in words for those who cannot see it. `key` says how to read
    it, wherever it is drawn."""

    title: str
    description: str
    steps: tuple[Step, ...]
    key: str = ""


Block = Heading | Para | Table | Flow


@dataclass(frozen=True)
class Document:
    """A whole document; `facts` stand on its first page, `mark` at the head of every page."""

    lang: str
    title: str
    subtitle: str
    mark: str
    contents: str
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """All headings in order."""
        return tuple(b for b in self.blocks if isinstance(b, Heading))
