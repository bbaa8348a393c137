"""The page that compares rules: who sees what, what a filter leaves, and past cases that are tried."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.accounts import sign_in
from engine.accounts.keeping import create_account
from engine.accounts.vault import KeyVault
from engine.office import Office
from engine.office.clock import DEMO
from engine.scenarios.playing import SetClock
from engine.store import open_store
from engine.ui import identity, runtime
from engine.ui.comparing import heat
from engine.ui.comparing.matrix import Filter, fits
from engine.ui.comparing.offers import counted, fingerprint, offers
from engine.ui.comparing.plots import fitted, late
from engine.ui.comparing.sides import sides
from engine.views.comparison.page import CellView, RowView, TermView
from tests.casework.front import KEY
from tests.casework.small import PEOPLE, at, write_home
from tests.office.test_versions import DEADLINE, SHORTER, VERSIONS
from tests.ui.test_pages import page, press, read
from tests.ui.test_versions import QUICK, signed

HISTORY = """编号,诉求,事项,收到,答复
1,求助,路,2026-01-05 09:00,2026-01-06 09:00
2,求助,水,2026-01-06 09:00,2026-01-20 09:00
3,求助,路,昨天,2026-01-20 09:00
"""
MAPPING = "case: 编号\ntimes: {opened: 收到, answered: 答复, slip.sent: 答复}\nfacts: {request: 诉求, matter: 事项}\n"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Town and village, alike but for one limit; a third file that nobody published, and one with an error."""
    write_home(tmp_path, deadlines=DEADLINE)
    rules = tmp_path / "rules"
    town = (rules / "town.yaml").read_text(encoding="utf-8")
    village = town.replace("小镇", "小村").replace("Small town", "Small village")
    (rules / "village.yaml").write_text(village.replace("4 days", "2 days"), encoding="utf-8")
    (rules / "draft.yaml").write_text(town.replace("小镇", "草稿镇"), encoding="utf-8")
    (rules / "wrong.yaml").write_text(town.replace("小镇", "错镇").replace("4 days", "soon"), encoding="utf-8")
    found = Office(open_store("memory:"), KeyVault(KEY), tmp_path, SetClock(at("02-05 09:00")))
    for id_ in ("town", "village"):
        digest, problems = found.publish(id_, from_=date(2020, 1, 1))
        assert digest, problems
    found.put_directory("town", PEOPLE)
    monkeypatch.setattr(runtime, "_opened", lambda: found)
    monkeypatch.setattr(identity, "token", lambda: "")
    return found


def labels(at_: AppTest) -> list[str]:
    return list(at_.multiselect(key="compare-of").options)


def compared(view: str = "matrix", lang: str = "zh") -> AppTest:
    at_ = press(page("compare", lang=lang), "compare-all")
    return at_ if view == "matrix" else at_.segmented_control(key="compare-view").set_value(view).run()


def of(at_: AppTest, *keys: str) -> AppTest:
    at_.multiselect(key="compare-of").set_value(list(keys))
    return press(at_, "compare-start")


def test_a_visitor_compares_what_is_published_and_no_draft(office: Office) -> None:
    assert labels(page("compare")) == ["小镇", "小村"]


def test_who_is_signed_in_compares_drafts_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    signed(office, monkeypatch, "clerk", admin=False, person="cai")
    assert labels(page("compare"))[2:] == [
        "草稿镇〔文件 draft〕",
        "小镇〔文件 town〕",
        "小村〔文件 village〕",
        "错镇〔文件 wrong〕",
    ]


def test_nothing_is_compared_before_two_are_chosen(office: Office) -> None:
    at_ = page("compare")
    assert "请选择至少两个" in read(of(at_, "town|" + office.store.published("town")[0].digest + "|"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_shows_the_limit_that_differs_and_says_so_in_words(office: Office, lang: str) -> None:
    told = read(compared(lang=lang))
    assert {"zh": "更严", "en": "stricter"}[lang] in told
    assert "bh-compare quiet" in told


def test_only_what_differs_is_shown_until_all_is_asked_for(office: Office) -> None:
    at_ = compared()
    assert "交办单" not in read(at_)
    assert "交办单" in read(at_.toggle(key="compare-differing").set_value(False).run())


def test_a_search_that_nothing_fits_says_so(office: Office) -> None:
    at_ = compared()
    at_.text_input(key="compare-search").set_value("没有这样的词")
    assert "没有符合条件的内容" in read(at_.run())


def test_differences_stand_side_by_side_with_the_days_that_show_them(office: Office) -> None:
    told = read(compared("differences"))
    assert "更严" in told
    assert "4 日" in told
    assert "2 日" in told


def test_one_with_itself_is_no_pair(office: Office) -> None:
    at_ = compared("differences")
    at_.selectbox(key="compare-there").set_value("小镇")
    assert "请选择两个不同的" in read(at_.run())


def test_the_heat_map_counts_what_differs(office: Office) -> None:
    told = read(compared("heat"))
    assert 'role="region"' in told
    assert ">1</td>" in told


def test_a_number_is_never_on_a_ground_too_dark_to_read_it() -> None:
    assert heat.shade(9, 9) == "background: rgb(122, 170, 205)"
    assert heat.shade(0, 0) == "background: rgb(244, 248, 251)"


def test_a_file_with_errors_is_told_and_the_others_are_compared(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(office, monkeypatch, "clerk", admin=False, person="cai")
    at_ = of(page("compare"), "draft||", "village||", "wrong||")
    assert not at_.exception
    told = read(at_)
    assert "没有参加比较" in told
    assert "rules/wrong.yaml:" in told
    assert "更严" in told


def test_a_file_that_changes_is_read_again(office: Office) -> None:
    path = office.home / "rules" / "draft.yaml"
    before = fingerprint(office)
    path.write_text(path.read_text(encoding="utf-8").replace("4 days", "12 days"), encoding="utf-8")
    assert fingerprint(office) != before
    found, _ = sides(office, [offers(office, files=True)["draft||"]])
    assert "12" in repr(found[0].side.ruleset.deadlines["t"].limit)


def test_versions_of_one_locality_go_by_the_day_they_begin(office: Office) -> None:
    write_home(office.home, deadlines=SHORTER)
    office.publish("town", from_=date(2026, 2, 1))
    assert labels(page("compare"))[:2] == ["小镇（2020-01-01 起）", "小镇（2026-02-01 起）"]


def test_versions_of_a_file_can_be_compared_with_each_other(office: Office) -> None:
    write_home(office.home, deadlines=DEADLINE, versions=VERSIONS)
    found = offers(office, files=True)
    assert found["town||2026-01-07"].label == "小镇〔文件 town〕（2026-01-07 起）"
    (first, second), broken = sides(office, [found["town||2020-01-01"], found["town||2026-01-07"]])
    assert broken == ()
    assert first.mark != second.mark
    limits = [str(c.side.ruleset.deadlines["t"].limit) for c in (first, second)]
    assert limits[0] != limits[1]


def test_past_cases_are_for_who_is_signed_in(office: Office) -> None:
    at_ = compared("past")
    assert "请先登录" in read(at_)
    assert not at_.file_uploader


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    signed(office, monkeypatch, "clerk", admin=False, person="cai")
    return compared("past")


def tried(at_: AppTest, cases: str, mapping: str = MAPPING) -> AppTest:
    at_.file_uploader(key="past-cases").set_value(("cases.csv", cases.encode(), "text/csv"))
    at_.file_uploader(key="past-mapping").set_value(("map.yaml", mapping.encode(), "text/yaml"))
    return press(at_.run(), "past-go")


def test_past_cases_are_tried_and_what_cannot_be_judged_is_listed(trying: AppTest) -> None:
    at_ = tried(trying, HISTORY)
    told = read(at_)
    assert not at_.exception
    assert "读入 3 件，能试算 2 件" in told
    assert "有 1 件不能试算" in told
    assert "日期不成立" in told
    assert "“小镇”改按“小村”" in told
    assert {b.proto.id.split("-")[-1] for b in at_.get("download_button")} >= {"csv", "xlsx", "html"}


@pytest.mark.parametrize(
    ("cases", "mapping", "said"),
    [
        ("", MAPPING, "是空的：须有一行列名"),
        ("a,b\n1,2\n", MAPPING, "没有这些列"),
        ("PK\x03\x04", MAPPING, "不是 CSV 或 Parquet"),
        (HISTORY, "times: [", "map.yaml:2"),
        (HISTORY, "times: {opened: 收到}\nfacts: {colour: 诉求}\n", "map.yaml:2"),
    ],
    ids=["empty", "other columns", "workbook", "no YAML", "unknown question"],
)
def test_a_file_that_cannot_be_used_is_told_and_nothing_breaks(
    trying: AppTest, cases: str, mapping: str, said: str
) -> None:
    at_ = tried(trying, cases, mapping)
    assert not at_.exception
    assert said in read(at_)
    assert "读入" not in read(at_)


def test_another_file_makes_the_old_result_go_away(trying: AppTest) -> None:
    at_ = tried(trying, HISTORY)
    at_.file_uploader(key="past-cases").set_value(
        ("cases.csv", (HISTORY + "4,求助,路,2026-01-07,\n").encode(), "text/csv")
    )
    assert "读入" not in read(at_.run())


def row(*, differs: bool = True, outlier: bool = False, words: str = "3 日") -> RowView:
    cell = CellView("期限", words, "第三条", "deadlines.t", "same", "", "", "", outlier)
    terms = (TermView("limit", "期限", (words, "—"), differs),)
    return RowView("deadlines", "期限", "t", "答复", "答复期限", (cell, None), terms, differs)


@pytest.mark.parametrize(
    ("found", "wanted", "shown"),
    [
        (row(), Filter(), True),
        (row(), Filter(section="papers"), False),
        (row(differs=False), Filter(differing=True), False),
        (row(), Filter(outliers=True), False),
        (row(outlier=True), Filter(outliers=True), True),
        (row(), Filter(words="第三条 3"), True),
        (row(), Filter(words="第三条 4"), False),
    ],
)
def test_a_row_is_shown_when_it_fits_all_that_was_asked(found: RowView, wanted: Filter, *, shown: bool) -> None:
    assert fits(found, wanted) is shown


def test_everything_is_open_where_all_is_demo_data(office: Office) -> None:
    office.store.put_setting(DEMO, "yes")
    assert len(labels(page("compare"))) == 6


SCENARIOS = """
directory:
  persons:
    huang: {name: 黄, roles: [head]}
    cai: {name: 蔡, roles: [clerk]}
    wang: {name: 王, member_of: [roads]}
  units:
    office: {kind: office, label: {zh: 办公室, en: Office}}
    roads: {kind: lines, label: {zh: 道路科, en: Roads}}
scenarios:
  lamp:
    label: {zh: 路灯不亮, en: A dark lamp}
    opened: 2026-01-05 09:00
    form: note
    answers: {identity: anonymous, request: help, matter: road, place: east, what: 路灯不亮}
    story:
      - {expect: {state: registering}}
"""


def with_story(office: Office) -> None:
    folder = office.home / "rules" / "scenarios"
    folder.mkdir()
    (folder / "town.yaml").write_text(SCENARIOS, encoding="utf-8")


def test_without_a_story_there_is_no_lane(office: Office) -> None:
    office.store.put_setting(DEMO, "yes")
    assert "没有场景文件里的故事" in read(compared("lanes"))


def test_one_complaint_is_drawn_in_every_place(office: Office) -> None:
    with_story(office)
    office.store.put_setting(DEMO, "yes")
    at_ = compared("lanes")
    assert not at_.exception
    assert at_.selectbox(key="lanes-story-小镇").options == ["路灯不亮"]
    assert 'alt="小镇、小村' in read(at_)
    assert [e.label.partition("：")[0] for e in at_.expander] == ["小镇", "小村"]


def test_stories_are_not_for_visitors(office: Office) -> None:
    with_story(office)
    assert "请先登录" in read(compared("lanes"))


def test_the_ninth_stands_before_the_tenth(office: Office) -> None:
    assert sorted(["town10", "town9", "kandun", "town"], key=counted) == ["kandun", "town", "town9", "town10"]


def test_of_all_that_is_in_force_ones_own_comes_first(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.put_directory("village", PEOPLE)
    create_account(office.store, "village", "cai", "clerk", "correct horse 7", at("02-05 08:00"), passwords=QUICK)
    done = sign_in.sign_in(office.store, "clerk", "correct horse 7", runtime.wall_clock(), passwords=QUICK)
    assert isinstance(done, sign_in.SignedIn)
    monkeypatch.setattr(identity, "token", lambda: done.token)
    chosen = compared().multiselect(key="compare-of").value
    assert [key.partition("|")[0] for key in chosen] == ["village", "town"]


def test_many_other_answers_are_folded_away() -> None:
    def script(count: int) -> None:
        from engine.ui.comparing.lanes import otherwise_told

        otherwise_told([f"镇{n}" for n in range(count)])

    few, many = (AppTest.from_function(script, default_timeout=300, args=(n,)).run() for n in (3, 4))
    assert (len(few.caption), len(few.expander)) == (3, 0)
    assert [e.label for e in many.expander] == ["各地表单问法不同，改填了 4 处"]


@pytest.mark.parametrize(("name", "columns"), [("坎墩街道", 2), ("坎墩街道〔文件 kandun〕", 1)])
def test_long_names_stand_below_each_other_under_a_chart(name: str, columns: int) -> None:
    spec = fitted(late(), [{"set": name}])
    assert spec["encoding"]["color"]["legend"]["columns"] == columns


def test_a_bar_tells_how_far_the_reading_is(office: Office) -> None:
    seen: list[int] = []
    wanted = list(offers(office, files=False).values())
    sides(office, wanted, seen.append)
    assert seen == list(range(len(wanted)))
