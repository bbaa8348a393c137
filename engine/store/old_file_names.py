"""Names that older versions kept beside the content of a file, brought to the cases that have the file.

The first who sent a content gave it its name, whoever sent it later. So a name comes only to a case that is
alone in naming the file, and to those that grew out of it: their matter is one. Where cases that do not belong
together name one file, nobody can tell any more whose the name is, and neither gets it. That is asked once, of
lists and events, when the database or an archive comes to this version: later it would be another answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, LargeBinary, String, column, select, table, update

from engine.casework.files.called import UNSEALED

_FILES = table("files", column("digest", String), column("name", String))
_ATTACHED = table("case_files", column("case_id", String), column("digest", String), column("name", LargeBinary))
_EVENTS = table("events", column("case_id", String), column("seq"), column("body", String))
_ID = re.compile(r"[0-9a-f]{64}")
_ANSWERS = ("answers", "with", "contents")
_ERASED = "identity-erased"
_AT_ONCE = 1_000


def kept_beside(connection: Connection) -> dict[str, str]:
    """The names that stand beside contents, by digest."""
    return {f.digest: f.name for f in connection.execute(select(_FILES).where(_FILES.c.name != ""))}


def bring_to_cases(connection: Connection, names: Mapping[str, str]) -> None:
    """Give these names to the cases that they belong to without doubt."""
    if not names:
        return
    listed = {(a.case_id, a.digest) for a in connection.execute(select(_ATTACHED)) if a.digest in names}
    named, attached = _in_events(connection, names)
    matters: dict[str, set[str]] = {}
    for case, digest in listed | named:
        matters.setdefault(digest, set()).add(_matter(case))
    for case, digest in sorted(listed | attached):
        if len(matters[digest]) == 1:
            _give(connection, case, digest, _as_kept(names[digest]), new=(case, digest) not in listed)


def _in_events(
    connection: Connection, names: Mapping[str, str]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:  # fmt: skip
    """Which case names which of the files, anywhere in the text of its events; and to which it is attached."""
    named, attached = set[tuple[str, str]](), set[tuple[str, str]]()
    query = select(_EVENTS.c.case_id, _EVENTS.c.body).order_by(_EVENTS.c.case_id, _EVENTS.c.seq)
    for event in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
        found = {id_ for id_ in _ID.findall(event.body) if id_ in names}
        if found:
            named |= {(event.case_id, id_) for id_ in found}
            gone, here = _told(event.body)
            attached -= {(event.case_id, id_) for id_ in gone}
            attached |= {(event.case_id, id_) for id_ in found & here}
    return named, attached


def _told(body: str) -> tuple[set[str], set[str]]:
    """What an event erased, and the whole items of its lists of answers; nothing where it cannot be read."""
    try:
        event = json.loads(body)
        data = event["data"]
        gone = set(data.get("files", ())) if event["kind"] == _ERASED else set[str]()
        return gone, {id_ for key in _ANSWERS for id_ in _items(data.get(key))}
    except (ValueError, KeyError, TypeError, AttributeError):
        return set(), set()


def _items(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _items(part)
    elif isinstance(value, list):
        for part in value:
            if isinstance(part, str):
                yield part
            else:
                yield from _items(part)


def _matter(case: str) -> str:
    """A case that grew out of another has the id of that one before its own number."""
    return case.partition(".")[0]


def _as_kept(name: str) -> bytes:
    """The ciphertext, which stood there in hexadecimal; before that names stood there as they were."""
    try:
        return bytes.fromhex(name)
    except ValueError:
        return UNSEALED + name.encode()


def _give(connection: Connection, case: str, digest: str, name: bytes, *, new: bool) -> None:
    if new:
        connection.execute(_ATTACHED.insert().values(case_id=case, digest=digest, name=name))
        return
    own = (_ATTACHED.c.case_id == case) & (_ATTACHED.c.digest == digest)
    connection.execute(update(_ATTACHED).where(own & _ATTACHED.c.name.is_(None)).values(name=name))
