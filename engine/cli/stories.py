"""Finding a story: by its key in the scenarios of a rule set, or in a file of one's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from engine.casework.events import CaseEvent
from engine.cli.misuse import WrongUse, unknown
from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.loading.shape.schema import check_shape
from engine.scenarios.runner import Stage, set_stage
from engine.scenarios.story import Scenario, directory_of, scenarios_of


@dataclass(frozen=True)
class Told:
    """What happened on a stage, to all of its cases."""

    stage: Stage
    events: tuple[CaseEvent, ...]


def stage_of(id_: str, home: Path) -> Stage:
    """Rules, calendar, people and stories of a rule set. Raises WrongUse when a file has errors."""
    stage, problems = set_stage(id_, home=home)
    if stage is None:
        raise WrongUse("rules-broken", id=id_, count=len(problems), at=problems[0].at)
    return stage


def story_of(id_: str, written: str, home: Path, lang: str) -> tuple[Stage, Scenario]:
    """The story meant: a key, or a scenario file that holds one story. Raises WrongUse otherwise."""
    stage = stage_of(id_, home)
    if written in stage.scenarios:
        return stage, stage.scenarios[written]
    path = Path(written)
    if not path.is_file():
        raise unknown("path", path.name, ()) if path.suffix else unknown("story", written, stage.scenarios)
    document = read(path)
    problems = document if not isinstance(document, Document) else check_shape(document, "scenarios")
    if not isinstance(document, Document) or problems:
        raise WrongUse("file-broken", detail=problems[0].line(lang))
    return _of_file(stage, document)


def _of_file(stage: Stage, document: Document) -> tuple[Stage, Scenario]:
    assert isinstance(document.data, dict)
    stories = scenarios_of(document.data, stage.calendar.zone)
    if len(stories) != 1:
        raise WrongUse("one-story", known=", ".join(stories) or "-")
    if "directory" in document.data:
        stage = replace(stage, directory=directory_of(document.data))
    return stage, next(iter(stories.values()))
