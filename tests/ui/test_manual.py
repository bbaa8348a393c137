"""The manual offered on the rules page is that of the rules in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from streamlit.testing.v1 import AppTest

from engine.accounts.vault import KeyVault
from engine.office import Office
from engine.scenarios.playing import SetClock
from engine.store import open_store
from engine.ui import identity, runtime
from engine.ui.manual import content, source_of

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = str(Path(__file__).with_name("page_script.py"))
LOCALITY = "kandun"


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    morning = datetime(2026, 1, 13, 1, tzinfo=UTC)
    with Office(open_store("memory:"), KeyVault(b"k" * 32), ROOT, SetClock(morning)) as opened:
        opened.publish(LOCALITY, from_=morning.date())
        yield opened


@pytest.fixture(scope="module")
def published(office: Office) -> str:
    found = office.rules.in_force(LOCALITY, office.now())
    assert found is not None
    return found


def test_it_names_the_digest_that_cases_are_pinned_to(office: Office, published: str) -> None:
    page = content(office, office.ruleset_of(published), published, "html", "zh").decode()
    assert f"<dd>{published}</dd>" in page
    assert "与上位规定的差异" in page


def test_a_docx_opens(office: Office, published: str) -> None:
    file = docx.Document(BytesIO(content(office, office.ruleset_of(published), published, "docx", "en")))
    assert file.paragraphs[0].text.endswith(": manual")


def test_what_is_no_longer_in_the_files_is_told_without_its_parents(office: Office) -> None:
    ruleset = office.ruleset(LOCALITY)
    assert ruleset is not None
    assert source_of(office, ruleset, "another digest").parents == ()


def test_the_rules_page_offers_both_formats(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "_opened", lambda: office)
    monkeypatch.setattr(identity, "token", lambda: "")
    page = AppTest.from_file(SCRIPT, default_timeout=300)
    page.session_state["page"] = "rules"
    page.run()
    assert not page.exception
    assert [b.label for b in page.get("download_button")] == ["下载工作手册（网页）", "下载工作手册（DOCX）"]
