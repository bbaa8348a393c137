"""Charts of a backtest as Vega-Lite, the language that Altair writes: plain data, drawn by the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import streamlit as st

from engine.ui.plain import tag
from engine.ui.words import say
from engine.views.backtest_plots import Point

_INKS = ["#1f5f8b", "#c26a1b", "#3a7d44", "#7a4b9a", "#9b1c1c", "#5b6b78", "#b08900", "#2b8a8a"]
MOST = len(_INKS)
"""Rule sets that one chart tells apart."""
_SOFT = "#3b4c5a"
_ROW = 17
"""Pixels for one bar with its gap."""
LOAD = 420
_SHORT = 11
"""Signs of a name of which two stand beside each other on a telephone."""


def show(spec: Mapping[str, Any], points: Sequence[Point], height: int, title: str, told: str) -> None:
    """Draw under a title, `height` in pixels; `told` says in words what is drawn, for those who do not see it."""
    st.html(tag("h3", title, css="bh-small-head"))
    values = [asdict(p) for p in points]
    st.vega_lite_chart({**fitted(spec, values), "data": {"values": values}}, width="stretch", height=height, alt=told)


def fitted(spec: Mapping[str, Any], values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The same with one column of names below it where two would not fit on a telephone."""
    encoding = dict(spec["encoding"])
    color = encoding["color"]
    longest = max((len(str(v[color["field"]])) for v in values), default=0)
    if longest > _SHORT:
        encoding["color"] = {**color, "legend": {**color["legend"], "columns": 1}}
    return {**spec, "encoding": encoding}


def tall(points: Sequence[Point]) -> int:
    """Pixels for lying bars, with room for axis and legend."""
    return _ROW * len(points) + 12 * len({p.what for p in points}) + 130 + 14 * len({p.set for p in points})


def load() -> dict[str, Any]:
    """One rule set: cases by month, stacked by who gets them."""
    return {
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "x": _axis("kind", "nominal", say("compare.plot-month"), labelOverlap=True),
            "y": _axis("value", "quantitative", say("compare.plot-cases")),
            "color": _ink("what", say("compare.plot-handler")),
            "tooltip": _tip(kind="compare.plot-month", what="compare.plot-handler", value="compare.plot-cases"),
        },
    }


def days() -> dict[str, Any]:
    """One rule set: days to the answer by handler, median and longest."""
    return {
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "y": _axis("what", "nominal", None, labelLimit=190, sort=None),
            "yOffset": {"field": "kind", "sort": None},
            "x": _axis("value", "quantitative", say("compare.plot-days")),
            "color": _ink("kind", None),
            "tooltip": _tip(what="compare.plot-handler", kind="compare.plot-which", value="compare.plot-days"),
        },
    }


def late() -> dict[str, Any]:
    """Every rule set: the share of late cases, deadline by deadline."""
    return {
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "y": _axis("what", "nominal", None, labelLimit=190, sort=None),
            "yOffset": {"field": "set", "sort": None},
            "x": _axis("value", "quantitative", say("compare.plot-late"), format=".0%"),
            "color": _ink("set", None),
            "tooltip": [
                *_tip(set="compare.locality", what="compare.plot-deadline", kind="compare.plot-ran"),
                {"field": "value", "title": say("compare.plot-late"), "format": ".1%"},
            ],
        },
    }


def _axis(field: str, type_: str, title: str | None, *, sort: Any = "ascending", **axis: Any) -> dict[str, Any]:
    look = {"labelColor": _SOFT, "titleColor": _SOFT, "tickCount": 6, **axis}
    return {"field": field, "type": type_, "title": title, "sort": sort, "axis": look}


def _ink(field: str, title: str | None) -> dict[str, Any]:
    legend = {
        "title": title,
        "orient": "bottom",
        "columns": 2,
        "labelLimit": 260,
        "labelColor": _SOFT,
        "titleColor": _SOFT,
    }
    return {"field": field, "type": "nominal", "sort": None, "scale": {"range": _INKS}, "legend": legend}


def _tip(**fields: str) -> list[dict[str, str]]:
    return [{"field": field, "title": say(title)} for field, title in fields.items()]
