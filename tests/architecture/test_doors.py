"""One door per library: each stands behind one room, so that it can be replaced there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.architecture.tree import Import, Module, Tree, plant, project

DOORS: dict[str, frozenset[str]] = {
    "yaml": frozenset({"loading"}),
    "jsonschema": frozenset({"loading"}),
    "jsonschema_rs": frozenset({"loading"}),
    "openpyxl": frozenset({"loading"}),
    "durable": frozenset({"matching"}),
    "sqlalchemy": frozenset({"store"}),
    "alembic": frozenset({"store"}),
    "psycopg": frozenset({"store"}),
    "argon2": frozenset({"accounts"}),
    "cryptography": frozenset({"accounts"}),
    "pyotp": frozenset({"accounts"}),
    "zxcvbn": frozenset({"accounts"}),
    "typer": frozenset({"cli"}),
    "rich": frozenset({"cli"}),
    "streamlit": frozenset({"ui"}),
    "altair": frozenset({"ui"}),
    "starlette": frozenset({"ui"}),
    "PIL": frozenset({"ui"}),
    "pypdfium2": frozenset({"ui"}),
    "segno": frozenset({"ui"}),
    "puremagic": frozenset({"casework"}),
    "numpy": frozenset({"columns"}),
    "pyarrow": frozenset({"columns"}),
    "docx": frozenset({"printing"}),
    "xlsxwriter": frozenset({"printing"}),
    "docxtpl": frozenset({"printing"}),
    "jinja2": frozenset({"printing"}),
    "typst": frozenset({"printing"}),
    "fontTools": frozenset({"printing"}),
    "pytest": frozenset({"scenarios"}),
}
OWN = frozenset({"engine"})


def door_violations(tree: Tree) -> list[str]:
    return [line for m in tree.modules.values() for line in _of(m)]


def _of(module: Module) -> list[str]:
    room = "ui" if module.name == "app" else module.room
    found = ((i.line, i.module.partition(".")[0]) for i in module.imports)
    foreign = ((n, lib) for n, lib in found if lib not in OWN and lib not in sys.stdlib_module_names)
    return [f"{module.name}:{line} imports {lib}" for line, lib in foreign if room not in DOORS.get(lib, frozenset())]


def policy_violations(tree: Tree) -> list[str]:
    """Policy is meaning alone: beside the ground floor nothing but the standard library, no I/O."""
    barred = {"sqlite3", "socket", "subprocess", "os", "pathlib", "io", "urllib", "random", "secrets", "time"}
    return [
        f"{m.name}:{i.line} imports {i.module}"
        for m in tree.under("engine.policy")
        for i in m.imports
        if i.module.partition(".")[0] in barred
    ]


def test_every_library_has_one_door() -> None:
    assert door_violations(project()) == []


def test_policy_touches_neither_files_nor_processes_nor_chance() -> None:
    assert policy_violations(project()) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("engine/policy/states.py", "import yaml"),
        ("engine/casework/desk.py", "from sqlalchemy import select"),
        ("engine/cli/check.py", "def f() -> None:\n    import streamlit"),
        ("engine/store/sql.py", "from cryptography.hazmat import primitives"),
        ("app.py", "import sqlalchemy"),
        ("engine/loading/reading/files.py", "import a_library_without_a_door"),
    ],
)
def test_a_library_behind_the_wrong_door_is_found(tmp_path: Path, path: str, line: str) -> None:
    assert len(door_violations(plant(tmp_path, {path: line}))) == 1


def test_the_app_file_may_open_streamlit(tmp_path: Path) -> None:
    assert door_violations(plant(tmp_path, {"app.py": "import streamlit as st"})) == []


def sending_violations(tree: Tree) -> list[str]:
    """Mail is sent from one room, and only where an installation is run: never by a check or a simulation."""
    runs = {"delivery", "office", "cli", "ui"}
    others = [m for m in tree.modules.values() if m.room != "delivery"]
    mail = [f"{m.name}:{i.line}" for m in others for i in m.imports if _is_mail(i)]
    asks = [
        f"{m.name}:{i.line}"
        for m in tree.under("engine")
        for i in m.imports
        if m.room not in runs and i.full.startswith("engine.delivery")
    ]
    return mail + asks


def _is_mail(found: Import) -> bool:
    return found.module.partition(".")[0] in {"smtplib", "email", "imaplib", "poplib"}


def test_only_delivery_can_send_mail() -> None:
    assert sending_violations(project()) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("engine/simulate/virtual.py", "from engine.delivery.worker import deliver"),
        ("engine/casework/desk.py", "import smtplib"),
        ("engine/cli/commands/run.py", "from smtplib import SMTP"),
        ("engine/scenarios/runner.py", "import engine.delivery.smtp"),
    ],
)
def test_a_dry_run_that_could_send_is_found(tmp_path: Path, path: str, line: str) -> None:
    assert len(sending_violations(plant(tmp_path, {path: line}))) == 1


def test_a_policy_that_opens_files_is_found(tmp_path: Path) -> None:
    tree = plant(tmp_path, {"engine/policy/states.py": "from pathlib import Path"})
    assert policy_violations(tree) == ["engine.policy.states:1 imports pathlib"]
