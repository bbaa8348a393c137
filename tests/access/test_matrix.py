"""Who may do what with which case: `matrix.csv` is written by hand, and every cell of it is tried.

`doors.csv` names every way to a case that there is. A door that stands in neither list, a line that
no door belongs to, a cell that is empty: each fails.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine.casework.desk import Desk
from engine.casework.upkeep.changes import Changes
from engine.casework.upkeep.importing import Importing
from engine.casework.upkeep.rescanning import Rescanning
from engine.casework.upkeep.retention import Retaining
from engine.office import Office
from engine.office.health import Attention, OfficeHealth
from engine.ui import identity, runtime
from engine.ui.routes import ROUTES
from tests.access.probes import DESK, PAGES
from tests.access.world import SEATS, World, build

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DRAWN_ALWAYS = ("see it on the case page", "see it on the work page")
SHUT_OUT = ("recused", "same id, other town", "nobody", "accused", "named, not linked yet", "office, sealed")


@cache
def matrix() -> dict[str, dict[str, str]]:
    """Cells by action and seat, as they are written."""
    with (HERE / "matrix.csv").open(encoding="utf-8") as file:
        return {row.pop("action"): row for row in csv.DictReader(file)}


@cache
def doors() -> dict[str, tuple[str, str]]:
    """Action and remark by door."""
    with (HERE / "doors.csv").open(encoding="utf-8") as file:
        return {row["door"]: (row["action"], row["remark"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = build(tmp_path_factory.mktemp("town"))
    yield made
    made.office.close()


@pytest.fixture
def at_the_screen(world: World, seat: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app shows pages of that office to whoever sits there; every case there is needs attention."""
    rows = world.office.store.rows("town")
    attention = tuple(Attention(r.id, r.number, ("crash",), ()) for r in rows)
    found = OfficeHealth(world.office.matcher.health(), attention, ("town",), world.office.now())
    monkeypatch.setattr(world.office, "health", lambda: found)
    monkeypatch.setattr(runtime, "_opened", lambda: world.office)
    monkeypatch.setattr(identity, "token", lambda: world.token(SEATS[seat]))


def public(cls: type) -> set[str]:
    return {f"{cls.__name__}.{name}" for name in vars(cls) if not name.startswith("_")}


def found_doors() -> set[str]:
    """Every way to a case that the code has: methods, routes, pages."""
    methods = set().union(*(public(c) for c in (Desk, Changes, Importing, Retaining, Rescanning, Office)))
    pages = {f"page {p.stem}" for p in (ROOT / "engine/ui/pages").glob("*.py") if p.stem != "__init__"}
    return methods | pages | {f"route {r.path}" for r in ROUTES}


# ── the lists themselves ────────────────────────────────────────────────────


def test_every_door_stands_in_the_list() -> None:
    assert found_doors() - doors().keys() == set()


def test_no_door_stands_there_that_is_gone() -> None:
    beside = {
        "records.records",
        "records.rows_counted",
        "reasons.why",
        "slips.printable",
        "Store.outbox",
        "Store.notices",
    }
    assert doors().keys() - found_doors() == beside


def test_every_door_leads_to_a_line_of_the_matrix_or_says_why_not() -> None:
    assert [
        d for d, (action, remark) in doors().items() if action not in matrix() and not (action == "-" and remark)
    ] == []


def test_every_line_has_a_door_and_is_tried() -> None:
    assert matrix().keys() - {action for action, _ in doors().values()} == set()
    assert matrix().keys() == DESK.keys() | PAGES.keys()


def test_every_cell_is_filled_in() -> None:
    assert {tuple(row) for row in matrix().values()} == {tuple(SEATS)}
    assert {cell for row in matrix().values() for cell in row.values()} == {"yes", "no"}


def test_the_shut_out_have_no_yes_anywhere() -> None:
    columns = [*SHUT_OUT, "in the accused unit", "accused head, sealed", "administrator, sealed", "other complainant"]
    assert [(a, c) for a, row in matrix().items() for c in columns if row[c] == "yes"] == []


# ── the walk ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("action", DESK)
def test_each_cell_is_as_written(world: World, action: str, seat: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "_opened", lambda: world.office)
    assert DESK[action](world, SEATS[seat]) == (matrix()[action][seat] == "yes")


@pytest.mark.usefixtures("at_the_screen")
@pytest.mark.parametrize("seat", ["owner", *SHUT_OUT])
@pytest.mark.parametrize("action", DRAWN_ALWAYS)
def test_pages_show_nothing_to_the_shut_out(world: World, action: str, seat: str) -> None:
    assert PAGES[action](world, SEATS[seat]) == (matrix()[action][seat] == "yes")


@pytest.mark.full
@pytest.mark.usefixtures("at_the_screen")
@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("action", PAGES)
def test_every_page_is_as_written(world: World, action: str, seat: str) -> None:
    assert PAGES[action](world, SEATS[seat]) == (matrix()[action][seat] == "yes")


# ── files and pages that guess ──────────────────────────────────────────────


def test_ids_that_are_guessed_find_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.ui.identity import COOKIE
    from tests.access.asgi import ask
    from tests.access.probes import APP

    monkeypatch.setattr(runtime, "_opened", lambda: world.office)
    case, photo = world.cases["normal"].case, world.photo
    clerk = {"cookie": f"{COOKIE}={world.tokens['town', 'cai']}"}
    forged = {"cookie": f"{COOKIE}=guessed"}
    assert ask(APP, f"/files/{case}/{photo}", headers=clerk).status == 200
    for path in (
        f"/files/{case}/{'0' * 64}", f"/files/none/{photo}", f"/files/{world.cases['sealed'].case}/{photo}",
        f"/files/{case}/{photo[:-1]}", f"/files/{case}/../{case}/{photo}", f"/files/{case}/{photo.upper()}",
        f"/files//{photo}", f"/files/{case}/",
    ):  # fmt: skip
        assert ask(APP, path, headers=clerk).status == 404, path
    assert ask(APP, f"/files/{case}/{photo}", headers=forged).status == 404
    assert ask(APP, f"/files/{case}/{photo}").status == 404


def calls_without_locality(source: str) -> list[int]:
    """Lines that ask the Desk about one case for a person without saying whose directory he stands in."""
    asked = {"view", "act", "actions", "unseal"}
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in asked:
            of_desk = isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "desk"
            by_code = any(isinstance(a, ast.Name) and a.id == "COMPLAINANT" for a in node.args)
            if of_desk and not by_code and "locality" not in {k.arg for k in node.keywords}:
                found.append(node.lineno)
    return found


def test_the_app_says_whose_directory_a_person_stands_in() -> None:
    pages = (ROOT / "engine" / "ui").rglob("*.py")
    assert {p.name: lines for p in pages if (lines := calls_without_locality(p.read_text(encoding="utf-8")))} == {}


def test_a_page_that_forgets_it_is_found() -> None:
    assert calls_without_locality("office().desk.view(case, me.person)") == [1]
    assert calls_without_locality("here.desk.view(case, me.person, locality=me.locality)") == []


# ── identity ────────────────────────────────────────────────────────────────


def readers_of_identity() -> set[str]:
    """Modules that ask the store for sealed identity."""
    found = set()
    for path in (ROOT / "engine").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "identity":
                found |= {str(path.relative_to(ROOT))} if _of_store(node.func.value) else set()
    return found


def _of_store(node: ast.expr) -> bool:
    return getattr(node, "attr", getattr(node, "id", "")) in ("store", "_store")


def test_there_is_one_way_to_identity_and_it_leaves_an_event(world: World) -> None:
    """Others ask only whether there is any, and which fields; they open nothing."""
    asking = {"engine/ui/cases/parts.py", "engine/casework/upkeep/retention.py"}
    assert readers_of_identity() == {"engine/casework/desk/unsealing.py"} | asking
    assert [p for p in asking if "vault" in (ROOT / p).read_text(encoding="utf-8")] == []
    case = world.cases["normal"].case
    before = world.office.store.events(case)
    world.office.desk.unseal(case, "cai", "核对身份信息", locality="town")
    (event,) = world.office.store.events(case)[len(before) :]
    assert (event.kind, event.actor, event.data["why"]) == ("identity-read", "cai", "核对身份信息")
