"""Clauses as people cite them: articles of laws by their number in words, points of other texts by their own mark."""

from __future__ import annotations

import pytest

from engine.views.articles import in_chinese
from tests.views.test_timeline import names


@pytest.mark.parametrize(
    ("cite", "zh", "en"),
    [
        ("regulation 23", "《信访工作条例》第二十三条", "Regulation on petition work, art. 23"),
        ("regulation-2005 33", "《信访条例（2005）》第三十三条", None),
        ("measures 四(一).1", "《工作办法》四(一).1", None),
        ("nowhere 7", "《nowhere》7", "nowhere, 7"),
    ],
)
def test_only_articles_of_laws_and_rules_are_cited_as_articles(cite: str, zh: str, en: str | None) -> None:
    assert names("zh").cite(cite) == zh
    assert en is None or names("en").cite(cite) == en


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (111, "一百一十一"),
    ],
)
def test_numbers_are_written_as_articles_are(number: int, words: str) -> None:
    assert in_chinese(number) == words
