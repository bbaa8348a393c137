"""What a file that somebody sends may be called: one plain name, in any script, that hides nothing.

Folders are dropped, and so are characters that nobody sees: a name written from right to left can show
`gpj.exe` as `exe.jpg`. The ending is read after that, so that what counts is what the system would run.
"""

from __future__ import annotations

import re
import unicodedata

MOST_BYTES = 255
"""What file systems allow."""
UNNAMED = "file"

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def plain_name(written: str) -> str:
    """The name without folders and hidden characters, at most 255 bytes with its ending kept.

    >>> plain_name("../../etc/passwd"), plain_name("photo\\u202egpj.exe"), plain_name("C:\\\\CON.txt")
    ('passwd', 'photogpj.exe', '_CON.txt')
    """
    composed = unicodedata.normalize("NFC", written.replace("\\", "/")).rpartition("/")[2]
    seen = "".join(c for c in composed if unicodedata.category(c) not in _HIDDEN)
    tidy = _FORBIDDEN.sub("_", seen).strip(" .")
    return _shortened(f"_{tidy}" if _DEVICES.match(tidy) else tidy or UNNAMED)


def ending_of(name: str) -> str:
    """The ending of a plain name in small letters, without its dot; empty when there is none.

    >>> ending_of("照片.JPG"), ending_of("README")
    ('jpg', '')
    """
    return name.rpartition(".")[2].lower() if "." in name else ""


def _shortened(name: str) -> str:
    """Cut between characters, before the ending."""
    if len(name.encode()) <= MOST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > MOST_BYTES // 4:
        stem, ending = name, ""
    tail = f".{ending}" if ending else ""
    return stem.encode()[: MOST_BYTES - len(tail.encode())].decode(errors="ignore") + tail
