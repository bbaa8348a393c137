"""Every sentence a person reads, in Chinese and English.

One JSON catalogue per room and language (`zh/<room>.json`, `en/<room>.json`); a test keeps their
keys equal. Keys are dotted; values are `str.format` templates.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

LANGUAGES = ("zh", "en")


@cache
def catalogue(lang: str) -> dict[str, str]:
    """All sentences of one language, from every room's file. Raises KeyError on a doubled key."""
    merged: dict[str, str] = {}
    for path in sorted(files(__name__).joinpath(lang).iterdir(), key=lambda p: p.name):
        if path.name.endswith(".json"):
            for key, value in json.loads(path.read_text(encoding="utf-8")).items():
                if key in merged:
                    raise KeyError(f"catalogue key {key!r} stands twice ({lang}/{path.name})")
                merged[key] = value
    return merged


def text(key: str, lang: str, /, *, missing: str | None = None, **values: object) -> str:
    """The sentence `key` in `lang`, filled. Raises KeyError unless `missing` is given."""
    entries = catalogue(lang)
    if key not in entries:
        if missing is not None:
            return missing
        raise KeyError(f"no catalogue entry {key!r} in {lang}")
    return entries[key].format(**values)
