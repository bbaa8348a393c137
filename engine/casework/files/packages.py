"""Files that are packages of files (docx, xlsx, ofd; doc, xls, wps): no bombs, no macros, nothing to run.

The package is opened in memory and never unpacked to a disk. What is counted is what comes out, not what
the package says of itself.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Literal

Flaw = Literal["disguised", "bomb", "macro", "object", "protected", "script"]

MOST_MEMBERS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
"""Of what comes out to what is stored; paper forms reach some 30, a bomb thousands."""
_FREE = 1024 * 1024
"""So little is never a bomb, whatever its ratio."""
_BLOCK = 1 << 16

_MARKS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "ofd": "OFD.xml"}
_MACRO = re.compile(r"(?i)(vbaproject|vbadata|macrosheets/|dialogsheets/|customui)")
_OBJECT = re.compile(r"(?i)(embeddings/|activex/|\.(?:exe|dll|js|vbs|jar|bat|cmd|scr|lnk|hta|zip|7z|rar|gz|bin\.exe)$)")
_MACRO_TYPE = re.compile(rb"(?i)macroenabled|ms-office\.vba")
_EXTERNAL = re.compile(rb'(?i)TargetMode\s*=\s*["\']External["\']')
_LINK = re.compile(rb"(?i)relationships/hyperlink")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def _entries(*names: str) -> tuple[bytes, ...]:
    """Names as they stand in the directory of an old file: UTF-16, filled up with noughts."""
    return tuple(f"{name}\0".encode("utf-16-le") for name in names)


_OLE_MACROS = _entries("_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros", "VBA")
_OLE_OBJECTS = _entries("\x01Ole10Native", "Package")
_OLE_SEALED = _entries("EncryptedPackage", "EncryptionInfo")


def flaw_of_zip(content: bytes, ending: str) -> Flaw | None:
    """What is wrong with a docx, xlsx or ofd file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _flaw_of_members(package, ending)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError):
        return "disguised"


def _flaw_of_members(package: zipfile.ZipFile, ending: str) -> Flaw | None:
    members = package.infolist()
    names = [m.filename for m in members]
    if len(members) > MOST_MEMBERS or len(set(names)) != len(names):
        return "bomb"
    if _MARKS[ending] not in names or any(n.startswith("/") or ".." in n.split("/") or "\\" in n for n in names):
        return "disguised"
    if any(m.flag_bits & 1 for m in members):
        return "protected"
    if any(_MACRO.search(n) for n in names):
        return "macro"
    if any(_OBJECT.search(n) for n in names):
        return "object"
    return _flaw_of_contents(package, members)


def _flaw_of_contents(package: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Flaw | None:
    """Every member is read to its end, counting: only so is a bomb known that lies about its size."""
    whole = 0
    for member in members:
        said, own = bytearray(), 0
        wanted = member.filename == "[Content_Types].xml" or member.filename.endswith(".rels")
        with package.open(member) as stream:
            while block := stream.read(_BLOCK):
                own += len(block)
                if (own > _FREE and own > MOST_RATIO * max(member.compress_size, 1)) or whole + own > MOST_UNPACKED:
                    return "bomb"
                if wanted and len(said) < _FREE:
                    said += block
        whole += own
        if flaw := _flaw_of_text(bytes(said)):
            return flaw
    return None


def _flaw_of_text(said: bytes) -> Flaw | None:
    """Macros named by content type, and what would be fetched from elsewhere when the file is opened."""
    if _MACRO_TYPE.search(said):
        return "macro"
    fetched = (r for r in _RELATION.findall(said) if _EXTERNAL.search(r) and not _LINK.search(r))
    return "object" if next(fetched, None) else None


def flaw_of_ole(content: bytes) -> Flaw | None:
    """What is wrong with an old doc, xls or wps file, by the names in its directory."""
    if not content.startswith(OLE):
        return "disguised"
    if any(word in content for word in _OLE_SEALED):
        return "protected"
    if any(word in content for word in _OLE_MACROS):
        return "macro"
    return "object" if any(word in content for word in _OLE_OBJECTS) else None
