"""Nothing describes the complainant beyond a name and a contact.

Codes `person-described` and `identity-beyond-name`. No field, state, list, fact, flag or metric may be
about a person's stability, mood, thoughts, movements, family, posts or risk. In a form that a case
begins with, what is sealed as identity is one name and contacts, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.lint.words import Words, form_fields, labelled, paper_fields
from engine.source import Problem

REFUSED = Words(
    zh=(
        "情绪", "思想", "稳控", "维稳", "稳定程度", "稳定情况", "动向", "行踪", "去向监控", "家庭情况", "家庭成员",
        "家属情况", "亲属", "社会关系", "朋友圈", "微博", "网上言论", "风险等级", "风险评估", "风险评分", "重点人员",
        "心理", "性格", "政治面貌", "身份证", "住址", "职业", "缠访", "闹访", "盯防", "陪护", "布控", "心态",
    ),
    en=(
        "stability", "mood", "moods", "emotion", "emotions", "thoughts", "state of mind", "attitude", "movements",
        "whereabouts", "family", "relatives", "social media", "social posts", "risk score", "risk level", "person risk",
        "key person", "personality", "temper", "occupation", "home address", "id card", "id number", "surveillance",
        "troublemaker", "watch list", "accompaniment",
    ),
)  # fmt: skip


def check(subject: Subject) -> Iterator[Problem]:
    """Definitions and fields that describe a person, and sealed fields that are no name or contact."""
    for thing in labelled(subject.ruleset):
        word = REFUSED.found(thing.key, thing.label)
        if word:
            yield subject.problem("person-described", thing.path, item=thing.key, word=word)
    for path, f in (*form_fields(subject.ruleset), *paper_fields(subject.ruleset)):
        word = REFUSED.found(f.key, f.label)
        if word:
            yield subject.problem("person-described", path, item=f.key, word=word)
    yield from _identity(subject)


def _identity(subject: Subject) -> Iterator[Problem]:
    """In each form: one sealed text, which is the name; other sealed fields must be contacts."""
    named: set[str] = set()
    for path, f in form_fields(subject.ruleset):
        if f.keep != "sealed" or f.type == "contact":
            continue
        form = path.split(".")[1]
        if f.type != "text" or form in named:
            yield subject.problem("identity-beyond-name", path, field=f.key)
        named.add(form)
