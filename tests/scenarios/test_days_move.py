"""A story told at another time: the days in its answers go with it, so that no limit runs from years ago."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from engine.office import Office
from engine.scenarios.playing import SetClock, moved, play
from engine.scenarios.runner import set_stage

ROOT = Path(__file__).resolve().parents[2]
WEEKS = timedelta(weeks=800)


def test_days_move_and_other_words_stay() -> None:
    told = {"close-by": "2011-03-31", "summary": "2011-03-31 收到", "rows": [{"on": "2011-04-01", "count": 2}]}
    assert moved(told, timedelta(weeks=1)) == {
        "close-by": "2011-04-07", "summary": "2011-03-31 收到", "rows": [{"on": "2011-04-08", "count": 2}]
    }  # fmt: skip


def test_a_day_set_in_a_paper_is_as_far_away_as_in_the_story(tmp_path: Path) -> None:
    stage, problems = set_stage("dafeng", home=ROOT)
    assert stage is not None, problems
    story = next(s for s in stage.scenarios.values() if any("close-by" in step.with_ for step in s.story))
    clock = SetClock(story.opened + WEEKS)
    with Office.open(f"sqlite:///{tmp_path / 'office.db'}", ROOT, now=clock, key=tmp_path / "key") as office:
        office.publish("dafeng", from_=story.opened.date())
        office.put_directory("dafeng", stage.directory)
        opened = play(office.desk, story, clock, locality="dafeng", shift=WEEKS)
        kept = " ".join(str(dict(event.data)) for event in office.store.events(opened.case))
    (day,) = {step.with_["close-by"] for step in story.story if "close-by" in step.with_}
    assert (date.fromisoformat(day) + WEEKS).isoformat() in kept
    assert day not in kept
