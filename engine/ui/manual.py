"""The policy manual to take away from the rules page: of the rules in force, made when somebody asks for it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engine.loading import canonical, digest, load_ruleset
from engine.office import Office
from engine.policy.definitions import RuleSet
from engine.printing.as_docx import as_docx
from engine.printing.as_html import as_html
from engine.printing.manual import manual
from engine.printing.speaker import Source
from engine.scenarios.coverage import coverage
from engine.ui.words import lang, say

MIMES = {"html": "text/html", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def offer(office: Office, locality: str) -> None:
    """A button for each format; nothing is made before it is pressed."""
    ruleset, published = office.ruleset(locality), office.rules.in_force(locality, office.now())
    if ruleset is None or published is None:
        return
    columns = st.columns(len(MIMES) + 1)
    for column, (kind, mime) in zip(columns, MIMES.items(), strict=False):
        column.download_button(
            say(f"manual.{kind}"), partial(content, office, ruleset, published, kind, lang()),
            file_name=f"{locality}-{lang()}.{kind}", mime=mime, on_click="ignore", width="stretch",
        )  # fmt: skip


def content(office: Office, ruleset: RuleSet, published: str, kind: str, speaks: str) -> bytes:
    """The file in one format, `html` or `docx`."""
    document = manual(source_of(office, ruleset, published), speaks)
    return as_docx(document) if kind == "docx" else as_html(document).encode("utf-8")


def source_of(office: Office, ruleset: RuleSet, published: str) -> Source:
    """The published rules. What they build on is told where the files still are what was published."""
    loaded = load_ruleset(ruleset.id, home=office.home)
    same = (v.parents for v in loaded.each if v.ruleset is not None and digest(canonical(v)) == published)
    parents = next(same, ())
    calendar = office.calendar(ruleset.calendar)
    return Source(ruleset, parents, calendar, published, coverage(ruleset, parents, ()))
