"""The part of the memory store that is not cases: rule sets, people, drafts, files, settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from engine.casework.ports import Draft, Published, UnknownCase
from engine.errors import EngineError
from engine.policy.directory import Directory
from engine.store.memory.accounts import MemoryAccounts


class MemoryOffices(MemoryAccounts):
    """Kept apart from the cases only to keep each module to one subject."""

    def __init__(self) -> None:
        super().__init__()
        self._canonical: dict[str, bytes] = {}
        self._published: dict[tuple[object, ...], Published] = {}
        self._directories: dict[str, Directory] = {}
        self._drafts: dict[str, Draft] = {}
        self._files: dict[str, tuple[str, bytes]] = {}
        self._sent_at: dict[str, datetime] = {}
        self._settings: dict[str, str] = {}

    def publish(self, published: Published, canonical: bytes) -> None:
        with self._lock:
            if self._canonical.setdefault(published.digest, canonical) != canonical:
                raise EngineError(f"digest {published.digest} already stands for another rule set")
            key = (published.locality, published.from_, published.digest)
            self._published.setdefault(key, replace(published, at=published.at.astimezone(UTC)))

    def published(self, locality: str) -> tuple[Published, ...]:
        with self._lock:
            mine = [p for p in self._published.values() if p.locality == locality]
        return tuple(sorted(mine, key=lambda p: (p.from_, p.at, p.digest)))

    def canonical(self, digest: str) -> bytes:
        with self._lock:
            if digest not in self._canonical:
                raise UnknownCase(f"no rule set {digest} was published")
            return self._canonical[digest]

    def localities(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(sorted({p.locality for p in self._published.values()}))

    def directory(self, locality: str) -> Directory:
        with self._lock:
            return self._directories.get(locality, Directory())

    def put_directory(self, locality: str, directory: Directory) -> None:
        with self._lock:
            self._directories[locality] = Directory(dict(directory.persons), dict(directory.units))

    def put_draft(self, draft: Draft, *, instead_of: Draft | None = None) -> bool:
        with self._lock:
            there = self._drafts.get(draft.id)
            if (there and there.answers) != (instead_of and instead_of.answers):
                return False
            self._drafts[draft.id] = replace(draft, at=draft.at.astimezone(UTC))
            return True

    def draft(self, id_: str) -> Draft | None:
        with self._lock:
            return self._drafts.get(id_)

    def drafts(self, locality: str, owner: str) -> tuple[Draft, ...]:
        with self._lock:
            mine = [d for d in self._drafts.values() if (d.locality, d.owner) == (locality, owner)]
        return tuple(sorted(mine, key=lambda d: (d.at, d.id), reverse=True))

    def drop_draft(self, id_: str) -> None:
        with self._lock:
            self._drafts.pop(id_, None)

    def put_file(self, digest: str, media_type: str, content: bytes, at: datetime) -> None:
        if at.tzinfo is None:
            raise EngineError(f"file {digest} has a time without time zone")
        with self._lock:
            self._files[digest] = (media_type, content)
            self._sent_at[digest] = max(at, self._sent_at.get(digest, at))

    def file(self, digest: str) -> tuple[str, bytes] | None:
        with self._lock:
            return self._files.get(digest)

    def media_types(self, ids: Collection[str]) -> Mapping[str, str]:
        with self._lock:
            return {id_: self._files[id_][0] for id_ in ids if id_ in self._files}

    def file_sizes(self, ids: Collection[str]) -> Mapping[str, int]:
        with self._lock:
            return {id_: len(self._files[id_][1]) for id_ in ids if id_ in self._files}

    def bytes_of_files(self) -> int:
        with self._lock:
            return sum(len(content) for _, content in self._files.values())

    def bytes_free(self) -> int | None:
        return None

    def setting(self, key: str) -> str | None:
        with self._lock:
            return self._settings.get(key)

    def settings(self, *keys: str) -> Mapping[str, str]:
        with self._lock:
            return {key: self._settings[key] for key in keys if key in self._settings}

    def put_setting(self, key: str, value: str) -> None:
        with self._lock:
            self._settings[key] = value

    def replace_setting(self, key: str, seen: str | None, value: str) -> bool:
        with self._lock:
            if self._settings.get(key) != seen:
                return False
            self._settings[key] = value
            return True

    def close(self) -> None:
        """Nothing is held open."""
