"""A backtest as one page that needs nothing else: tables, and bars drawn as SVG."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from engine.views.backtest import Chart

_STYLE = """
body{font-family:"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem;
color:#1f2328;line-height:1.5}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.3rem .6rem;
border-bottom:1px solid #d8dee4}td+td,th+th{text-align:right}.bar{width:9rem}svg{display:block}
.note{color:#57606a;font-size:.85rem}
@media(max-width:40rem){table{display:block;overflow-x:auto}td,th{white-space:nowrap}}
"""
_WIDE = 140


def page(title: str, lang: str, charts: Iterable[Chart]) -> str:
    """The whole page; nothing in it is loaded from anywhere."""
    body = "\n".join(_section(c) for c in charts)
    tongue = "zh-CN" if lang == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{tongue}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    )


def _section(chart: Chart) -> str:
    heads = "".join(f"<th>{escape(h)}</th>" for h in chart.heads) + ("<th></th>" if chart.bars else "")
    rows = "\n".join(_row(row, chart.bars[i] if chart.bars else None) for i, row in enumerate(chart.rows))
    note = f'<p class="note">{escape(chart.note)}</p>' if chart.note else ""
    return (
        f"<section><h2>{escape(chart.title)}</h2><table><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table>{note}</section>"
    )


def _row(row: tuple[str, ...], share: float | None) -> str:
    cells = "".join(f"<td>{escape(c)}</td>" for c in row)
    bar = "" if share is None else f'<td class="bar">{_bar(share)}</td>'
    return f"<tr>{cells}{bar}</tr>"


def _bar(share: float) -> str:
    """A bar that is as full as the share; told in words too, for those who do not see it."""
    filled = round(_WIDE * min(1.0, max(0.0, share)), 1)
    return (
        f'<svg width="{_WIDE}" height="12" role="img" aria-label="{100 * share:.1f}%">'
        f'<rect width="{_WIDE}" height="12" rx="2" fill="#eaeef2"/>'
        f'<rect width="{filled}" height="12" rx="2" fill="#0969da"/></svg>'
    )
