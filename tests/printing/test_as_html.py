"""The page: whole, self-contained, readable by machines that read aloud, and the same every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest

from engine.printing.as_html import as_html
from engine.printing.document import Document, Heading, Para, Table
from engine.printing.manual import manual
from tests.printing.conftest import EVERYWHERE, Made, Page, source_of

Manuals = Callable[[str, str], Made]


@pytest.mark.parametrize("id_", EVERYWHERE)
def test_every_element_is_closed_in_order(manual_of: Manuals, id_: str) -> None:
    assert manual_of(id_, "zh").page.faults == []


def test_a_page_that_is_not_closed_is_found() -> None:
    assert Page("<p><b>a</p>").faults


@pytest.mark.parametrize("id_", EVERYWHERE)
def test_nothing_is_fetched_and_nothing_runs(manual_of: Manuals, id_: str) -> None:
    page = manual_of(id_, "zh").page
    tags = {tag for tag, _ in page.attributes}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form"}
    given = [(k, v or "") for _, attributes in page.attributes for k, v in attributes.items()]
    assert [k for k, _ in given if k in ("src", "srcset") or k.startswith("on")] == []
    assert [v for k, v in given if k == "href" and not v.startswith("#")] == []
    assert "url(http" not in manual_of(id_, "zh").html
    assert "@import" not in manual_of(id_, "zh").html


@pytest.mark.parametrize("id_", EVERYWHERE)
def test_every_link_leads_to_one_place_of_the_page(manual_of: Manuals, id_: str) -> None:
    page = manual_of(id_, "zh").page
    ids = Counter(v for _, attributes in page.attributes for k, v in attributes.items() if k == "id")
    targets = {(attributes["href"] or "")[1:] for _, attributes in page.attributes if "href" in attributes}
    assert [i for i, times in ids.items() if times > 1] == []
    assert targets - set(ids) == set()
    assert {h.anchor for h in manual_of(id_, "zh").document.headings if h.level <= 2} <= targets


@pytest.mark.parametrize("id_", EVERYWHERE)
def test_headings_leave_out_no_level_and_heads_of_tables_say_what_they_head(manual_of: Manuals, id_: str) -> None:
    page = manual_of(id_, "zh").page
    levels = [level for level, _, _ in page.headings]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    scopes = [attributes.get("scope") for tag, attributes in page.attributes if tag == "th"]
    assert set(scopes) == {"col", "row"}


@pytest.mark.parametrize(("lang", "code"), [("zh", "zh-Hans"), ("en", "en")])
def test_the_page_says_its_language(manual_of: Manuals, lang: str, code: str) -> None:
    html = next(attributes for tag, attributes in manual_of("plain-county", lang).page.attributes if tag == "html")
    assert html["lang"] == code


def test_the_same_rules_give_the_same_page() -> None:
    pages = {as_html(manual(source_of("plain-county"), "zh")) for _ in range(2)}
    assert len(pages) == 1


def test_what_an_author_writes_is_never_markup() -> None:
    words = '<script>alert("a & b")</script>'
    blocks = (Heading(1, words, "a"), Para(words), Table(words, (words, words), ((words, words),)))
    page = Page(as_html(Document("zh", words, words, words, words, ((words, words),), blocks)))
    assert page.faults == []
    assert "script" not in {tag for tag, _ in page.attributes}
    assert page.rows == [(words, words), (words, words)]
    assert page.text.count(words) >= 10
