"""What a file is called: the name belongs to the case that has it, never to its content.

Files are known by their hash, so that two people who send one document share what is kept. What each calls it
is each one's own: it stands sealed with the case, bound to case and file, and tells nobody else that the
document is known. A name that an older version kept beside the content comes to a case as it was sealed then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from engine.casework.files.contents import KINDS
from engine.casework.ports import Vault
from engine.errors import EngineError

LONGEST: Final = 120
UNSEALED: Final = b"\0"
"""Before a name that was kept in clear by an older version; ciphertext never begins so."""

_NAME = "file-name"
_SHOWN = 12
_ENDINGS = {kind.media_type: ending for ending, kind in reversed(tuple(KINDS.items()))}


def sealed_names(names: Mapping[str, str], ids: Iterable[str], case: str, vault: Vault) -> dict[str, bytes]:
    """Of these files those names that are given, as the case keeps them."""
    return {id_: vault.seal(names[id_][-LONGEST:], case=case, name=_of(id_)) for id_ in ids if names.get(id_)}


def opened_name(kept: bytes | None, id_: str, case: str, vault: Vault) -> str | None:
    """The name in clear; None where there is none, or where it does not open."""
    if kept is None:
        return None
    if kept.startswith(UNSEALED):
        return kept.removeprefix(UNSEALED).decode(errors="replace")
    for place, name in name_places(case, id_):
        try:
            return vault.open(kept, case=place, name=name)
        except EngineError:
            continue
    return None


def name_places(case: str, id_: str) -> tuple[tuple[str, str], ...]:
    """Where the name of a file on a case may be sealed for (`case` and `name` of the vault); older ones last."""
    return (case, _of(id_)), (id_, _NAME)


def opened_names(kept: Mapping[str, bytes], case: str, vault: Vault) -> dict[str, str]:
    """The names of a case's files in clear, as far as they open."""
    return {id_: name for id_, sealed in kept.items() if (name := opened_name(sealed, id_, case, vault))}


def stand_in(id_: str, media_type: str = "") -> str:
    """What a file is called of which nobody said a name: the beginning of its hash, and its usual ending.

    >>> stand_in("3fa4b2c1d0e9" + "0" * 52, "image/jpeg"), stand_in("a" * 64)
    ('3fa4b2c1d0e9.jpg', 'aaaaaaaaaaaa')
    """
    ending = _ENDINGS.get(media_type)
    return f"{id_[:_SHOWN]}.{ending}" if ending else id_[:_SHOWN]


def _of(id_: str) -> str:
    return f"{_NAME}/{id_}"
