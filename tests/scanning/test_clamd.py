"""clamd answers well, badly, late or not at all: a file is clean only when that is said in full."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from engine.i18n import LANGUAGES, text
from engine.scanning.clamd import Clamd, State, Verdict, verdict_of
from engine.scanning.settings import ScannerSettings
from tests.scanning.speaking import Answer, Heard, Line, command, listening, saying, whole

CONTENT = bytes(range(256)) * 700
"""Three chunks."""


def at(where: str | tuple[str, int]) -> Clamd:
    return Clamd(ScannerSettings(where, seconds=300))


def impatient(where: str | tuple[str, int]) -> Clamd:
    """One that soon gives up waiting, but not because this process itself was kept waiting: its clock stands."""
    return Clamd(ScannerSettings(where, seconds=0.05), clock=lambda: 0.0)


def asked(answer: Answer, content: bytes = CONTENT) -> Verdict:
    with listening(answer) as where:
        return at(where).scan(content)


@pytest.mark.parametrize("content", [b"", b"x", CONTENT, b"z" * (1 << 16)], ids=["empty", "small", "three", "one"])
@pytest.mark.parametrize("unix", [True, False], ids=["unix", "tcp"])
def test_a_file_reaches_it_as_it_is_and_is_clean_when_it_says_so(tmp_path: Path, content: bytes, *, unix: bool) -> None:
    heard = Heard()
    with listening(saying(b"stream: OK\0", heard=heard), tmp_path / "s" if unix else None) as where:
        assert at(where).scan(content) == Verdict()
    assert heard.files == [content]


def test_an_answer_may_come_in_pieces() -> None:
    assert asked(saying(b"stream: Eic", b"ar-Test FOU", b"ND\0")) == Verdict(found="Eicar-Test")


BAD = {
    "nothing": (b"", "cut"),
    "not-ended": (b"stream: OK", "cut"),
    "only-the-end": (b"\0", "garbled"),
    "another-stream": (b"other: OK\0", "garbled"),
    "small-letters": (b"stream: ok\0", "garbled"),
    "two-answers": (b"stream: OK\0stream: X FOUND\0", "garbled"),
    "more-behind": (b"stream: OK\nstream: OK\0", "garbled"),
    "no-text": (b"\xff\xfe\x00", "garbled"),
    "endless": (b"stream: " + b"x" * 100_000, "garbled"),
    "http": (b"HTTP/1.1 400 Bad Request\r\n\r\n\0", "garbled"),
    "large": (b"INSTREAM size limit exceeded. ERROR\0", "large"),
    "error": (b"stream: Can't allocate memory ERROR\0", "error"),
    "unknown-command": (b"UNKNOWN COMMAND\0", "garbled"),
}


@pytest.mark.parametrize(("said", "trouble"), BAD.values(), ids=BAD)
def test_whatever_else_it_says_leaves_the_file_unknown(said: bytes, trouble: str) -> None:
    assert asked(saying(said)) == Verdict(trouble=trouble)  # type: ignore[arg-type]


def test_one_that_hangs_up_in_the_middle_of_a_file_leaves_it_unknown() -> None:
    def hang_up(line: Line) -> None:
        command(line)
        whole(line, 4)

    assert asked(hang_up, b"x" * 8_000_000) == Verdict(trouble="cut")


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (b"INSTREAM size limit exceeded. ERROR\0", Verdict(trouble="large")),
        (b"stream: Early FOUND\0", Verdict(found="Early")),
        (b"stream: OK\0", Verdict(trouble="cut")),
    ],
)
def test_what_it_says_before_it_has_everything_counts_unless_it_says_clean(
    tmp_path: Path, said: bytes, verdict: Verdict
) -> None:
    """It answers at the first chunk and hangs up, so that the rest cannot be sent."""

    def interrupt(line: Line) -> None:
        command(line)
        whole(line, 4)
        line.sendall(said)

    with listening(interrupt, tmp_path / "s") as where:
        assert at(where).scan(b"x" * 8_000_000) == verdict


def test_nobody_listens(tmp_path: Path) -> None:
    free = socket.socket()
    free.bind(("127.0.0.1", 0))  # nobody listens, and nobody else can begin to
    assert at(free.getsockname()).scan(b"x") == Verdict(trouble="away")
    assert at(str(tmp_path / "none")).scan(b"x") == Verdict(trouble="away")
    free.close()


def test_one_that_never_answers_is_not_waited_for() -> None:
    def wait(line: Line) -> None:
        whole(line, 1)  # there is nothing more to come but the end

    with listening(saying(then=wait)) as where:
        assert impatient(where).scan(b"x") == Verdict(trouble="slow")
        assert impatient(where).state() == State(trouble="slow")


def test_one_that_never_reads_is_not_waited_for() -> None:
    asked_enough = threading.Event()

    def deaf(line: Line) -> None:
        command(line)
        asked_enough.wait(300)

    with listening(deaf) as where:
        assert impatient(where).scan(b"x" * 30_000_000) == Verdict(trouble="slow")
        asked_enough.set()


def test_one_that_answers_drop_by_drop_is_not_waited_for_longer_than_allowed() -> None:
    """Each look at the clock is a second later, so that ten looks are too many."""
    seconds = iter(range(1_000))
    with listening(saying(*[b"s"] * 3_000)) as where:
        clamd = Clamd(ScannerSettings(where, seconds=6), clock=lambda: float(next(seconds)))
        assert clamd.scan(b"x") == Verdict(trouble="slow")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("stream: Win.Test.EICAR_HDB-1 FOUND", "Win.Test.EICAR_HDB-1"),
        ("stream: a b\tc\u202e\u0007 FOUND", "a_b_c__"),
        ("stream: " + "x" * 3_000 + " FOUND", "x" * 80),
        ("stream: 13800000000@x FOUND FOUND", "13800000000@x_FOUND"),
    ],
)
def test_a_signature_is_told_as_one_plain_word(said: str, found: str) -> None:
    assert verdict_of(said).found == found


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (b"ClamAV 1.4.6/27500/Mon Nov 30 08:00:00 2026\0", State("ClamAV 1.4.6/27500/Mon Nov 30 08:00:00 2026")),
        (b"ClamAV\x1b[2J\n\0", State("ClamAV[2J")),
        (b"SSH-2.0\0", State(trouble="garbled")),
        (b"", State(trouble="cut")),
    ],
)
def test_it_is_asked_how_it_is(said: bytes, state: State) -> None:
    with listening(saying(said)) as where:
        assert Clamd(ScannerSettings(where), clock=lambda: 0.0).state() == state


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_trouble_has_words(lang: str) -> None:
    for trouble in ("away", "slow", "cut", "large", "error", "garbled"):
        assert text(f"scanning.trouble.{trouble}", lang)
