"""A checked rule set, frozen under its digest, in force from a day on."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli.home import day_of, home_of, rule_file
from engine.cli.installation import installation
from engine.cli.options import Database, Format, HomePath, Lang, RuleSetId
from engine.cli.printing import as_json, say, tell
from engine.cli.rule_files import Checked, problems_of
from engine.source import Problem


def command(
    id_: RuleSetId,
    from_: Annotated[str, typer.Option("--from", metavar="DATE")],
    database: Database = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Publish a rule set; exit code 1 and its problems when it is not fit."""
    root = home_of(home)
    day = day_of(from_)
    if _errors(Checked(rule_file(id_, root), root), lang):
        return 1
    with installation(database, root) as office:
        digest, problems = office.publish(id_, from_=day)
        there = [p for p in office.store.published(id_) if p.from_ >= day]
    if digest is None:
        tell([p for p in problems if p.severity == "error"], lang)
        return 1
    later = [p for p in there if (p.from_, p.digest) != (day, digest)]
    if format_ == "json":
        also = [{"digest": p.digest, "from": p.from_.isoformat()} for p in later]
        as_json({"id": id_, "digest": digest, "from": day.isoformat(), "later": also})
        return 0
    say("publish.done", lang, id=id_, digest=digest, day=day.isoformat())
    for p in later:
        say("publish.later", lang, digest=p.digest, day=p.from_.isoformat())
    return 0


def _errors(checked: Checked, lang: str) -> list[Problem]:
    errors = [p for p in problems_of(checked, floor=False) if p.severity == "error"]
    tell(errors, lang)
    return errors
