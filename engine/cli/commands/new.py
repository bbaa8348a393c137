"""The first files of a locality that takes another's rules and changes what it must."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.beginning import rule_text, scenario_text
from engine.cli.home import home_of, known_id
from engine.cli.misuse import WrongUse
from engine.cli.options import HomePath, Lang, RuleSetId
from engine.cli.printing import say
from engine.cli.rule_files import checked_rule_set
from engine.loading.home import Home
from engine.loading.nearest import nearest_id

_ID = re.compile(r"[a-z][a-z0-9-]{0,59}")


def command(
    id_: RuleSetId,
    extends: Annotated[str, typer.Option("--extends", metavar="PARENT")],
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Write a rule file and a scenario file, ready to edit; what is there already is never touched."""
    root = home_of(home)
    parent, _ = checked_rule_set(known_id(extends, root), root)
    rules, stories = _free(id_, root)
    story = scenario_text(parent, root)
    _write(rules, rule_text(id_, parent))
    say("new.rules", lang, path=rules.relative_to(root), parent=parent.id)
    if story is None:
        say("new.no-story", lang, parent=parent.id)
    else:
        _write(stories, story)
        say("new.stories", lang, path=stories.relative_to(root))
    say("new.calendar", lang, path=f"rules/calendars/{id_}.yaml", calendar=parent.calendar)
    say("new.next", lang, id=id_)
    return 0


def _free(id_: str, root: Path) -> tuple[Path, Path]:
    """Where the two files go. Raises WrongUse for a bad id, and when something has that name."""
    if not _ID.fullmatch(id_):
        raise WrongUse("new-id", seen=id_, nearest=nearest_id(id_) or "my-township")
    rules, stories = root / "rules" / f"{id_}.yaml", root / "rules" / "scenarios" / f"{id_}.yaml"
    for there in (Home(root).rules(id_), rules, stories):
        if there is not None and there.exists():
            raise WrongUse("new-exists", path=there.relative_to(root))
    return rules, stories


def _write(path: Path, text: str) -> None:
    """A new file; one that appeared meanwhile is left alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise WrongUse("new-unwritable", path=path, detail=error.strerror or "?") from error
