"""Where rule sets and forms lie, and each file read once.

`home` is the directory that holds `rules/` and `forms/`. Positions name files relative to it.
"""

from __future__ import annotations

import re
from pathlib import Path as FilePath

from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.source import Problem

ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
_RULES = ("rules", "rules/examples")


class Home:
    """One look at the files; what cannot be read is in `problems`."""

    def __init__(self, root: FilePath) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self._read: dict[FilePath, Document | None] = {}

    def rules(self, id_: str) -> FilePath | None:
        """The file of a rule set, or None."""
        return self._find(id_, _RULES)

    def form(self, id_: str) -> FilePath | None:
        """The file of a form, or None."""
        return self._find(id_, ("forms",))

    def divisions(self, id_: str) -> FilePath | None:
        """The file of a list of divisions, or None."""
        return self._find(id_, ("forms/divisions",))

    def division_ids(self) -> list[str]:
        """Ids of all lists of divisions there are."""
        return [p.stem for p in sorted((self.root / "forms" / "divisions").glob("*.yaml"))]

    def rule_ids(self) -> list[str]:
        """Ids of all rule sets there are."""
        return [p.stem for d in _RULES for p in sorted((self.root / d).glob("*.yaml"))]

    def form_ids(self) -> list[str]:
        """Ids of all forms there are."""
        return [p.stem for p in sorted((self.root / "forms").glob("*.yaml"))]

    def document(self, path: FilePath) -> Document | None:
        """The file as a document, or None when it cannot be read; its problems are noted once."""
        if path not in self._read:
            found = read(path, file=self.name(path))
            if isinstance(found, Document):
                self._read[path] = found
            else:
                self._read[path] = None
                self.problems += found
        return self._read[path]

    def name(self, path: FilePath) -> str:
        """How positions call the file."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return path.as_posix()

    def _find(self, id_: str, folders: tuple[str, ...]) -> FilePath | None:
        if not ID.fullmatch(id_):
            return None
        places = (self.root / folder / f"{id_}.yaml" for folder in folders)
        return next((p for p in places if p.is_file()), None)
