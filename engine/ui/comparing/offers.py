"""Which rule sets can be compared here: every published version, and for those who may, the files.

What is published is public. A file is a draft until it is published: visitors see files only where all
is demo data.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import streamlit as st

from engine.loading.home import Home
from engine.loading.reading.document import Document, Plain
from engine.loading.reading.reader import read
from engine.loading.versions import span_of
from engine.office import Office
from engine.ui.words import lang, say


@dataclass(frozen=True)
class Offer:
    """One version of one rule set: published (`digest`) or in a file (the version of `day`, else the newest)."""

    id: str
    label: str
    digest: str = ""
    day: date | None = None

    @property
    def key(self) -> str:
        """What tells it from every other offer, in any language."""
        return f"{self.id}|{self.digest}|{self.day or ''}"


def offers(office: Office, *, files: bool) -> dict[str, Offer]:
    """Everything that can be chosen, by its key, published first; every label stands once."""
    found = [*_published(office), *(_files(office) if files else ())]
    times = Counter(o.label for o in found)
    clear = (o if times[o.label] == 1 else replace(o, label=f"{o.label} · {o.digest[:6] or o.id}") for o in found)
    return {o.key: o for o in clear}


def fingerprint(office: Office) -> str:
    """Changes whenever a rule file, a form or a calendar does."""
    seen = hashlib.sha256()
    for path in sorted(p for part in ("rules", "forms") for p in (office.home / part).rglob("*.yaml")):
        told = path.stat()
        seen.update(f"{path}|{told.st_mtime_ns}|{told.st_size}\n".encode())
    return seen.hexdigest()


def _published(office: Office) -> Iterator[Offer]:
    for locality in sorted(office.store.localities(), key=counted):
        versions = list({p.digest: p for p in office.store.published(locality)}.values())
        for p in versions:
            body = office.ruleset_of(p.digest).body
            name = body.en if lang() == "en" else body.zh
            label = say("compare.version", name=name, day=p.from_) if len(versions) > 1 else name
            yield Offer(locality, label, p.digest)


def counted(id_: str) -> list[tuple[int, str]]:
    """Ids in the order in which people count: the ninth before the tenth."""
    return [(int(piece), "") if piece.isdigit() else (0, piece) for piece in re.split(r"(\d+)", id_)]


def _files(office: Office) -> Iterator[Offer]:
    for id_, name, days in _told(str(office.home), fingerprint(office), lang()):
        for day in days or (None,):
            label = say("compare.file", name=name, id=id_)
            yield Offer(id_, say("compare.version", name=label, day=day) if day else label, day=day)


@st.cache_resource(max_entries=4, show_spinner=False)
def _told(home: str, seen: str, speaks: str) -> tuple[tuple[str, str, tuple[date, ...]], ...]:
    """Id, name and first days of the versions of each file; only read, not checked."""
    del seen
    here = Home(Path(home))
    found = []
    for id_ in here.rule_ids():
        path = here.rules(id_)
        document = read(path) if path else None
        data = document.data if isinstance(document, Document) and isinstance(document.data, dict) else {}
        found.append((id_, _name(data, id_, speaks), _days(data)))
    return tuple(found)


def _name(data: Mapping[str, Plain], id_: str, speaks: str) -> str:
    """What the body is called; the id where the file does not say it in words."""
    body = data.get("body")
    name = body.get(speaks) if isinstance(body, dict) else None
    return name if isinstance(name, str) else id_


def _days(data: Mapping[str, Plain]) -> tuple[date, ...]:
    """The first day of each version; none where there is one version, or one that is always in force."""
    versions = data.get("versions")
    if not isinstance(versions, dict):
        return ()
    days = (span_of(v).first for v in versions.values())
    return tuple(d for d in days if d != date.min)
