"""Nothing describes the complainant beyond a name and a contact.

Codes `person-described` and `identity-beyond-name`. No field, state, list, fact, flag or metric may be
about a person's stability, mood, thoughts, movements, family, posts or risk. In a form that a case
begins with, what is sealed as identity is one name and contacts (with telephone numbers), nothing else;
beside them one identity number, and only where it is asked of nobody but those who chose to give their
name (`show_if: {identity: real-name}`), because some policies answer such cases to that person alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.lint.words import Words, form_fields, labelled, paper_fields
from engine.policy.condition_schema import conjuncts
from engine.policy.conditions import Test
from engine.policy.forms import Field, Section
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
        if f.type == "identity-number" and f.keep == "sealed":
            continue  # whether it may be asked is judged below, by its type and not by its words
        word = REFUSED.found(f.key, f.label)
        if word:
            yield subject.problem("person-described", path, item=f.key, word=word)
    yield from _identity(subject)


def _identity(subject: Subject) -> Iterator[Problem]:
    """In each form: one sealed name; other sealed fields must be contacts, or the one identity number."""
    once: set[tuple[str, str]] = set()
    for form in subject.ruleset.forms.values():
        for section, f in form.all_fields():
            path = f"forms.{form.id}.sections.{section.key}.fields"
            for inner in f.fields.values():
                if inner.keep == "sealed" or inner.type == "identity-number":
                    yield subject.problem("identity-beyond-name", f"{path}.{f.key}.fields.{inner.key}", field=inner.key)
            kind = _KINDS.get(f.type, "other") if f.keep == "sealed" else "open"
            if kind in ("open", "contact"):
                continue
            allowed = kind == "name" or (kind == "number" and _asks_the_named(section, f))
            if not allowed or (form.id, kind) in once:
                yield subject.problem("identity-beyond-name", f"{path}.{f.key}", field=f.key)
            once.add((form.id, kind))


_KINDS = {"text": "name", "person": "name", "contact": "contact", "phone": "contact", "identity-number": "number"}


def _asks_the_named(section: Section, f: Field) -> bool:
    """Whether the field shows only to those who chose to give their name."""
    parts = conjuncts((section.show_if, f.show_if))
    return any(isinstance(p, Test) and (p.fact, p.op, p.value) == ("identity", "is", "real-name") for p in parts)
