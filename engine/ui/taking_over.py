"""Open cases from a spreadsheet: two files up, every row told, then the good rows opened."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from engine.casework.upkeep.importing import Imported
from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.loading.sheet_maps import sheet_map_of
from engine.loading.sheets import read_sheet
from engine.policy.sheets import Sheet, SheetMap
from engine.source import Problem
from engine.ui import blocks
from engine.ui.identity import Me
from engine.ui.plain import escape, tag
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.names import Names

MOST_SHOWN = 300


def draw(someone: Me) -> None:
    """The two uploads, and what comes of them."""
    st.caption(say("import.sub"))
    left, right = st.columns(2)
    table = left.file_uploader(escape(say("import.file")), type=["csv", "xlsx"], key="import-file")
    mapping = right.file_uploader(escape(say("import.map")), type=["yaml", "yml"], key="import-map")
    if table is None or mapping is None:
        blocks.empty(say("import.needs"))
        return
    content: bytes = table.getvalue()
    wanted = _mapping(mapping.getvalue(), mapping.name)
    sheet = read_sheet(content, table.name, wanted.sheet) if isinstance(wanted, SheetMap) else wanted
    if isinstance(wanted, SheetMap) and isinstance(sheet, Sheet):
        _rows(someone, sheet, wanted)
    elif isinstance(sheet, tuple):
        _problems(sheet)


def _mapping(content: bytes, name: str) -> SheetMap | tuple[Problem, ...]:
    """How to read the sheet, or what is wrong with the file that says so."""
    document = read(content, file=name)
    return sheet_map_of(document) if isinstance(document, Document) else document


def _rows(someone: Me, sheet: Sheet, wanted: SheetMap) -> None:
    rows = office().importing.preview(someone.locality, sheet, wanted)
    good = [r for r in rows if not r.problems]
    new = [r for r in good if not r.known]
    sums = say("import.sum", good=len(new), known=len(good) - len(new), bad=len(rows) - len(good))
    st.html(f'<p class="bh-sum">{blocks.text(sums)}</p>')
    word = say("import.apply", count=len(new)) if new else say("import.again", count=len(good))
    if good and st.button(word, key="import-apply", type="primary"):
        done = office().importing.apply(someone.locality, sheet, wanted, told_to=someone.name)
        _opened([r for r in done if r.number])
        return
    _problems([p for r in rows for p in r.problems])
    if good:
        heads = [say(f"import.{h}") for h in ("row", "opened", "state", "dues")]
        blocks.table(heads, [_told(r, someone) for r in good[:MOST_SHOWN]])


def _told(row: Imported, someone: Me) -> tuple[str, ...]:
    names = Names(office().ruleset_of(row.digest), office().directory(someone.locality), lang())
    dues = say("comma").join(f"{names.of(d.clock)} {d.due}" for d in row.dues)
    state, dues = (say("import.known"), "") if row.known else (names.of(row.state), dues)
    words = (str(row.row), f"{row.opened:%Y-%m-%d}", state, dues or "—")
    return tuple(blocks.text(w) for w in words)


def _opened(rows: Sequence[Imported]) -> None:
    """Numbers and follow-up codes: the codes are told this once, those of rows that came before are not."""
    known = sum(r.known for r in rows)
    st.success(escape(say("import.done", count=len(rows) - known, known=known)))
    heads = [say(f"import.{h}") for h in ("row", "number", "code")]
    blocks.table(heads, [tuple(map(blocks.text, (r.row, r.number, r.code or "—"))) for r in rows])
    untold = sum(not r.code for r in rows)
    if untold:
        st.caption(escape(say("import.untold", count=untold)))


def _problems(found: Sequence[Problem]) -> None:
    """Each problem at its cell, all of them, however many."""
    for p in found[:MOST_SHOWN]:
        hint = p.hint(lang())
        words = say("import.problem", at=str(p.at), message=p.message(lang()), hint=hint)
        st.html(tag("p", words, css="bh-problem", role="alert"))
    if len(found) > MOST_SHOWN:
        st.caption(say("import.more", count=len(found) - MOST_SHOWN))
