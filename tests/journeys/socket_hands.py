"""Hands that do anything in any order to the running app, over its own socket: one seed is one sequence.

Nothing here waits where people do not: clicks go out one after the other while the first is at work, lines
break in the middle of a page, windows are closed on a click. Many sequences go on at once on one server.
"""

from __future__ import annotations

import asyncio
import re
import traceback
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, update

from engine.accounts.sign_in import key_of
from engine.casework.events import CaseEvent
from engine.demo import PASSWORD
from engine.loading import digest
from engine.office import Office
from engine.office.clock import DEMO
from engine.scenarios.playing import SetClock
from engine.store import open_store, tables
from scripts.demo_server import database
from tests.journeys.cases_in_hand import PLAIN, bring
from tests.journeys.small_office import LOCALITY, ROOT, move_in
from tests.journeys.socket_window import Window, sign_in

CLERKS = ("zhou-xiaoyan", "ma-lihua")
SLIP, ADVICE = ("slip.written", "summary"), ("improvement-advice.written", "advice")
"""A paper that is written once, and one that may be written again and again; and the box that is typed into."""
LABELS = {SLIP: "信访交办单", ADVICE: "改进工作建议"}
_AT_ONCE = 6


@dataclass
class Place:
    """The running app and what it has stored; `cases` are those that wait for the sequences of officials."""

    address: str
    folder: Path
    cases: dict[int, str]
    published: int = 0
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    quiet: asyncio.Event = field(default_factory=asyncio.Event)
    pressing: int = 0
    _opened: dict[str, CaseEvent] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store = open_store(database(self.folder))
        self.quiet.set()

    @asynccontextmanager
    async def same_day(self) -> AsyncIterator[None]:
        """The clock of all does not leap meanwhile: a receipt shows again for ten minutes, not the day after."""
        async with self.turn:
            self.pressing += 1
            self.quiet.clear()
        try:
            yield
        finally:
            self.pressing -= 1
            if not self.pressing:
                self.quiet.set()

    def openings(self, words: str) -> list[CaseEvent]:
        """Of all complaints that say these words."""
        for row in self.store.rows(LOCALITY):
            if row.id not in self._opened and row.sequence:
                (self._opened[row.id],) = [e for e in self.store.events(row.id) if e.kind == "opened"]
        return [e for e in self._opened.values() if words in str(e.data)]

    def written(self, case: str, event: str) -> list[CaseEvent]:
        """The versions of a paper that were written."""
        paper = event.removesuffix(".written")
        return [e for e in self.store.events(case) if e.kind == "written" and e.data.get("paper") == paper]

    def publish(self) -> None:
        """Another process publishes the same rules under another title; they hold at once."""
        self._publish("闭环", f"闭环{self.published}")

    def publish_form(self) -> None:
        """The same with other words above the box of the complaint: the page has new boxes from then on."""
        self._publish(r'(?<="zh":")经过[0-9]*(?=","en":"What happened")', f"经过{self.published}")

    def _publish(self, words: str, others: str) -> None:
        held = self.store.published(LOCALITY)[-1]
        self.published += 1
        content, changed = re.subn(words, others, self.store.canonical(held.digest).decode(), count=1)
        assert changed, words
        named = replace(held, digest=digest(content.encode()), from_=held.from_ + timedelta(days=1))
        self.store.publish(named, content.encode())

    def let_idle(self, token: str) -> None:
        """A session was last used yesterday evening."""
        engine = create_engine(database(self.folder))
        with engine.begin() as connection:
            yesterday = datetime.now(UTC) - timedelta(hours=12)
            own = tables.sessions.c.token_hash == key_of(token)
            connection.execute(update(tables.sessions).where(own).values(at=yesterday))
        engine.dispose()

    def log(self) -> str:
        return (self.folder / "app.log").read_text("utf-8")


def fill(url: str, seeds: Iterable[int], cases: dict[int, str]) -> None:
    """People, rules, and a registered case for each sequence of officials."""
    clock = SetClock(datetime.now(UTC))
    with Office.open(url, ROOT, now=clock) as office:
        move_in(office, clock.at)
        for seed in seeds:
            if kind_of(seed) in (one_official_writes, two_officials_write):
                opened = bring(
                    office, clock, LOCALITY, PLAIN, before="slip.written", what=f"{story_of(seed)}路灯不亮", at=clock.at
                )
                cases[seed] = opened.case
        office.store.put_setting(DEMO, "yes")


async def all_of(place: Place, seeds: Iterable[int]) -> list[str]:
    """Play the sequences, several at a time; what went wrong in each that failed."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(seed: int) -> str | None:
        async with gate:
            try:
                await kind_of(seed)(place, Random(seed), seed)
            except Exception as wrong:  # noqa: BLE001 - of all sequences it is told which failed and how
                where = traceback.extract_tb(wrong.__traceback__)[-1]
                return f"seed {seed}, {kind_of(seed).__name__}, line {where.lineno}: {type(wrong).__name__}: {wrong}"
        return None

    return [wrong for wrong in await asyncio.gather(*map(one, seeds)) if wrong]


def story_of(seed: int) -> str:
    """What a sequence's complaint says first, and no other's."""
    return f"第{seed}号来信，"


# ── people at a page ────────────────────────────────────────────────────────


@dataclass
class Writer:
    """Somebody before a page: `box` is where they type, `typed` what they typed last, `person` who they are; what
    closed windows sent as they were closed is `on_its_way`, and may arrive as long as nothing newer did."""

    place: Place
    rng: Random
    page: Window
    box: str
    person: str | None = None
    action: tuple[str, str] | None = None
    typed: str = ""
    on_its_way: list[str] = field(default_factory=list)

    async def come_back(self) -> None:
        """The address once more in a new session, signed in again where it must be."""
        await self.page.close()
        await self.page.open()
        if self.person and "请先登录" in self.page.words():
            assert self.typed not in self.page.words(), "what was typed is shown to nobody"
            self.page.token = await _signed_in(self.place, self.person)
            await self.page.open()
        await self.take_up()

    async def take_up(self) -> None:
        """The action, where one must be chosen first."""
        if self.action and self.page.has("act-choice-*") and not self.page.has(self.box):
            (label,) = [o for o in self.page.options("act-choice-*") if LABELS[self.action] in o] or [None]
            if label is not None:
                await self.page.choose({"act-choice-*": label})

    async def type(self, words: str) -> None:
        self.typed = words
        await self.page.type(self.box, words)

    def check(self) -> None:
        """The words are there."""
        assert self.page.holds(self.box) == self.typed, f"{self.page.holds(self.box)!r} instead of {self.typed!r}"

    async def press(self) -> None:
        """One to three clicks with no regard to the answer; then the page is waited for, or the line breaks, or
        the window is closed and the address opened anew."""
        async with self.place.same_day():
            await self._press()

    async def _press(self) -> None:
        button = self.page.id("act-do-*" if self.action else "*-submit")
        for _ in range(self.rng.randint(1, 3)):
            await self.page.ask(button)
            await self.page.read(self.rng.choice((0, 0, 1, 3, 8)))
        end = self.rng.choice(("wait", "wait", "broken", "closed"))
        if end == "wait":
            await self.page.settle()
        elif end == "broken":
            await self.page.read(self.rng.randint(0, 12))
            await self.page.reconnect()
        else:
            await self.page.read(self.rng.randint(0, 12))
            await self.come_back()


async def stumble(writer: Writer, story: str) -> None:
    """A few things that happen before somebody presses; after each, the words are still there."""
    await writer.type(f"{story}起头")
    for step in range(writer.rng.randint(2, 4)):
        happens = writer.rng.choice(_HAPPENINGS)
        await happens(writer, f"{story}第{step}句")
        writer.check()


async def reload(writer: Writer, words: str) -> None:
    await writer.come_back()


async def broken_line(writer: Writer, words: str) -> None:
    """In the middle of what typing brings about; the browser comes back to the same session."""
    page = writer.page
    page.put(writer.box, words)
    writer.typed = words
    await page.ask()
    await page.read(writer.rng.randint(0, 12))
    await page.reconnect()


async def typed_in_haste(writer: Writer, words: str) -> None:
    """Each sentence cuts the page that the one before it asked for, as long as the box is to be seen."""
    for n in range(3):
        if writer.page.has(writer.box):
            writer.typed = f"{words}{n}"
            writer.page.put(writer.box, writer.typed)
            await writer.page.ask()
            await writer.page.read(writer.rng.choice((0, 1, 4)))
    await writer.page.settle()


async def published_meanwhile(writer: Writer, words: str) -> None:
    writer.place.publish()
    await writer.type(words)


async def form_changed_in_haste(writer: Writer, words: str) -> None:
    """Other rules with another form, while somebody types faster than the page is drawn."""
    await writer.type(f"{words}此前")
    writer.place.publish_form()
    await typed_in_haste(writer, words)


async def overnight(writer: Writer, words: str) -> None:
    """The page stands there until the morning; the last sentence goes into it as it stood."""
    if writer.rng.random() < 0.3:
        await a_day_passes(writer.place)
    if writer.person:
        writer.place.let_idle(writer.page.token)
    writer.page.put(writer.box, words)
    writer.typed = words
    await writer.page.ask()
    await writer.page.settle()
    if writer.person:
        assert "请先登录" in writer.page.words()
        assert words not in "".join(writer.page.texts()), "what was typed is shown to nobody"
    await writer.come_back()


async def a_day_passes(place: Place) -> None:
    """By the clock of the demonstration, moved on its own page; limits act on every case."""
    async with place.turn:
        await place.quiet.wait()
        clock = await Window(place.address, "clock").open()
        await clock.ask(clock.id("clock-day"))
        await clock.settle()
        await clock.close()


async def cut_short(writer: Writer, words: str) -> None:
    """The window is closed with the last sentence on its way: it has arrived, or the one before it stands."""
    writer.page.put(writer.box, words)
    await writer.page.ask()
    await writer.page.read(writer.rng.randint(0, 12))
    writer.on_its_way.append(words)
    await writer.come_back()
    held = writer.page.holds(writer.box)
    assert held in (writer.typed, *writer.on_its_way), f"{held!r} instead of {writer.typed!r} or {writer.on_its_way}"
    writer.typed = held


_HAPPENINGS = (
    reload,
    broken_line,
    typed_in_haste,
    published_meanwhile,
    form_changed_in_haste,
    overnight,
    cut_short,
)


# ── sequences ───────────────────────────────────────────────────────────────


async def a_visitor_files(place: Place, rng: Random, seed: int) -> None:
    page = await Window(place.address).open()
    await page.choose({"identity": "匿名", **_CHOICES})
    await _file(Writer(place, rng, page, "what"), story_of(seed))


async def a_clerk_registers(place: Place, rng: Random, seed: int) -> None:
    clerk = rng.choice(CLERKS)
    page = await Window(place.address, "register", await _signed_in(place, clerk)).open()
    await page.choose({"identity": "匿名", **_CHOICES})
    writer = Writer(place, rng, page, "what", clerk)
    await writer.type(f"{story_of(seed)}草稿")
    await _seen_by_no_other(writer, next(c for c in CLERKS if c != clerk))
    await _file(writer, story_of(seed))


async def one_official_writes(place: Place, rng: Random, seed: int) -> None:
    writer = await _before_a_case(place, rng, seed, rng.choice(CLERKS), rng.choice((SLIP, ADVICE)))
    await writer.type(f"{story_of(seed)}草稿")
    await _seen_by_no_other(writer, next(c for c in CLERKS if c != writer.person))
    await stumble(writer, story_of(seed))
    await _press_until_written(writer, seed)
    await _one_paper(writer, seed)


async def two_officials_write(place: Place, rng: Random, seed: int) -> None:
    """At the same moment, from two windows: one is first, the other is told so and keeps the words."""
    action = rng.choice((SLIP, ADVICE))
    both = [await _before_a_case(place, rng, seed, clerk, action) for clerk in CLERKS]
    for writer in both:
        await stumble(writer, f"{story_of(seed)}{writer.person}")
    async with place.same_day():  # a day that passes acts on the case, and then both would be told so
        for writer in both:
            await writer.come_back()
            writer.check()
        await asyncio.gather(*(_clicks(writer) for writer in both))
    (written,) = place.written(place.cases[seed], action[0])
    (first,) = [w for w in both if w.person == written.actor]
    (second,) = [w for w in both if w is not first]
    assert written.data["contents"][action[1]] == first.typed
    assert "刚刚有" not in first.page.words(), "whoever was first is told that somebody else was"
    assert "刚刚有" in second.page.words(), "whoever was second is not told"
    assert second.typed in second.page.words(), "what the second typed is not to be seen"
    for writer in both:
        await writer.page.close()


_CHOICES = {"request": "求助，有问题要解决", "matter": "排水与河道", "place": "直塘村"}
_KINDS = (a_visitor_files, a_clerk_registers, one_official_writes, two_officials_write)


def kind_of(seed: int) -> Callable[[Place, Random, int], object]:
    """Which of the sequences a seed is."""
    return _KINDS[seed % len(_KINDS)]


async def _signed_in(place: Place, person: str) -> str:
    """One after the other: whoever signs in six times at the same moment is locked out."""
    async with place.door:
        return await asyncio.to_thread(sign_in, place.address, person, PASSWORD)


async def _before_a_case(place: Place, rng: Random, seed: int, person: str, action: tuple[str, str]) -> Writer:
    token = await _signed_in(place, person)
    page = await Window(place.address, "case", token, {"id": place.cases[seed]}).open()
    writer = Writer(place, rng, page, action[1], person, action)
    await writer.take_up()
    if action == SLIP:
        await page.type("proposed-opinion", "交建设办办理")
        await page.choose({"handler": "建设管理办公室"})
    return writer


async def _seen_by_no_other(writer: Writer, other: str) -> None:
    """The same address with somebody else's cookie."""
    page = Window(
        writer.place.address, writer.page.path, await _signed_in(writer.place, other), dict(writer.page.query)
    )
    await page.open()
    peer = replace(writer, page=page, person=other)
    await peer.take_up()
    assert writer.typed not in page.words(), "a draft is shown to somebody else"
    await page.close()


async def _file(writer: Writer, story: str) -> None:
    await stumble(writer, story)
    draft = writer.page.query["draft"]
    for _ in range(20):
        await writer.press()
        if "已经收到" in writer.page.words():
            break
        writer.check()
    assert "已经收到" in writer.page.words(), (writer.page.words()[:3000], writer.typed)
    (opened,) = writer.place.openings(story)
    assert opened.data["answers"]["what"] == writer.typed
    assert writer.place.store.row(opened.case).number in writer.page.words()
    assert writer.place.store.draft(draft) is None, "the draft of what was sent is still kept"
    await writer.page.close()


async def _press_until_written(writer: Writer, seed: int) -> None:
    """Time may have acted on the case meanwhile: then they are told so, and press again on the page as it is now."""
    assert writer.action
    for _ in range(20):
        await writer.press()
        if writer.place.written(writer.place.cases[seed], writer.action[0]):
            return
        await writer.take_up()
        writer.check()
    raise AssertionError("never written")


async def _one_paper(writer: Writer, seed: int) -> None:
    assert writer.action
    (written,) = writer.place.written(writer.place.cases[seed], writer.action[0])
    assert written.actor == writer.person
    assert written.data["contents"][writer.action[1]] == writer.typed
    assert "刚刚有" not in writer.page.words(), "told that somebody else worked on the case"
    await writer.page.close()


async def _clicks(writer: Writer) -> None:
    """So many times, and the last page is waited for."""
    button = writer.page.id("act-do-*")
    for _ in range(writer.rng.randint(1, 3)):
        await writer.page.ask(button)
    await writer.page.settle()
