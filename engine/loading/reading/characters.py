"""From bytes to text: the encoding, the forbidden characters, and how a value is shown in a message.

What a clerk's keyboard or word processor slips in (another encoding, a byte order mark, invisible
and full-width characters, tabs) is named here, before or beside reading YAML.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from engine.source import Position, Problem

AT_MOST_SHOWN = 20
_BREAK = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_TAB_INDENT = re.compile(r"[ \u3000]*\t[ \t]*(?=[^\s#])")
_WIDE_KEY = re.compile(r"[ \u3000]*(?:- +)*[^\s'\"#：:，。、；,{}\[\]]{1,40}(：)")
_WIDE_INDENT = re.compile(r"[ \u00a0]*([\u3000\u00a0])[\s\u3000]*\S")
WIDE_SPACE = re.compile(r"[\u3000\u00a0\u2000-\u200a\u202f\u205f]")
KEY_LIKE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*：")
_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def decode(raw: bytes, file: str) -> str | tuple[Problem, ...]:
    """The text of a UTF-8 file without byte order mark and control characters, or what is wrong."""
    for mark, name in _MARKS.items():
        if raw.startswith(mark):
            return (Problem("utf-16", Position(file), {"encoding": name}),)
    if raw.startswith(b"\xef\xbb\xbf"):
        return (Problem("byte-order-mark", Position(file)),)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        at = _byte_position(raw, error.start, file)
        return (Problem("not-utf-8", at, {"byte": f"0x{raw[error.start]:02X}", "offset": error.start}),)
    return tuple(_forbidden(text, file)) or text


def tabs(text: str, file: str, skip: Container[int] = ()) -> Iterator[Problem]:
    """Lines indented by tabs; `skip` holds the lines (from 1) that stand inside a text."""
    for number, line in _lines(text):
        found = _TAB_INDENT.match(line)
        if found and number not in skip:
            yield Problem("tab-indentation", Position(file, number, line.index("\t") + 1))


def wide_signs(text: str, file: str, first: int, last: int) -> Iterator[Problem]:
    """Full-width colons after a key and full-width spaces before it, in these lines."""
    for number, line in _lines(text):
        if not first <= number <= last:
            continue
        indent = _WIDE_INDENT.match(line)
        if indent:
            yield Problem("wide-space-indentation", Position(file, number, indent.start(1) + 1))
        colon = _WIDE_KEY.match(line)
        if colon:
            key = line[: colon.start(1)].strip(" -\u3000")
            yield Problem("wide-colon", Position(file, number, colon.start(1) + 1), {"key": shown(key)})


def line_at(text: str, number: int) -> str:
    """The line of that number (from 1); an empty one past the end."""
    lines = _BREAK.split(text)
    return lines[number - 1] if 1 <= number <= len(lines) else ""


def shown(value: object) -> str:
    """A value as a message quotes it: on one line, without control characters, shortened."""
    words = {True: "true", False: "false", None: "null"}
    text = words[value] if isinstance(value, bool) or value is None else str(value)
    clean = "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))
    return clean if len(clean) <= 40 else f"{clean[:39]}…"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(_BREAK.split(text), start=1)


def _byte_position(raw: bytes, offset: int, file: str) -> Position:
    before = _BREAK.split(raw[:offset].decode("utf-8", errors="replace"))
    return Position(file, len(before), len(before[-1]) + 1)


def _forbidden(text: str, file: str) -> Iterator[Problem]:
    """Control and invisible characters, at most twenty of them."""
    if not _CONTROL.search(text) and not _INVISIBLE.search(text):
        return
    count = 0
    for number, line in _lines(text):
        for code, pattern in (("control-character", _CONTROL), ("invisible-character", _INVISIBLE)):
            for found in pattern.finditer(line):
                yield Problem(code, Position(file, number, found.start() + 1), {"character": f"U+{ord(found[0]):04X}"})
                count += 1
                if count == AT_MOST_SHOWN:
                    return
