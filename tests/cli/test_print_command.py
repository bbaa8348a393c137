"""`bihuan print`: a slip for who is on the case, and a plain refusal for everybody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.casework.desk import Opened
from engine.office import Office
from engine.scenarios.runner import set_stage
from tests.cli.conftest import ROOT, Call

ANSWERS = {
    "identity": "real-name", "name": "甲", "contact": "13800000000", "request": "help", "matter": "drainage",
    "place": "zhitang", "what": "积水",
}  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A database with one case; its address and the case's number."""
    url = f"sqlite:///{tmp_path_factory.mktemp('office') / 'bihuan.db'}"
    stage, problems = set_stage("kandun", home=ROOT)
    assert stage is not None, problems
    with Office.open(url, ROOT) as office:
        office.publish("kandun", from_=office.now().date())
        office.put_directory("kandun", stage.directory)
        opened = office.desk.open_case("kandun", "registration", ANSWERS, actor=None, token="t")
        assert isinstance(opened, Opened)
    return url, opened.number


def test_both_formats_are_written(bihuan: Call, database: tuple[str, str], tmp_path: Path) -> None:
    url, number = database
    for kind, start in (("pdf", b"%PDF-"), ("docx", b"PK")):
        path = tmp_path / f"slip.{kind}"
        said = bihuan(
            "print", number, "--person", "zhou-xiaoyan", "--format", kind, "--output", str(path), "--database", url
        )
        assert said.code == 0, said.err
        assert path.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--person", "qian-feng"), "cannot print"),
        (("--person", "nobody-at-all"), "cannot print"),
        (("--person", "zhou-xiaoyan", "--slip", "answer"), "no answer has been written"),
        (("--person", "zhou-xiaoyan", "--identity", ""), "cannot print"),
    ],
)
def test_a_refusal_is_one_clear_line(
    bihuan: Call, database: tuple[str, str], tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    url, number = database
    path = tmp_path / "slip.pdf"
    said = bihuan("print", number, *arguments, "--output", str(path), "--database", url)
    assert said.code == 2
    assert told in said.err
    assert not path.exists()


def test_reading_identity_for_a_slip_stays_on_record(bihuan: Call, database: tuple[str, str], tmp_path: Path) -> None:
    url, number = database
    said = bihuan(
        "print", number, "--person", "zhou-xiaoyan", "--identity", "checking who filed", "--format", "docx",
        "--output", str(tmp_path / "slip.docx"), "--database", url,
    )  # fmt: skip
    assert said.code == 0, said.err
    assert "checking who filed" in bihuan("explain", number, "--database", url, "--format", "json").out
