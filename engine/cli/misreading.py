"""What the parser of arguments could not read, in our words and in the reader's language."""

from __future__ import annotations

import re

import typer

from engine.i18n import text

_KINDS = {
    "NoSuchOption": "no-option",
    "MissingParameter": "missing",
    "BadParameter": "bad-value",
    "BadOptionUsage": "no-value",
}
_CHOICES = re.compile(r"is not one of (.+?)\.?$")
_EXTRA = re.compile(r"extra arguments?.*\((.*)\)")


def misread(wrong: typer.TyperException, lang: str) -> str:
    """One line for a wrong option, a missing or a wrong value, or a word too many."""
    kind, detail = _KINDS.get(type(wrong).__name__, "unreadable"), wrong.message.removeprefix("Value error, ")
    choices, extra = _CHOICES.search(detail), _EXTRA.search(detail)
    if kind == "bad-value" and choices:
        return text("cli.wrong.choice", lang, option=_option(wrong), known=choices[1].replace("'", ""))
    if kind == "unreadable" and detail.startswith("Missing command"):
        return text("cli.wrong.no-command", lang)
    if kind == "unreadable" and extra:
        return text("cli.wrong.extra", lang, seen=extra[1])
    return text(f"cli.wrong.{kind}", lang, option=_option(wrong), detail=detail)


def _option(wrong: typer.TyperException) -> str:
    """The option or argument that is meant, as it is written."""
    parameter = getattr(wrong, "param", None)
    if parameter is None:
        return str(getattr(wrong, "option_name", ""))
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return str(parameter.opts[0])
