"""A form with every type of field, and a shelf in memory."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from engine.casework.files.attachments import file_id
from engine.policy.conditions import Test
from engine.policy.forms import Field, Form, Repeats, Section, Text
from engine.ui.filling.filling import ROW_ID, Filling


def t(zh: str, en: str = "") -> Text:
    return Text(zh, en or zh)


KIND = Field(
    "request",
    t("诉求类别", "Kind"),
    "choice",
    required=True,
    choices={"help": t("求助"), "accusation": t("检举控告")},
)
ACCUSED = Field(
    "accused",
    t("被反映人"),
    "group",
    repeats=Repeats(1, 3),
    fields={
        "official": Field("official", t("姓名或单位"), "official", required=True),
        "conduct": Field("conduct", t("反映的行为"), "long-text", required=True),
        "supervised": Field("supervised", t("属监察对象"), "yes-no", by="intake-office"),
    },
)


def form() -> Form:
    """Every type of field, one conditional section, one section for the office."""
    you = {
        "identity": Field(
            "identity",
            t("您愿意"),
            "choice",
            required=True,
            choices={"real-name": t("实名"), "anonymous": t("匿名")},
        ),
        "name": Field(
            "name", t("姓名"), required=True, show_if=Test("identity", "is", "real-name"), when_hidden="keep"
        ),
        "contact": Field("contact", t("联系方式"), "contact", show_if=Test("identity", "is", "real-name")),
        "protection": Field("protection", t("需要保护"), "yes-no"),
    }
    matter = {
        "request": KIND,
        "matter": Field("matter", t("事项"), "matter", required=True),
        "place": Field("place", t("村(社区)"), "place", choices={f"v{i}": t(f"{i}村") for i in range(1, 9)}),
        "people": Field("people", t("人数"), "number", at_least=1, at_most=99),
        "happened-on": Field("happened-on", t("发生时间"), "date"),
        "what": Field("what", t("经过"), "long-text", required=True),
        "evidence": Field("evidence", t("材料"), "files", at_most=2),
    }
    office = {"hard": Field("hard", t("疑难复杂"), "yes-no", required=True)}
    return Form(
        "sample",
        t("信访登记表", "Registration"),
        {
            "you": Section("you", t("您如何联系", "You"), you),
            "matter-section": Section("matter-section", t("反映事项"), matter),
            "accused-section": Section(
                "accused-section",
                t("被反映人"),
                {"accused": ACCUSED},
                show_if=Test("request", "is", "accusation"),
            ),
            "for-the-office": Section("for-the-office", t("经办登记"), office, by="intake-office"),
        },
    )


def filling() -> Filling:
    return Filling("d1", "sample", "0123abcd")


def widget_key(of: Form, given: Filling, name: str, row: str | None = None) -> str:
    """The key of a field's widget, of a part of it (`field.part`), of one in a row (`group-field`), or of what is
    no field."""
    field, *part = name.split(".")
    top = of.find(field)
    if top is not None:
        return ".".join([given.key_of(top), *part])
    for group in (f for _, f in of.all_fields() if row and field.startswith(f"{f.key}-")):
        inner = group.fields.get(field.removeprefix(f"{group.key}-"))
        if inner is not None:
            return ".".join([given.key_in(group, inner, {ROW_ID: row}), *part])
    return given.key(name, row)


class MemoryShelf:
    """Keeps files in a dict."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def now(self) -> datetime:
        return datetime(2026, 1, 13, 1, tzinfo=UTC)

    def keep(self, media_type: str, content: bytes) -> str:
        id_ = file_id(content)
        self.files[id_] = content
        return id_

    def gone(self, ids: Collection[str]) -> frozenset[str]:
        return frozenset(ids) - self.files.keys()

    def why_full(self, ids: object, more: int) -> str | None:
        return None
