"""What an installation keeps beside its cases: published rules, the directory, drafts, files, settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from engine.policy.directory import Directory


@dataclass(frozen=True)
class Published:
    """A rule set frozen under its digest, in force for one locality from a day on."""

    locality: str
    digest: str
    from_: date
    at: datetime


@dataclass(frozen=True)
class Draft:
    """Something half filled in, kept until it is submitted or thrown away. `answers` is ciphertext."""

    id: str
    locality: str
    owner: str | None
    form: str
    digest: str
    answers: bytes
    at: datetime


class InstallationStore(Protocol):
    """See the module."""

    def publish(self, published: Published, canonical: bytes) -> None:
        """Keep a rule set under its digest and note when it is in force. Idempotent."""

    def published(self, locality: str) -> tuple[Published, ...]:
        """All publications of a locality, by day in force, then by moment of publishing."""

    def canonical(self, digest: str) -> bytes:
        """The bytes published under this digest. Raises UnknownCase when there are none."""

    def localities(self) -> tuple[str, ...]:
        """Localities with a published rule set, sorted."""

    def directory(self, locality: str) -> Directory:
        """Persons and units; empty when none were entered."""

    def put_directory(self, locality: str, directory: Directory) -> None:
        """Replace the directory of a locality."""

    def put_draft(self, draft: Draft, *, instead_of: Draft | None = None) -> bool:
        """Add a draft, or put it in the place of another with its id. False, and nothing is changed, where what is
        there is not what it should take the place of."""

    def draft(self, id_: str) -> Draft | None:
        """The draft of that id."""

    def drafts(self, locality: str, owner: str) -> tuple[Draft, ...]:
        """A person's drafts, newest first."""

    def drop_draft(self, id_: str) -> None:
        """Throw a draft away. No error when there is none."""

    def put_file(self, digest: str, media_type: str, content: bytes, at: datetime) -> None:
        """Keep an attachment (ciphertext) by content hash; it counts as sent now. What is there already is
        written anew, so that it takes no less time than what is not."""

    def file(self, digest: str) -> tuple[str, bytes] | None:
        """Media type and content (ciphertext)."""

    def media_types(self, ids: Collection[str]) -> Mapping[str, str]:
        """Those of these files that are kept; their contents are not read."""

    def setting(self, key: str) -> str | None:
        """A setting of the installation, such as the demo clock's offset."""

    def settings(self, *keys: str) -> Mapping[str, str]:
        """Those of these settings that are there, as they all stood at one moment."""

    def put_setting(self, key: str, value: str) -> None:
        """Set it."""

    def replace_setting(self, key: str, seen: str | None, value: str) -> bool:
        """Set it if it still is what was seen (None: not there yet); False when somebody else was first."""

    def hold_to_key(self, key: str) -> None:
        """From now on write only while the installation is sealed under the key of this id; every write after
        that raises KeyChanged. A store that no other process can open does not need to."""
