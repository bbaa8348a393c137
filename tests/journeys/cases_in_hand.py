"""Cases brought by the Desk to the step where somebody's day begins, so that a journey can start there.

The acts of one plain case are listed per locality in their order; a case is taken along them until the
act that the person of the journey is to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.casework.desk import Acted, Opened
from engine.office import Office
from engine.scenarios.playing import SetClock, let_time_pass


@dataclass(frozen=True)
class Acts:
    """`opening` answers the form `form`; `acts` are (event, person, what is filled in)."""

    form: str
    opening: Mapping[str, Any]
    acts: tuple[tuple[str, str, Mapping[str, Any]], ...]


_KNOWN = {"channel": "visit", "code-told": True, "hard": False, "long-unresolved": False}
_WHO = {"identity": "real-name", "name": "甲", "contact": "13800000000"}
_RECEIPT = {"route": "交承办部门办理", "procedure": "一个月内报结后答复"}
_ANSWER = {"facts-and-reasons": "线路老化，已更换", "opinion": "予以支持", "remedy": "三十日内可申请复查"}
_SLIP = {"summary": "路灯不亮", "proposed-opinion": "交建设办办理", "handler": "construction-office"}
_REPORT = {
    "investigators": "两名工作人员", "first-look": "已到现场", "plan": "已定", "evidence": "照片三张",
    "outcome": "已修复", "materials": "维修单",
}  # fmt: skip

PLAIN = Acts(
    "registration",
    {**_WHO, "request": "help", "matter": "road-lighting", "place": "kanzhong", "what": "路灯不亮，夜间出行不便"},
    (
        ("registered", "zhou-xiaoyan", _KNOWN),
        ("receipt-notice.written", "zhou-xiaoyan", _RECEIPT),
        ("slip.written", "ma-lihua", _SLIP),
        ("slip.signed", "lu-jianhua", {}),
        ("report.written", "wu-jianfei", _REPORT),
        ("report.signed", "hu-zhiqiang", {}),
        ("answer.written", "wu-jianfei", _ANSWER),
    ),
)
ACCUSED = Acts(
    "registration",
    {
        "identity": "anonymous", "request": "accusation", "matter": "land-use", "place": "kanxi", "what": "违规占地",
        "accused": [{"official": "街道领导", "conduct": "批地"}],
    },
    (("accused-linked", "zhou-xiaoyan", {"accused": ["lu-jianhua"], "supervised": [True]}),),
)  # fmt: skip
CITY = Acts(
    "city-petition",
    {**_WHO, "request": "help", "matter": "housing", "place": "hengnan", "what": "房屋渗水"},
    (
        ("registered", "tan-wei",
         {**_KNOWN, "source": "own", "many-units": False, "high-attention": False, "in-court": False}),
        ("receipt-notice.written", "tan-wei", _RECEIPT),
        ("assignment.written", "tan-wei", {"summary": "房屋渗水", "handler": "housing-bureau"}),
        ("answer.written", "long-tao", _ANSWER),
    ),
)  # fmt: skip


def bring(
    office: Office, clock: SetClock, locality: str, path: Acts, *, before: str | None, what: str, at: datetime
) -> Opened:
    """A case about `what`, filed at `at` (its acts a minute apart) and taken up to the act `before`; to the
    end of the path where that is None."""
    let_time_pass(office.desk, clock, at)
    opened = office.desk.open_case(locality, path.form, {**path.opening, "what": what}, actor=None, token=what)
    assert isinstance(opened, Opened), opened
    for event, person, with_ in path.acts:
        if event == before:
            break
        let_time_pass(office.desk, clock, clock.at + timedelta(minutes=1))
        done = office.desk.act(opened.case, event, actor=person, with_=with_)
        assert isinstance(done, Acted), (event, done)
    return opened
