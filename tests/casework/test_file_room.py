"""Room for files: each limit is met where it should be, and is set in megabytes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pytest

from engine.casework.files.room import MEGABYTE, FileLimits, kept, sent, too_much
from engine.casework.files.settings import BadFileSetting, file_limits

ROOMY = FileLimits(per_case=10 * MEGABYTE, per_day=10 * MEGABYTE, in_all=100 * MEGABYTE, free=5 * MEGABYTE)


@dataclass
class Room:
    sizes: dict[str, int] = field(default_factory=dict)
    free: int | None = 1_000 * MEGABYTE

    def file_sizes(self, ids: Collection[str]) -> Mapping[str, int]:
        return {i: self.sizes[i] for i in ids if i in self.sizes}

    def bytes_of_files(self) -> int:
        return sum(self.sizes.values())

    def bytes_free(self) -> int | None:
        return self.free


def test_a_case_holds_so_much_as_it_was_sent() -> None:
    room = Room({"a": kept(6 * MEGABYTE), "other": kept(9 * MEGABYTE)})
    assert too_much(ROOMY, room, ["a"], 4 * MEGABYTE) is None
    assert too_much(ROOMY, room, ["a"], 4 * MEGABYTE + 2) == "case-full"


def test_so_much_stays_free_on_the_disk() -> None:
    room = Room(free=9 * MEGABYTE)
    assert too_much(ROOMY, room, [], 3 * MEGABYTE) is None
    assert too_much(ROOMY, room, [], 3 * MEGABYTE + 2) == "no-room"
    assert too_much(ROOMY, Room(free=None), [], 3 * MEGABYTE + 2) is None


def test_an_installation_holds_so_much_as_it_is_kept() -> None:
    room = Room({"a": 99 * MEGABYTE})
    assert too_much(ROOMY, room, [], MEGABYTE) == "no-room"
    assert too_much(FileLimits(in_all=None), room, [], MEGABYTE) is None


def test_what_is_kept_is_a_third_more_than_what_was_sent() -> None:
    assert (kept(3_000), sent(4_000)) == (4_000, 3_000)


def test_the_environment_sets_each_limit_and_leaves_the_others() -> None:
    set_ = {"BIHUAN_FILES_PER_CASE": "1", "BIHUAN_FILES_IN_ALL": " 0 ", "BIHUAN_DISK_FREE": "", "OTHER": "x"}
    plain = FileLimits()
    assert file_limits(set_) == FileLimits(MEGABYTE, plain.per_day, 0, plain.free)


@pytest.mark.parametrize("written", ["-1", "1.5", "ten", "十", "1e9", "9999999999", "2²"])
def test_what_is_no_number_of_megabytes_is_refused(written: str) -> None:
    with pytest.raises(BadFileSetting, match="BIHUAN_FILES_PER_DAY"):
        file_limits({"BIHUAN_FILES_PER_DAY": written})
