"""The same against clamd itself, where it is installed: with signatures of our own, for its servers are elsewhere."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.scanning.clamd import Clamd, Verdict
from engine.scanning.settings import ScannerSettings
from tests.casework.test_file_contents import letter, pdf
from tests.ui.pictures import photograph

MARK = b"bihuan malware test mark"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""In two parts, so that no scanner takes this file for one that holds it."""
CONFIGURATION = """
Foreground yes
LocalSocket {folder}/socket
DatabaseDirectory {folder}
TemporaryDirectory {folder}
StreamMaxLength 11M
"""


@pytest.fixture(scope="module")
def clamd() -> Iterator[Clamd]:
    program = shutil.which("clamd")
    if program is None:
        pytest.skip("clamd is not installed here")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "own.ndb").write_text(f"Own.Mark:0:*:{MARK.hex()}\n")
        (here / "own.hdb").write_text(f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Eicar.Test\n")
        (here / "clamd.conf").write_text(CONFIGURATION.format(folder=here))
        started = [program, "--config-file", str(here / "clamd.conf")]
        process = subprocess.Popen(started, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert process.stdout is not None
        said = ""
        for line in process.stdout:  # its last line before it listens
            said += line
            if line.startswith("Self checking"):
                break
        else:
            pytest.skip(f"clamd does not start here: {said[-300:]}")
        yield Clamd(ScannerSettings(str(here / "socket")))
        process.kill()
        process.communicate()


def test_it_is_asked_how_it_is(clamd: Clamd) -> None:
    state = clamd.state()
    assert state.trouble is None
    assert state.version.startswith("ClamAV ")


@pytest.mark.parametrize("content", [b"", b"x", b"a letter about a lamp\n" * 400_000], ids=["empty", "small", "8 MB"])
def test_clean_files_are_clean(clamd: Clamd, content: bytes) -> None:
    assert clamd.scan(content) == Verdict()


def test_a_picture_a_package_and_a_page_are_clean(clamd: Clamd) -> None:
    assert [clamd.scan(content) for content in (photograph(), letter(), pdf())] == [Verdict()] * 3


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (EICAR, "Eicar.Test.UNOFFICIAL"),
        (b"words, and then a " + MARK, "Own.Mark.UNOFFICIAL"),
        (b" " * 9_000_000 + MARK, "Own.Mark.UNOFFICIAL"),
    ],
    ids=["eicar", "mark", "far inside"],
)
def test_what_fits_a_signature_is_found(clamd: Clamd, content: bytes, found: str) -> None:
    assert clamd.scan(content) == Verdict(found=found)


def test_more_than_it_takes_is_told_as_that(clamd: Clamd) -> None:
    assert clamd.scan(b"x" * 12_000_000) == Verdict(trouble="large")


def test_once_it_is_gone_it_is_away(clamd: Clamd, tmp_path: Path) -> None:
    gone = Clamd(ScannerSettings(str(tmp_path / "socket")))
    assert gone.scan(b"x") == Verdict(trouble="away")
