"""`money`: entered in yuan (元), stored in fen (分) as a whole number, so that sums are exact.

Bounds and conditions speak of yuan.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.policy.field_types.kind import FieldKind
from engine.policy.field_types.numeric import number_in, number_schema, outside, sample_number
from engine.policy.forms import Field

FEN = 100


def yuan(raw: Any) -> int | Decimal | None:
    """The amount in yuan, or None when these are no fen."""
    fen = number_in(raw)
    if not isinstance(fen, int):
        return None
    return fen // FEN if fen % FEN == 0 else Decimal(fen) / FEN


def written(raw: Any) -> str:
    """`12.50`."""
    amount = yuan(raw)
    return str(raw) if amount is None else f"{amount:.2f}"


def _wrong(f: Field, raw: Any) -> str | None:
    amount = yuan(raw)
    return "not-an-amount" if amount is None else outside(f, amount)


KIND = FieldKind(
    "money", "number", wrong=_wrong, value=lambda _, raw: yuan(raw),
    json=lambda f: number_schema(f, "integer", scale=FEN), sample=lambda f: sample_number(f) * FEN,
    read=lambda _, raw, lang: f"{written(raw)} 元" if lang == "zh" else f"CNY {written(raw)}",
    entry="money", scale=FEN,
)  # fmt: skip
