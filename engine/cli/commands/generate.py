"""A seeded history of cases that never were, for one rule set: to try backtests, loads and pages on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.casework.rulebook import prepare
from engine.cli.home import home_of, known_id
from engine.cli.misuse import WrongUse
from engine.cli.options import HomePath, Lang, RuleSetId
from engine.cli.printing import say, tell
from engine.cli.rule_files import checked_rule_set
from engine.columns.invent import Invention, invented, write_history
from engine.simulate.generate import invention_of

PARAMETERS = Path("histories") / "typical.yaml"


def command(
    id_: RuleSetId,
    out: Annotated[Path, typer.Option("--out", metavar="FILE")],
    number: Annotated[int, typer.Option("--cases", metavar="N", min=1, max=100_000_000)] = 10_000,
    seed: Annotated[int, typer.Option("--seed", metavar="S", min=0)] = 1,
    parameters: Annotated[Path | None, typer.Option("--parameters", metavar="FILE")] = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Write the history as CSV or Parquet; the same seed gives the same cases."""
    root = home_of(home)
    ruleset, _ = checked_rule_set(known_id(id_, root), root)
    if not ruleset.intake:
        raise WrongUse("no-intake", id=id_)
    if out.suffix not in (".csv", ".parquet"):
        raise WrongUse("history-out", seen=out)
    path = parameters or root / PARAMETERS
    if not path.is_file():
        raise WrongUse("no-parameters", path=path)
    made = invention_of(path, prepare(ruleset))
    if not isinstance(made, Invention):
        tell(made, lang)
        return 1
    out.absolute().parent.mkdir(parents=True, exist_ok=True)
    rows = write_history(out, invented(made, number, seed))
    say("generate.done", lang, rows=rows, file=out)
    return 0
