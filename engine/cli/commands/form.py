"""A form as a person reads it, or as JSON Schema for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import typer

from engine.cli.home import home_of
from engine.cli.misuse import WrongUse, unknown
from engine.cli.options import HomePath, Lang
from engine.cli.printing import as_json
from engine.i18n import text
from engine.loading.check import load_form
from engine.policy.answers import OFFICE
from engine.policy.divisions import ends
from engine.policy.field_types.registry import kind_of
from engine.policy.form_schema import form_schema
from engine.policy.forms import Field, Form


def command(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    format_: Annotated[Literal["text", "jsonschema"], typer.Option("--format")] = "text",
    filler: Annotated[Literal["complainant", "office"], typer.Option("--as")] = "complainant",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Print a form; exit code 2 when there is none of that name or it has errors."""
    root = home_of(home)
    known = {p.stem: p for p in sorted((root / "forms").glob("*.yaml"))}
    if id_ not in known:
        raise unknown("form", id_, known)
    form, problems = load_form(known[id_], root)
    if form is None:
        errors = [p for p in problems if p.severity == "error"]
        raise WrongUse("rules-broken", id=id_, count=len(errors), at=errors[0].at)
    if format_ == "jsonschema":
        as_json(form_schema(form, by=OFFICE if filler == "office" else None))
    else:
        print("\n".join(_lines(form, lang)))
    return 0


def _lines(form: Form, lang: str) -> Iterator[str]:
    yield form.title.in_(lang)
    for section in form.sections.values():
        yield f"\n{section.label.in_(lang)}" + (text("cli.form.office", lang) if section.by else "")
        for f in section.fields.values():
            yield from _field(f, lang, "  ")
    for n, check in enumerate(form.checks.values()):
        at = next((f.label.in_(lang) for _, f in form.all_fields() if f.key == check.at), check.at)
        yield ("" if n else "\n") + text("cli.form.check", lang, at=at, message=check.message.in_(lang))


def _field(f: Field, lang: str, margin: str) -> Iterator[str]:
    """One question, its choices, and the questions inside it."""
    yield f"{margin}{f.label.in_(lang)}{_kind(f, lang)}"
    if f.divisions:
        yield f"{margin}  - " + text("cli.form.divisions", lang, list=f.divisions, count=len(ends(f.offered())))
    for key in f.offered() if not f.divisions else ():
        yield f"{margin}  - {f.choices[key].in_(lang)}"
    for inner in f.fields.values():
        yield from _field(inner, lang, margin + "    ")


def _kind(f: Field, lang: str) -> str:
    """The type, and whether an answer is needed where somebody is asked."""
    word = text(f"cli.form.type.{f.type}", lang)
    if not kind_of(f).answered:
        return text("cli.form.only-kind", lang, type=word)
    needed = "required" if f.required else "required-if" if f.required_if else "optional"
    return text("cli.form.kind", lang, type=word, needed=text(f"cli.form.{needed}", lang))
