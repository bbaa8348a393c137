"""Templates of slips: where they lie, what they may say, and what is wrong with one, with its words.

Templates lie under `forms/slips/`: `<locality>/<kind>.docx` if a locality has its own, else `<kind>.docx`. A
template is a file of the operator. It can run nothing, read no file and no more of the case than its slip
holds, and makes nothing larger than what it is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import cache
from io import BytesIO
from pathlib import Path
from traceback import walk_tb
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import FunctionLoader, StrictUndefined, Template, TemplateError, TemplateNotFound, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from engine.printing.slips.kinds import Kind
from engine.printing.slips.parts import Part
from engine.printing.slips.signatures import Signed
from engine.printing.slips.slip import CannotPrint, Slip

FOLDER = Path("forms") / "slips"
KNOWN = tuple(f.name for f in fields(Slip) if f.name not in ("kind", "lang", "locality"))
"""What a template is told that it may say."""

_BROKEN_FILE = (BadZipFile, PackageNotFoundError, SyntaxError, KeyError, OSError, EOFError)
_BROKEN_WORDS = (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError)
_GROWING = ("center", "format", "indent")
_AT_MOST = 60


def template_for(slip: Slip, home: Path) -> Path:
    """The locality's own template, else the shared one. Raises CannotPrint when there is neither."""
    return place_of(slip.kind, slip.locality, home)


def place_of(kind: Kind, locality: str, home: Path) -> Path:
    """Where the template of such a slip lies. Raises CannotPrint when there is none."""
    name = f"{kind}.docx"
    places = (home / FOLDER / locality / name, home / FOLDER / name)
    found = next((p for p in places if p.is_file()), None)
    if found is None:
        raise CannotPrint("no-template", path=FOLDER / name)
    return found


def filled(slip: Slip, template: Path) -> bytes:
    """The template filled from a slip. Raises CannotPrint, with the words that are wrong, when it cannot be."""
    try:
        file = DocxTemplate(template)
        file.init_docx()
    except _BROKEN_FILE as error:
        raise CannotPrint("template-file", path=_shown(template)) from error
    out, sandbox = BytesIO(), _Sandbox()
    try:
        file.render(asdict(slip), sandbox)
        file.save(out)
    except _BROKEN_WORDS as error:
        raise _told(error, template, sandbox) from error
    except SyntaxError as error:  # of the markup, which was well-formed before it was filled
        raise CannotPrint("template-torn", path=_shown(template)) from error
    return out.getvalue()


def trouble_with(template: Path) -> CannotPrint | None:
    """What is wrong with a template, whatever case it is filled for; looked at once as long as the file stays."""
    state = template.stat()
    return _trouble(template, state.st_mtime_ns, state.st_size)


@cache
def _trouble(template: Path, _changed: int, _size: int) -> CannotPrint | None:
    words = dict.fromkeys(KNOWN, "某")
    several: Mapping[str, Any] = {
        "facts": (("某", "某"),) * 3, "parts": (Part("某", ("某", "某")),) * 2,
        "signatures": (Signed("某", "某", "某"), Signed("某", "", "")),
    }  # fmt: skip
    try:
        filled(Slip("handling", "zh", "", **{**words, **several}), template)
    except CannotPrint as trouble:
        return trouble
    return None


class _Sandbox(SandboxedEnvironment):
    """Nothing from elsewhere, nothing that grows; keeps the text it works on, to say where that failed."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(lambda _name: None))
        for name in ("range", "lipsum"):
            del self.globals[name]
        for name in _GROWING:
            del self.filters[name]
        self.source = ""

    def from_string(self, source: Any, *given: Any, **options: Any) -> Template:
        self.source = str(source)
        return super().from_string(source, *given, **options)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if not (isinstance(left, int) and isinstance(right, int)) or operator == "**":
            raise SecurityError(f"{operator} is for numbers")
        return super().call_binop(context, operator, left, right)


def _shown(template: Path) -> Path:
    """Where it lies in the house of the rules: the rest of the path is for nobody who prints."""
    parts = template.parts
    return Path(*parts[-4:]) if parts[-4:-2] == FOLDER.parts else Path(*parts[-3:])


def _told(error: Exception, template: Path, sandbox: _Sandbox) -> CannotPrint:
    """What is wrong, in which words of the template."""
    where = {"path": _shown(template), "words": _words_at(_line_of(error), sandbox.source)}
    detail = next(iter(str(error).splitlines()), "") or type(error).__name__
    if isinstance(error, (SecurityError, TemplateNotFound)):
        return CannotPrint("template-forbidden", **where, detail=detail)
    if isinstance(error, UndefinedError):
        return CannotPrint("template-unknown", **where, known=", ".join(KNOWN))
    return CannotPrint("template-words", **where, detail=detail)


def _line_of(error: Exception) -> int:
    """The line of the template that the error is about; 0 where that is not known."""
    lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == "<template>"]
    return getattr(error, "lineno", None) or (lines[-1] if lines else 0)


def _words_at(line: int, source: str) -> str:
    """The words of that paragraph, without markup."""
    lines = source.splitlines()
    words = re.sub(r"<[^>]*>", "", lines[line - 1]).strip() if 0 < line <= len(lines) else ""
    return words if len(words) <= _AT_MOST else f"{words[:_AT_MOST]}…"
