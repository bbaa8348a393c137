"""Identity is asked when a case is opened, and by nothing else.

Code `identity-in-an-act`. What is said with an act or written in a paper stands in the record for good, for
everybody on the case to read; nothing there can be sealed or erased. So neither is ever asked a field that is kept
sealed, and a rule file that says so does not get what it wants.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.lint.words import paper_fields
from engine.source import Problem


def check(subject: Subject) -> Iterator[Problem]:
    """Sealed fields in a section that an act asks, or among the contents of a paper."""
    for event in subject.ruleset.events.values():
        asked = (form.sections.get(event.asks) for form in subject.ruleset.forms.values()) if event.asks else ()
        sealed = {f.key for section in asked if section for f in section.fields.values() if f.keep == "sealed"}
        for key in sorted(sealed):
            yield subject.problem("identity-in-an-act", f"events.{event.key}.asks", field=key)
    for path, f in paper_fields(subject.ruleset):
        if f.keep == "sealed":
            yield subject.problem("identity-in-an-act", path, field=f.key)
