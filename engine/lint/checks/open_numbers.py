"""Where a limit is `unspecified`, the file says why.

Code `unspecified-unexplained`. The text gives no number and none is invented; the entry under
`unspecified` that names the path tells a reader that this was seen and how the case is kept in sight.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.own_text import is_left_open
from engine.lint.subject import Subject
from engine.source import Problem


def check(subject: Subject) -> Iterator[Problem]:
    """Open limits without a word about them."""
    for section in ("deadlines", "duties"):
        for key, item in getattr(subject.ruleset, section).items():
            path = f"{section}.{key}.limit"
            explained = is_left_open(subject, path) or _is_within(subject, path)
            if item.limit is not None and item.limit.kind == "unspecified" and not explained:
                yield subject.problem("unspecified-unexplained", path, item=key, where=path)


def _is_within(subject: Subject, path: str) -> bool:
    named = (at for u in subject.ruleset.unspecified.values() for at in u.at)
    return any(path.startswith(f"{at}.") for at in named)
