"""What the documents say is so: links lead somewhere, commands run, words are all explained."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from engine.policy.definitions import RuleSet

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
NOT_KEYS = frozenset({"id", "forms", "source_map"})
"""Fields of a rule set that no author writes: the file's name, and what loading adds."""


def broken_links(page: Path) -> list[str]:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    return [t for t in targets if "://" not in t and not (page.parent / t).exists()]


def commands(page: Path) -> list[str]:
    """Lines of code blocks that call `bihuan`, without their remarks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    lines = (line for block in blocks for line in block.splitlines())
    return [line.partition("  #")[0].strip() for line in lines if line.startswith("bihuan ")]


def _run(command: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "engine", *shlex.split(command)[1:]]
    return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken_links(page) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[a](page.md#part) [b](gone.md) [c](https://example.org)", encoding="utf-8")
    assert broken_links(page) == ["gone.md"]


def _long(command: str) -> bool:
    """Proofs and histories take their time: they run in the long suite."""
    return command.split()[1] in ("prove", "backtest", "generate") or command.startswith("bihuan test")


def _marked(command: str) -> object:
    return pytest.param(command, marks=pytest.mark.full) if _long(command) else command


@pytest.mark.parametrize("command", [_marked(c) for c in sorted({c for page in PAGES for c in commands(page)})])
def test_a_command_in_the_documents_runs(command: str) -> None:
    done = _run(command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_due_date_in_the_start_page_is_the_one_given() -> None:
    page = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
    told = re.search(r"The last one answers (\d{4}-\d\d-\d\d)", page)
    asked = [c for c in commands(ROOT / "docs" / "start.md") if c.startswith("bihuan due")]
    assert told is not None
    assert told[1] in _run(asked[-1]).stdout


def test_the_glossary_explains_every_key_of_a_rule_file() -> None:
    explained = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")))
    assert {f.name for f in fields(RuleSet)} - NOT_KEYS - explained == set()


@pytest.mark.parametrize("page", DECISIONS, ids=lambda p: p.stem[:4])
def test_a_decision_tells_context_choice_and_what_lost(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem[:4]}: ")
    assert [part for part in ("**Context.**", "**Choice.**", "**What lost.**") if part not in text] == []


def test_every_decision_stands_in_the_index() -> None:
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in DECISIONS if page.name not in index] == []
