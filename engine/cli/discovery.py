"""The commands there are: every module under `engine.cli.commands`, imported when it is called.

A module has a function `command`, or an `app` with commands of its own. Its help stands in the
catalogue under `cli.help.<name>`, that of its parameters under `cli.option.<name>`.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

import typer
from typer.core import TyperGroup

from engine.cli import commands
from engine.cli.misuse import unknown
from engine.i18n import text


def command_names() -> list[str]:
    """Every command, by its file."""
    return sorted(m.name for m in pkgutil.iter_modules(commands.__path__))


class Commands(TyperGroup):
    """Finds commands by listing the package; knows the language that help is given in."""

    lang = "zh"

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """All names, for `--help`."""
        return command_names()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of that name. Raises WrongUse when there is none."""
        if cmd_name not in command_names():
            raise unknown("command", cmd_name, command_names())
        module = importlib.import_module(f"{commands.__name__}.{cmd_name}")
        return spoken_by(_built(module), cmd_name, self.lang)


class Family(TyperGroup):
    """A command with commands of its own (`user add`)."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name. Raises WrongUse when there is none."""
        found = super().get_command(ctx, cmd_name)
        if found is None:
            raise unknown("command", cmd_name, self.commands)
        return found


def _built(module: ModuleType) -> Any:
    """The command of a module, or the family of them."""
    if hasattr(module, "app"):
        return typer.main.get_command(module.app)
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(module.command)
    return typer.main.get_command(app)


def spoken_by(command: Any, name: str, lang: str) -> Any:
    """The command with its help, and that of its parameters, in one language."""
    command.name = name.rsplit(".", 1)[-1]
    command.help = text(f"cli.help.{name}", lang)
    for parameter in command.params:
        if parameter.name != "help":
            parameter.help = text(f"cli.option.{parameter.name}", lang)
    for key, child in getattr(command, "commands", {}).items():
        spoken_by(child, f"{name}.{key}", lang)
    return command


def root(lang: str) -> Any:
    """`bihuan` itself, ready to be called."""
    app = typer.Typer(cls=Commands, add_completion=False, rich_markup_mode=None, no_args_is_help=False)
    app.callback()(_nothing)
    group = typer.main.get_command(app)
    assert isinstance(group, Commands)
    group.lang, group.help = lang, text("cli.help", lang)
    return group


def _nothing() -> None:
    """`bihuan` alone does nothing of its own."""
