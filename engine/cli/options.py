"""The options that commands share. What they say in `--help` stands in the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from engine.cli.language import VARIABLE

Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", envvar=VARIABLE)]
Format = Annotated[Literal["text", "json"], typer.Option("--format")]
HomePath = Annotated[Path | None, typer.Option("--home", envvar="BIHUAN_HOME")]
RuleSetId = Annotated[str, typer.Argument(metavar="ID")]
Database = Annotated[str | None, typer.Option("--database", envvar="BIHUAN_DATABASE")]
