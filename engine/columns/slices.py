"""Rows shared among the processors, slice by slice, each small enough to stay near one of them.

numpy lets go of the interpreter while it works, so threads are enough.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

SLICE = 1 << 16
"""Rows worked on at a time, where a row is one number."""
_WORTH_SHARING = 4
PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each_slice(size: int, work: Callable[[slice], None], *, rows: int = SLICE) -> None:
    """Do the work for so many rows at a time: on all processors when there is enough of it."""
    parts = [slice(start, min(start + rows, size)) for start in range(0, size, rows)]
    if size < _WORTH_SHARING * SLICE or PROCESSORS == 1:
        for part in parts:
            work(part)
        return
    for done in _pool().map(work, parts):
        assert done is None


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(PROCESSORS, thread_name_prefix="columns")
