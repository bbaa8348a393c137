"""PDF files: pages to read, and nothing that runs, opens other programs or carries other files.

Names may be written in hexadecimal and objects may stand in compressed streams; both are looked into.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from engine.casework.files.packages import Flaw

MOST_UNPACKED = 200 * 1024 * 1024
MOST_OF_ONE = 40 * 1024 * 1024
"""Of one stream; a scanned page at 600 dpi in colour is less."""
_BLOCK = 1 << 16

_STREAM = re.compile(rb"stream\r?\n")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_RUNS = re.compile(rb"/(?:JavaScript|Launch|RichMedia|XFA|SubmitForm|ImportData|GoToE)(?![A-Za-z0-9])")
"""`/JS` alone says nothing without `/JavaScript`, and three letters stand in every large picture by chance."""
_CARRIES = re.compile(rb"/(?:EmbeddedFiles?|Filespec)(?![A-Za-z0-9])")
_SEALED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_ARCHIVE_END, _NEAR_END = b"PK\x05\x06", 66_000


def flaw_of_pdf(content: bytes) -> Flaw | None:
    """What is wrong with a PDF file."""
    if not content.startswith(b"%PDF-") or _ARCHIVE_END in content[-_NEAR_END:]:  # or an archive as well
        return "disguised"
    if _SEALED.search(_plain(content)):
        return "protected"
    whole, flaw = 0, _flaw_of_text(content)
    for unpacked in () if flaw else _streams(content):
        whole += len(unpacked)
        if len(unpacked) > MOST_OF_ONE or whole > MOST_UNPACKED:
            return "bomb"
        if flaw := _flaw_of_text(unpacked):
            return flaw
    return flaw


def _flaw_of_text(text: bytes) -> Flaw | None:
    plain = _plain(text)
    if _RUNS.search(plain):
        return "script"
    return "object" if _CARRIES.search(plain) else None


def _plain(text: bytes) -> bytes:
    """With names written out: `/J#61vaScript` is `/JavaScript`."""
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else text


def _streams(content: bytes) -> Iterator[bytes]:
    """What the deflated streams hold, each at most a little more than is allowed of one. Every byte is fed
    once, however often the word `stream` stands there."""
    at = 0
    while found := _STREAM.search(content, at):
        unpacked, at = _inflated(content, found.end())
        yield unpacked


def _inflated(content: bytes, start: int) -> tuple[bytes, int]:
    """What is deflated from `start` on, as far as it can be read, and where it ends."""
    unpacked, inflate, at = bytearray(), zlib.decompressobj(), start
    while at < len(content) and not inflate.eof and len(unpacked) <= MOST_OF_ONE:
        block = content[at : at + _BLOCK]
        try:
            unpacked += inflate.decompress(block, MOST_OF_ONE + 1 - len(unpacked))
        except zlib.error:
            break
        at += len(block) - len(inflate.unused_data)
    return bytes(unpacked), max(at, start)
