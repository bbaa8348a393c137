"""What is asked: every form with its questions, who answers them and who may read the answers."""

from __future__ import annotations

from collections.abc import Iterator

from engine.policy.forms import Field, Form, Section
from engine.printing.document import Block, Heading, Para, Table
from engine.printing.speaker import Speaker


def chapter(s: Speaker) -> Iterator[Block]:
    """All forms that this rule set uses."""
    yield Heading(1, s.say("forms.title"), "forms")
    if not s.rules.forms:
        yield Para(s.say("forms.none"), note=True)
        return
    yield Para(s.say("forms.intro"))
    for form in s.rules.forms.values():
        yield from _form(form, s)


def _form(form: Form, s: Speaker) -> Iterator[Block]:
    yield Heading(2, form.title.in_(s.lang), f"form-{form.id}")
    yield Para(s.say("forms.intake" if form.id in s.rules.intake else "forms.other"))
    for section in form.sections.values():
        yield Heading(3, section.label.in_(s.lang), f"form-{form.id}-{section.key}")
        shown = s.when(section.show_if)
        if shown:
            yield Para(s.say("forms.section-if", condition=shown))
        rows = tuple(row for f in section.fields.values() for row in _rows(f, section, s, ""))
        yield Table(section.label.in_(s.lang), s.heads("question", "kind", "filled-by", "seen-by", "asked-when"), rows)
    checks = tuple((c.message.in_(s.lang), s.when(c.if_)) for c in form.checks.values())
    if checks:
        yield Table(s.say("forms.checks"), s.heads("message", "refused-when"), checks)


def _rows(f: Field, section: Section, s: Speaker, group: str) -> Iterator[tuple[str, ...]]:
    label = f.label.in_(s.lang)
    name = s.say("forms.within", group=group, name=label) if group else label
    by = f.by or section.by
    kind = s.lines(s.say(f"type.{f.type}"), s.several(_choices(f, s)))
    yield (
        name, kind, s.names.of(by) if by else s.say("forms.filer"), s.say(f"keep.{f.keep}"),
        s.lines(_needed(f, s), s.say("forms.if", condition=s.when(f.show_if)) if s.when(f.show_if) else ""),
    )  # fmt: skip
    for inner in f.fields.values():
        yield from _rows(inner, section, s, name)


def _choices(f: Field, s: Speaker) -> Iterator[str]:
    offered = f.offered()
    for key, label in f.choices.items():
        yield label.in_(s.lang) if key in offered else s.say("forms.retired", name=label.in_(s.lang))


def _needed(f: Field, s: Speaker) -> str:
    if f.required_if is not None:
        return s.say("forms.required-if", condition=s.when(f.required_if))
    return s.say("forms.required" if f.required else "forms.optional")
