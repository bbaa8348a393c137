"""A paper to the accused holds nothing of the complaint and nothing of who complained.

Code `accused-reads-complaint`. Refused are: an intake form, a field that an intake form asks, a field
of files, names or contacts, and a field whose name or label speaks of the complaint. A letter that
clears a name says what was found, in words of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.lint.words import Words, form_fields
from engine.policy.actors import names_in
from engine.policy.definitions import Paper
from engine.policy.forms import Field
from engine.source import Problem

SPEAKS_OF_IT = Words(
    zh=("反映", "举报", "控告", "信访人", "来信", "来访", "诉求", "检举", "投诉"),
    en=("complaint", "complainant", "reporter", "accusation", "accuser", "raised", "content", "identity", "summary"),
)
_TYPES = ("files", "contact", "official", "matter", "place")


def check(subject: Subject) -> Iterator[Problem]:
    """Fields of papers to the accused that would tell them of the complaint."""
    asked = {f.key for _, f in form_fields(subject.ruleset)}
    for key, paper in subject.ruleset.papers.items():
        if not any("accused" in names_in(ref) for ref in paper.to):
            continue
        if paper.form in subject.ruleset.intake:
            yield subject.problem("accused-reads-complaint", f"papers.{key}.form", paper=key, field=paper.form)
        for path, f in _fields(subject, paper):
            if f.key in asked or f.type in _TYPES or SPEAKS_OF_IT.found(f.key, f.label):
                yield subject.problem("accused-reads-complaint", path, paper=key, field=f.key)


def _fields(subject: Subject, paper: Paper) -> Iterator[tuple[str, Field]]:
    for f in paper.contains.values():
        yield f"papers.{paper.key}.contains.{f.key}", f
    form = subject.ruleset.forms.get(paper.form or "")
    if form is not None and form.id not in subject.ruleset.intake:
        for section, f in form.all_fields():
            yield f"forms.{form.id}.sections.{section.key}.fields.{f.key}", f
