"""Uploads before a scanner: what is infected or unknown is not kept, and the page says so."""

from __future__ import annotations

import json
import logging
from typing import Any, Literal

import pytest

from engine.accounts.logs import NAME
from engine.casework.files.attachments import file_id
from engine.casework.files.room import FileLimits
from engine.i18n import LANGUAGES
from engine.office import Office
from engine.scanning.clamd import Clamd, Scanner
from engine.scanning.settings import ScannerSettings
from engine.ui import runtime
from engine.ui.filling import scanned
from tests.scanning.speaking import Heard, listening, saying
from tests.ui.pictures import photograph
from tests.ui.test_pages import clerk, office, page, read
from tests.ui.test_room import Desk, Upload, text_of

__all__ = ["clerk", "office"]

LETTER = Upload("周小燕的来信.txt", b"my lamp is broken")


def uses(monkeypatch: pytest.MonkeyPatch, scanner: Scanner | None) -> None:
    for module in (scanned, runtime):
        monkeypatch.setattr(module, "scanner", lambda: scanner)
    monkeypatch.setattr("engine.ui.pages.health.scanner", lambda: scanner)


def at(where: str | tuple[str, int], away: Literal["refuse", "take"] = "refuse") -> Clamd:
    return Clamd(ScannerSettings(where, away, 20))


def noted(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(r.getMessage()) for r in caplog.records if r.name == NAME]


@pytest.fixture(autouse=True)
def _logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, NAME)


def test_a_clean_file_is_looked_through_as_it_was_sent_and_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    heard, photo = Heard(), Upload("a.jpg", photograph())
    with listening(saying(b"stream: OK\0", heard=heard)) as where:
        uses(monkeypatch, at(where))
        done = Desk(office, monkeypatch, FileLimits()).send(LETTER, photo)
    assert (len(done.kept), done.codes, heard.files) == (2, [], [LETTER.content, photo.content])
    assert noted(caplog) == []


@pytest.mark.parametrize(("lang", "words"), [("zh", "检出恶意程序，没有收下，也没有保存"), ("en", "holds malware")])
def test_an_infected_file_is_not_kept_and_the_page_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, lang: str, words: str
) -> None:
    with listening(saying(b"stream: Eicar-Test FOUND\0")) as where:
        uses(monkeypatch, at(where))
        done = Desk(office, monkeypatch, FileLimits()).send(LETTER, lang=lang)
    assert (done.kept, done.codes, office.store.bytes_of_files()) == ([], ["infected"], 0)
    assert office.store.file(file_id(LETTER.content)) is None
    assert words in done.words[0]
    assert LETTER.name in done.words[0]
    assert noted(caplog) == [{"event": "scan", "code": "infected", "signature": "Eicar-Test"}]
    assert "周小燕" not in caplog.text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("said", "trouble"),
    [(b"INSTREAM size limit exceeded. ERROR\0", "large"), (b"what?\0", "garbled"), (b"", "cut")],
)
def test_what_could_not_be_looked_through_is_for_later(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, lang: str, said: bytes,
    trouble: str,
) -> None:  # fmt: skip
    with listening(saying(said)) as where:
        uses(monkeypatch, at(where))
        done = Desk(office, monkeypatch, FileLimits()).send(LETTER, lang=lang)
    assert (done.kept, done.codes, office.store.bytes_of_files()) == ([], ["unscanned"], 0)
    assert {"zh": "请过几分钟再传", "en": "again in a few minutes"}[lang] in done.words[0]
    assert noted(caplog) == [{"event": "scan", "code": trouble, "status": "refused"}]


def test_an_operator_may_want_it_taken_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    uses(monkeypatch, at("/nowhere/clamd", "take"))
    assert len(Desk(office, monkeypatch, FileLimits()).send(LETTER).kept) == 1
    assert noted(caplog) == [{"event": "scan", "code": "away", "status": "taken"}]
    with listening(saying(b"stream: Eicar-Test FOUND\0")) as where:  # what is found is never taken
        uses(monkeypatch, at(where, "take"))
        assert Desk(office, monkeypatch, FileLimits()).send(text_of("b", 9)).codes == ["infected"]


def test_what_is_refused_anyway_is_not_sent_to_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard()
    with listening(saying(b"stream: OK\0", heard=heard)) as where:
        uses(monkeypatch, at(where))
        done = Desk(office, monkeypatch, FileLimits()).send(Upload("a.exe", b"MZ"), Upload("b.pdf", b"no page"))
    assert (done.codes, heard.files) == (["kind", "disguised"], [])


def test_without_one_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BIHUAN_SCANNER", raising=False)
    runtime.scanner.cache_clear()
    assert runtime.scanner() is None
    assert scanned.why_not(b"x") is None
    monkeypatch.setenv("BIHUAN_SCANNER", "/run/clamd")
    runtime.scanner.cache_clear()
    assert runtime.scanner() == Clamd(ScannerSettings("/run/clamd"))
    runtime.scanner.cache_clear()


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        (b"ClamAV 1.4.6/27500\0", "查毒程序正常：ClamAV 1.4.6/27500", "The scanner answers: ClamAV 1.4.6/27500"),
        (b"", "没有应答就断开了连接。在恢复之前，上传的附件一律不收", "Until it is back no attachment is taken"),
    ],
)
def test_the_health_page_says_how_it_is(
    office: Office, clerk: str, monkeypatch: pytest.MonkeyPatch, said: bytes, zh: str, en: str
) -> None:
    with listening(saying(said)) as where:
        uses(monkeypatch, at(where))
        assert zh in read(page("health"))
        assert en in read(page("health", lang="en"))


def test_the_health_page_says_that_there_is_none(office: Office, clerk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    uses(monkeypatch, None)
    assert "没有设置查毒程序" in read(page("health"))
