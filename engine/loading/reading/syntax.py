"""What the YAML parser says, in words of ours.

The parser's sentences are for programmers; each becomes a code whose sentence a clerk can act on.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.loading.reading.characters import line_at, shown, wide_signs
from engine.source import Position, Problem

_CODES = (
    ("could not find expected ':'", "colon-missing"),
    ("mapping values are not allowed", "colon-misplaced"),
    ("block sequence entries are not allowed", "dash-misplaced"),
    ("mapping keys are not allowed", "question-mark-key"),
    ("did not find expected '-' indicator", "list-broken-off"),
    ("did not find expected key", "indentation-uneven"),
    ("did not find expected ',' or ']'", "list-not-closed"),
    ("did not find expected ',' or '}'", "map-not-closed"),
    ("found unexpected end of stream", "quote-not-closed"),
    ("found unexpected document indicator", "quote-not-closed"),
    ("escape", "backslash"),
    ("hexdecimal", "backslash"),
    ("cannot start any token", "sign-at-start"),
    ("tab character", "tab-indentation"),
    ("directive", "directive"),
    ("document start", "directive"),
    ("undefined tag", "tag"),
    ("found duplicate", "directive"),
)  # a sentence that contains the left means the right; the first wins
_CONTEXTS = (
    ("block scalar", "block-text"),
    ("directive", "directive"),
    ("anchor", "anchor"),
    ("alias", "alias"),
    ("tag", "tag"),
)


def syntax_problems(
    text: str, file: str, sentence: str, context: str, at: Position, begun: Position | None
) -> Iterator[Problem]:
    """One problem, or the full-width signs that led to it; `begun` is where the broken part starts."""
    first = min(at.line, begun.line if begun else at.line)
    wide = list(wide_signs(text, file, max(1, first - 1), at.line))
    if wide:
        yield from wide
        return
    code = _code(sentence, context)
    seen = shown(line_at(text, at.line)[at.column - 1 : at.column] or " ")
    name = shown(line_at(text, first)[(begun or at).column - 1 :].split(" ")[0])
    values = {"line": begun.line if begun else at.line, "seen": seen, "name": name}
    yield Problem(code, at, values, also=begun if begun and begun.line != at.line else None)


def _code(sentence: str, context: str) -> str:
    for part, code in _CODES:
        if part in sentence:
            return code
    return next((code for part, code in _CONTEXTS if part in context), "yaml-unreadable")
