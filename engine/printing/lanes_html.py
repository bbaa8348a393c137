"""A simulation in lanes as one HTML page: a drawing to look at, and under it the same in words.

One time axis for all lanes; days that are not worked are shaded in each, by its own calendar. Nothing is
fetched from elsewhere and no script runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import escape
from importlib.resources import files

from engine.i18n import text
from engine.views.lanes import ClockView, LaneView

WIDTH, LEFT, TOP = 1180, 160, 34
_BAR, _CLOCK, _GAP = 26, 15, 14
_WIDE_LETTER, _LETTER = 11.5, 6.5
_COLOURS = {
    "met": "#2f7d4f",
    "late": "#b3261e",
    "expired": "#b3261e",
    "running": "#9a5b13",
    "cancelled": "#7b8894",
    "lapsed": "#7b8894",
}
_FILLS = ("#dbe9f4", "#e7f0dd", "#f4e9d8", "#ece3f3", "#dff0ee")
_FONTS = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_CODE = {"zh": "zh-Hans", "en": "en"}


@dataclass(frozen=True)
class Axis:
    """Days as places on the drawing."""

    first: date
    last: date

    def x(self, at: datetime) -> float:
        """Where a moment stands."""
        day = self.day(at.date())
        return day + (at.hour * 60 + at.minute) / 1440 * self.per_day

    def day(self, day: date) -> float:
        """Where a day begins."""
        return LEFT + (day - self.first).days * self.per_day

    @property
    def per_day(self) -> float:
        """How wide a day is."""
        return (WIDTH - LEFT - 10) / max((self.last - self.first).days + 1, 1)


def as_html(lanes: Sequence[LaneView], at: datetime, pace: str, lang: str) -> str:
    """The page for a complaint filed everywhere at one moment."""
    title = text("lanes.title", lang, day=at.date())
    style = files(__package__).joinpath("comparison.css").read_text(encoding="utf-8")
    body = "\n".join((*drawing(lanes, at, lang), *(line for lane in lanes for line in told_html(lane, lang))))
    return f"""<!DOCTYPE html>
<html lang="{_CODE[lang]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>
{style}.scroll {{ max-height: none; }}
.scroll svg {{ min-width: 60rem; width: 100%; height: auto; display: block; }}
</style>
</head>
<body>
<header><h1>{escape(title)}</h1>
<p class="soft">{escape(text(f"lanes.pace.{pace}", lang))} {escape(text("lanes.legend", lang))}</p></header>
<main>
{body}
</main>
</body>
</html>
"""


def _axis(lanes: Sequence[LaneView], at: datetime) -> Axis:
    """From the filing to a few days after the last thing that happens in any lane."""
    ends = [lane.closed or lane.answered for lane in lanes]
    marks = [e.date() for e in ends if e] + [w.at.date() for lane in lanes for w in lane.warnings]
    last = max((*marks, at.date() + timedelta(days=30)))
    return Axis(at.date(), last + timedelta(days=3))


def drawing(lanes: Sequence[LaneView], at: datetime, lang: str) -> Iterator[str]:
    """All lanes on one axis, in a box that scrolls."""
    label = escape(label_of(lanes, lang))
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
    yield svg(lanes, at, lang)
    yield "</div>"


def label_of(lanes: Sequence[LaneView], lang: str) -> str:
    """What the drawing shows, for those who do not see it."""
    return text("lanes.drawing", lang, lanes="、".join(lane.name for lane in lanes))


def svg(lanes: Sequence[LaneView], at: datetime, lang: str) -> str:
    """All lanes on one axis as an SVG that may also stand alone."""
    axis = _axis(lanes, at)
    heights = [_height(lane) for lane in lanes]
    height = TOP + sum(heights) + 10
    box = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" xmlns="http://www.w3.org/2000/svg"'
    label = escape(label_of(lanes, lang))
    parts = [f'<svg role="img" aria-label="{label}" {box} font-size="12" font-family="{_FONTS}">']
    parts += _months(axis, height)
    top = TOP
    for lane, tall in zip(lanes, heights, strict=True):
        parts += _lane(lane, axis, top, tall, lang)
        top += tall
    return "\n".join([*parts, "</svg>"])


def _height(lane: LaneView) -> int:
    return _BAR + _GAP * 2 + _CLOCK * max(len(lane.clocks), 1)


def _months(axis: Axis, height: int) -> Iterator[str]:
    day = axis.first
    while day <= axis.last:
        if day.day == 1 or day == axis.first:
            x = axis.day(day)
            yield f'<line x1="{x:.1f}" y1="20" x2="{x:.1f}" y2="{height}" stroke="#c9d2da"/>'
            yield f'<text x="{x + 3:.1f}" y="16" fill="#55636f">{day:%Y-%m-%d}</text>'
        day += timedelta(days=1)


def _lane(lane: LaneView, axis: Axis, top: int, tall: int, lang: str) -> Iterator[str]:
    yield f"<g><title>{escape(f'{lane.title}：{lane.summary}')}</title>"
    yield from _shaded(lane, axis, top, tall)
    yield f'<line x1="0" y1="{top}" x2="{WIDTH}" y2="{top}" stroke="#7b8894"/>'
    yield f'<text x="4" y="{top + 18}" font-weight="600">{escape(lane.name)}</text>'
    for n, line in enumerate(_wrapped(lane.title if lane.stretches else lane.summary, LEFT - 12)[:3]):
        yield f'<text x="4" y="{top + 36 + n * 15}" fill="#55636f" font-size="11">{escape(line)}</text>'
    yield from _stretches(lane, axis, top + 6)
    for n, clock in enumerate(lane.clocks):
        yield from _clock(clock, axis, top + 6 + _BAR + _GAP + n * _CLOCK)
    yield from _marks(lane, axis, top, lang)
    yield "</g>"


def _shaded(lane: LaneView, axis: Axis, top: int, tall: int) -> Iterator[str]:
    for day in lane.off:
        if axis.first <= day <= axis.last:
            x, wide = axis.day(day), axis.per_day
            yield f'<rect x="{x:.1f}" y="{top}" width="{wide:.1f}" height="{tall}" fill="#eef1f3"/>'


def _stretches(lane: LaneView, axis: Axis, top: int) -> Iterator[str]:
    end_of_all = datetime.combine(axis.last, time(), lane.stretches[0].start.tzinfo) if lane.stretches else None
    for n, s in enumerate(lane.stretches):
        end = s.end or (end_of_all if s.owner else None)
        if end is None:
            continue
        x, wide = axis.x(s.start), max(axis.x(end) - axis.x(s.start), 2)
        told = f"{s.state} · {s.owner}" if s.owner else s.state
        yield f"<g><title>{escape(f'{told} {s.start:%m-%d} – {end:%m-%d}')}</title>"
        fill = f'fill="{_FILLS[n % len(_FILLS)]}" stroke="#55636f" stroke-width=".6"'
        yield f'<rect x="{x:.1f}" y="{top}" width="{wide:.1f}" height="{_BAR}" rx="3" {fill}/>'
        words = _fitting(told, wide - 8) or _fitting(s.state, wide - 8)
        yield f'<text x="{x + 4:.1f}" y="{top + 17}">{escape(words)}</text></g>'


def _clock(clock: ClockView, axis: Axis, y: int) -> Iterator[str]:
    """A thin line until the clock ended, a pale one to the day it was due, its name beside it."""
    colour = _COLOURS.get(clock.outcome, "#55636f")
    start = axis.x(clock.start)
    end = min(axis.x(clock.end), WIDTH - 8) if clock.end else WIDTH - 8
    due = (
        min(axis.day(clock.due + timedelta(days=1)), WIDTH - 8)
        if clock.due and clock.due >= clock.start.date()
        else end
    )
    told = f"{clock.name}：{clock.word}（{clock.start:%m-%d} – {clock.due or '—'}）"
    yield f"<g><title>{escape(told)}</title>"
    yield _line(start, due, y, f'stroke="{colour}" stroke-opacity=".35" stroke-width="5"')
    yield _line(start, max(end, start + 2), y, f'stroke="{colour}" stroke-width="2"')
    right = max(due, end) + 5
    x, anchor = (right, "start") if WIDTH - right > _wide(clock.name) else (start - 5, "end")
    look = f'text-anchor="{anchor}" font-size="10.5" fill="#33414d"'
    yield f'<text x="{x:.1f}" y="{y + 4}" {look}>{escape(clock.name)}</text></g>'


def _line(start: float, end: float, y: float, look: str) -> str:
    return f'<line x1="{start:.1f}" y1="{y}" x2="{end:.1f}" y2="{y}" {look}/>'


def _marks(lane: LaneView, axis: Axis, top: int, lang: str) -> Iterator[str]:
    for w in lane.warnings:
        x, y = axis.x(w.at), top + 6 + _BAR
        tip = escape(f"{w.at:%m-%d} {w.words}")
        yield f'<path d="M{x:.1f} {y + 1} l5 9 h-10 z" fill="#9a5b13"><title>{tip}</title></path>'
    if lane.answered:
        x, told = axis.x(lane.answered), text("lanes.answer", lang, day=f"{lane.answered:%m-%d}")
        ends = f'x1="{x:.1f}" y1="{top + 2}" x2="{x:.1f}" y2="{top + 10 + _BAR}"'
        yield f'<line {ends} stroke="#14532d" stroke-width="3"/>'
        look = 'font-weight="600" fill="#14532d" paint-order="stroke" stroke="#fff" stroke-width="4"'
        yield f'<text x="{x + 5:.1f}" y="{top + 18 + _BAR}" {look}>{escape(told)}</text>'


def told_html(lane: LaneView, lang: str) -> Iterator[str]:
    """The lane in words: who has it, clocks, reminders."""
    yield f"<section><h2>{escape(lane.title)}</h2><p>{escape(lane.summary)}</p>"
    if lane.stretches:
        yield f"<h3>{escape(text('lanes.who', lang))}</h3><ul>"
        for s in lane.stretches:
            until = f" – {s.end:%Y-%m-%d %H:%M}" if s.end else ""
            yield f"<li>{escape(f'{s.start:%Y-%m-%d %H:%M}{until}：{s.state} {s.owner}')}</li>"
        yield f"</ul><details><summary>{escape(text('lanes.clocks', lang))}（{len(lane.clocks)}）</summary><ul>"
        for c in lane.clocks:
            due = c.due or text("lanes.no-due", lang)
            yield f"<li>{escape(f'{c.name}：{c.start:%Y-%m-%d} – {due}，{c.word}')}</li>"
        yield "</ul></details>"
    if lane.warnings:
        yield f"<details><summary>{escape(text('lanes.warnings', lang))}（{len(lane.warnings)}）</summary><ul>"
        yield from (f"<li>{escape(f'{w.at:%Y-%m-%d} {w.words}')}</li>" for w in lane.warnings)
        yield "</ul></details>"
    yield "</section>"


def _wide(words: str) -> float:
    return sum(_WIDE_LETTER if ord(c) > 0x2E80 else _LETTER for c in words)


def _fitting(words: str, room: float) -> str:
    """The words if there is room for them, else none."""
    return words if _wide(words) <= room else ""


def _wrapped(words: str, room: float) -> list[str]:
    lines = [""]
    for c in words:
        if _wide(lines[-1] + c) > room:
            lines.append("")
        lines[-1] += c
    return lines
