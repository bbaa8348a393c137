"""热力图: in how many things any two localities differ, as a table of shades with the numbers in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.compare.distances import Distances
from engine.ui.comparing import sheet
from engine.ui.plain import html_text, tag
from engine.ui.words import say

_LIGHT, _DARK = (244, 248, 251), (122, 170, 205)


def draw(names: Sequence[str], found: Distances) -> None:
    """The table; what a shade says stands in it as a number."""
    sheet.show(table(names, found))


def table(names: Sequence[str], found: Distances) -> str:
    """Localities × localities. Columns go by the number that stands before the name of the row."""
    heads = "".join(tag("th", n, scope="col", title=name) for n, name in enumerate(names, start=1))
    label = html_text(say("compare.heat"))
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="grid heat"><thead><tr>'
        f'<th scope="col">{html_text(say("compare.locality"))}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(_rows(names, found))}</tbody></table></div>"
    )


def _rows(names: Sequence[str], found: Distances) -> Iterator[str]:
    most = max((n for line in found for n in line), default=0)
    for number, (name, line) in enumerate(zip(names, found, strict=True)):
        cells = "".join(
            tag("td", "—", css="self") if other == number else tag("td", n, style=shade(n, most))
            for other, n in enumerate(line)
        )
        yield f"<tr>{tag('th', f'{number + 1} {name}', scope='row')}{cells}</tr>"


def shade(n: int, most: int) -> str:
    """The ground for a number between 0 and the most; never so dark that the number is hard to read."""
    part = n / most if most else 0.0
    ground = ", ".join(str(round(a + (b - a) * part)) for a, b in zip(_LIGHT, _DARK, strict=True))
    return f"background: rgb({ground})"
