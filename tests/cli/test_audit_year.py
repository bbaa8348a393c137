"""A year of the demo data, told on the real Desk: every chain is whole at its end, and so are the exports."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.demo import fill
from tests.cli.conftest import ROOT, Call

pytestmark = pytest.mark.full
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


def test_a_simulated_year_leaves_every_chain_whole(
    tmp_path: Path, bihuan: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'year.db'}"
    cases = fill(url, ROOT, now=NOW, environment={})
    monkeypatch.setenv("BIHUAN_DATABASE", url)
    said = bihuan("audit", "verify", "--format", "json")
    assert (said.code, said.json["findings"]) == (0, [])
    assert sum(w["cases"] for w in said.json["localities"]) == cases
    assert len(said.json["localities"]) >= 5
    heads = tmp_path / "heads.json"
    assert bihuan("audit", "export", "--output", str(heads)).code == 0
    assert bihuan("audit", "verify", "--against", str(heads)).code == 0
