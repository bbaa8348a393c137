"""Addresses of databases, as they may be shown: nobody reads a password off a screen or out of a log."""

from __future__ import annotations

import re


def without_password(url: str) -> str:
    """The address with its password starred, also one that cannot be read.

    >>> without_password("postgresql://office:secret@host/bihuan")
    'postgresql://office:***@host/bihuan'
    """
    starred = re.sub(r"(://[^/@:]*):.*@", r"\1:***@", url)
    return re.sub(r"(?i)(password=)[^&]*", r"\1***", starred)
