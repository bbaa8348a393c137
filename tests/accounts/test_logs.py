"""Logs without a person in them, whoever writes and whatever breaks."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from engine.accounts import logs

NAME, PHONE, CARD, TEXT = "欧阳慕白", "13857412345", "330282199001011234", "他收了村里三万元"
CODE = "7K2M-90QX-ABCD-EFGH"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that any logger writes, as the server would have it."""
    before = logging.getLogRecordFactory()
    logs.install()
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    logging.getLogger().addHandler(handler)
    logging.getLogger(logs.NAME).addHandler(handler)
    yield out
    for name in (None, logs.NAME):
        logging.getLogger(name).removeHandler(handler)
    logging.setLogRecordFactory(before)


def broken() -> None:
    try:
        raise KeyError(f"{NAME} {PHONE}")
    except KeyError as error:
        raise ValueError(f"cannot read {TEXT}") from error


def test_of_an_error_the_kind_and_the_places_are_told_and_no_value(written: io.StringIO) -> None:
    try:
        broken()
    except ValueError:
        logging.getLogger("somebody.else").exception("a page broke")
    told = written.getvalue()
    assert "a page broke" in told
    assert "ValueError" in told
    assert "KeyError" in told
    assert "in broken" in told
    assert [w for w in (NAME, PHONE, TEXT) if w in told] == []


NUMBERS = [PHONE, "138 5741 2345", "+86 13857412345", CARD, CARD[:-1] + "X", CODE, "a.b@example.org"]
OTHERS = ["kandun-2026-00017", "2026-03-02 09:30:15", "a1b2c3d4e5f60718", "1234567", "0.13857412345"]


@pytest.mark.parametrize("word", NUMBERS)
def test_numbers_of_persons_are_masked_in_any_message(written: io.StringIO, word: str) -> None:
    logging.getLogger("somebody.else").warning("refused %s twice", word)
    assert written.getvalue() == "refused *** twice\n"


@pytest.mark.parametrize("word", OTHERS)
def test_what_is_no_number_of_a_person_stays(word: str) -> None:
    assert logs.masked(word) == word


def test_nobody_writes_a_line_of_their_own(written: io.StringIO) -> None:
    logging.getLogger("somebody.else").warning("refused %s", "x\r\n2026-01-01 INFO all is well\x1b[2J\u2028")
    assert written.getvalue() == "refused x\\r\\n2026-01-01 INFO all is well\\x1b[2J\\u2028\n"


def test_own_notes_keep_the_listed_fields_alone(written: io.StringIO) -> None:
    logs.note("filed", locality="east", case="c1", name=NAME, contact=PHONE, what=TEXT, why=TEXT)
    assert '{"event": "filed", "case": "c1", "locality": "east"}' in written.getvalue()
    assert [w for w in (NAME, PHONE, TEXT) if w in written.getvalue()] == []


def test_installing_twice_is_installing_once(written: io.StringIO) -> None:
    factory = logging.getLogRecordFactory()
    logs.install()
    assert logging.getLogRecordFactory() is factory
    assert len(logging.getLogger(logs.NAME).handlers) == 2, "its own and this test's"
