"""`bihuan form`: read by a person, and as JSON Schema by a program."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from engine.cli.door import main


def test_a_form_is_printed_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "registration", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "You wish to (one choice, required)" in out
    assert "- stay anonymous" in out


def test_a_form_is_exported_as_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "registration", "--format", "jsonschema", "--as", "office"]) == 0
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    assert not Draft202012Validator(schema).is_valid({"identity": "by-owl"})


def test_a_form_that_is_not_there_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "registratoin"]) == 2
    assert "registration" in capsys.readouterr().err


def test_divisions_are_counted_and_not_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "every-type"]) == 0
    out = capsys.readouterr().out
    assert "逐级选择，末级区划 71 个" in out
    assert "坎墩街道" not in out
    assert "填写须知（说明）" in out
