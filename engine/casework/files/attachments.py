"""Files that belong to a case: how they are sealed, and which of them its events name.

A file is known by the SHA-256 of its content. What is kept is ciphertext that is bound to that id, so
that a file which was altered, or put in another's place, does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from engine.casework.events import CaseEvent
from engine.casework.ports import Vault
from engine.errors import EngineError

_NAME = "file"
_ID = re.compile(r"[0-9a-f]{64}")
ERASED: Final = "identity-erased"
_ANSWERS = ("answers", "with", "contents")


class DamagedFile(EngineError):
    """What is kept under this id is not the file that was attached."""


def file_id(content: bytes) -> str:
    """SHA-256 of the content, in hex."""
    return hashlib.sha256(content).hexdigest()


def is_file_id(value: object) -> bool:
    """Whether it can be the id of a file."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def sealed(content: bytes, vault: Vault) -> bytes:
    """The file as it is kept."""
    return vault.seal(base64.b64encode(content).decode(), case=file_id(content), name=_NAME)


def opened(id_: str, ciphertext: bytes, vault: Vault) -> bytes:
    """The content of a kept file. Raises DamagedFile when its hash is not the id; what the vault
    raises when it does not open."""
    try:
        content = base64.b64decode(vault.open(ciphertext, case=id_, name=_NAME), validate=True)
    except binascii.Error as error:
        raise DamagedFile(f"file {id_} cannot be read") from error
    if file_id(content) != id_:
        raise DamagedFile(f"file {id_} has another content")
    return content


def file_place(id_: str) -> tuple[str, str]:
    """What a file is sealed for: `case` and `name` of the vault."""
    return id_, _NAME


def named_in(events: Iterable[CaseEvent]) -> frozenset[str]:
    """Ids of the files that were attached to answers, acts and papers of a case.

    Only whole items of a list count: an id that somebody wrote into a text attaches nothing.
    """
    parts = (e.data.get(key) for e in events for key in _ANSWERS)
    return frozenset(id_ for part in parts for id_ in _listed(part))


def erased_in(events: Iterable[CaseEvent]) -> frozenset[str]:
    """Ids of the files that were erased as the rules say, and were not attached again since."""
    gone = frozenset[str]()
    for event in events:
        gone = (gone | frozenset(event.data.get("files", ()))) if event.kind == ERASED else gone - named_in((event,))
    return gone


def named_in_answers(answers: Mapping[str, Any]) -> frozenset[str]:
    """Ids of the files among answers that are not yet filed."""
    return frozenset(_listed(dict(answers)))


def _listed(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _listed(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            if is_file_id(part):
                yield part
            else:
                yield from _listed(part)
