"""Whether a file that somebody sends is taken: an ending that is allowed, a content that is what the
ending says, and nothing inside that runs on the computer of whoever opens it.

Archives, SVG, HTML and programs are not taken at all. A macro sheet of Excel 4 in the old xls format and
a fault in a reader of PDF cannot be seen here: files are opened by people, on computers kept up to date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.casework.files.names import ending_of, plain_name
from engine.casework.files.packages import flaw_of_ole, flaw_of_zip
from engine.casework.files.pdf import flaw_of_pdf

MOST_BYTES = 10 * 1024 * 1024
_HEAD = 8_192

_PICTURE = frozenset({".jpg", ".jpeg", ".jfif"})
_SOUND = frozenset({".mp4", ".m4a", ".mp3", ".mpga", ".m4v", ".mov", ".3gp"})


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: what its content may look like, its media type, what else is looked at."""

    looks: frozenset[str]
    media_type: str
    flaw: Callable[[bytes], str | None] = lambda _: None


def _text_flaw(content: bytes) -> str | None:
    """Text in one of the encodings in use, without bytes that no text has."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "disguised" if any(c < " " and c not in "\t\r\n\f" for c in words) else None
    return "disguised"


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: Mapping[str, Kind] = {
    "jpg": Kind(_PICTURE, "image/jpeg"),
    "jpeg": Kind(_PICTURE, "image/jpeg"),
    "png": Kind(frozenset({".png"}), "image/png"),
    "pdf": Kind(frozenset({".pdf"}), "application/pdf", flaw_of_pdf),
    "doc": Kind(frozenset({".doc"}), "application/msword", flaw_of_ole),
    "docx": Kind(
        frozenset({".docx"}), f"{_OFFICE}.wordprocessingml.document", lambda content: flaw_of_zip(content, "docx")
    ),
    "xls": Kind(frozenset({".doc", ".xls"}), "application/vnd.ms-excel", flaw_of_ole),
    "xlsx": Kind(frozenset({".docx"}), f"{_OFFICE}.spreadsheetml.sheet", lambda content: flaw_of_zip(content, "xlsx")),
    "txt": Kind(frozenset(), "text/plain", _text_flaw),
    "mp3": Kind(frozenset({".mp3", ".mpga"}), "audio/mpeg"),
    "m4a": Kind(_SOUND, "audio/mp4"),
    "mp4": Kind(_SOUND, "video/mp4"),
    "wps": Kind(frozenset({".doc", ".wps"}), "application/vnd.ms-works", flaw_of_ole),
    "ofd": Kind(frozenset({".docx"}), "application/ofd", lambda content: flaw_of_zip(content, "ofd")),
}
"""By ending. The library that looks at the first bytes names every package `.docx` among others."""


def refusal_of(name: str, size: int) -> str | None:
    """Why a file is not even looked into: `kind`, `size` or `empty`."""
    if ending_of(plain_name(name)) not in KINDS:
        return "kind"
    if size > MOST_BYTES:
        return "size"
    return "empty" if size == 0 else None


def flaw_of(name: str, content: bytes) -> str | None:
    """Why its content is refused: `disguised`, `bomb`, `macro`, `object`, `protected` or `script`; None when
    it is taken. `name` has an ending that is allowed."""
    kind = KINDS[ending_of(plain_name(name))]
    if kind.looks and not kind.looks & looks_like(content):
        return "disguised"
    return kind.flaw(content)


def media_type_of(name: str) -> str:
    """By the ending, which was found to fit; never what the sender says."""
    return KINDS[ending_of(plain_name(name))].media_type


def looks_like(content: bytes) -> frozenset[str]:
    """Endings that the first bytes fit."""
    import puremagic  # only here: reading its table takes a moment

    try:
        return frozenset(found.extension for found in puremagic.magic_string(content[:_HEAD]))
    except (puremagic.PureError, ValueError):
        return frozenset()
