"""Room for files: how much somebody may attach to a case and in a day, and what must stay free on the disk."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FileLimits:
    """In bytes. `per_case`: all files of one case together; `per_day`: what one visitor sends in a day;
    `in_all`: all files of the installation, None for no such limit; `free`: what must stay free where the
    store is kept."""

    per_case: int = 200 * MEGABYTE
    per_day: int = 1_000 * MEGABYTE
    in_all: int | None = None
    free: int = 500 * MEGABYTE


class FileRoom(Protocol):
    """The part of the store that knows how much its files take, without reading them."""

    def file_sizes(self, ids: Collection[str]) -> Mapping[str, int]:
        """Bytes that each of these files takes as it is kept; those that are not kept are left out."""

    def bytes_of_files(self) -> int:
        """Bytes that all files take as they are kept."""

    def bytes_free(self) -> int | None:
        """Bytes that are free where the store is kept; None where that cannot be seen from here."""


def too_much(limits: FileLimits, room: FileRoom, on_case: Collection[str], more: int) -> str | None:
    """Why `more` bytes are not taken beside the files that are on the case: `case-full` or `no-room`.

    What is kept is a third more than what was sent; the limits are told to people in what they send, and
    the disk in what it holds.
    """
    if sent(sum(room.file_sizes(on_case).values())) + more > limits.per_case:
        return "case-full"
    taken, free = kept(more), room.bytes_free()
    if free is not None and free - taken < limits.free:
        return "no-room"
    return "no-room" if limits.in_all is not None and room.bytes_of_files() + taken > limits.in_all else None


def kept(bytes_: int) -> int:
    """About how much a file of this size takes as it is kept: in letters of base 64."""
    return bytes_ * 4 // 3


def sent(bytes_: int) -> int:
    """About how large a file was that takes so much as it is kept."""
    return bytes_ * 3 // 4
