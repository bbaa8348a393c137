"""Sign-in names: one spelling for what people may type in several ways."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 64


def account_name(written: str) -> str:
    """The one spelling: composed, trimmed, without case.

    >>> account_name(" Ｚhang.San ")
    'zhang.san'
    """
    return unicodedata.normalize("NFKC", written).strip().casefold()


def is_account_name(name: str) -> bool:
    """Whether a spelled name can be given: short, visible characters without spaces."""
    return 0 < len(name) <= LONGEST_NAME and name.isprintable() and not any(c.isspace() for c in name)
