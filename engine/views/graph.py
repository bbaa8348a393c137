"""The states of a rule set as a drawing in the DOT language of Graphviz."""

from __future__ import annotations

import html
from collections.abc import Iterator
from itertools import groupby

from engine.policy.definitions import RuleSet, State
from engine.policy.directory import Directory
from engine.views.names import Names

_FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
_HERE = 'fillcolor="#1f5f8b", fontcolor="white", color="#1f5f8b", penwidth=2'
_BEEN = 'fillcolor="#e4eef5", fontcolor="#17324a", color="#7ba3c0"'
_AHEAD = 'fillcolor="white", fontcolor="#17324a", color="#b6c2cc"'


def state_graph(
    ruleset: RuleSet, current: str | None, *, visited: frozenset[str] = frozenset(), lang: str = "zh"
) -> str:
    """DOT text: the current state is filled dark, states already passed are tinted."""
    names = Names(ruleset, Directory(), lang)
    lines = [
        "digraph states {",
        '  rankdir=TB; bgcolor="transparent"; ranksep=0.45; nodesep=0.3;',
        f'  node [shape=box, style="rounded,filled", fontname="{_FONT}", fontsize=13, margin="0.18,0.09"];',
        f'  edge [fontname="{_FONT}", fontsize=10, color="#7b8a97", fontcolor="#4a5966", arrowsize=0.7];',
        *(f"  {_node(s, current, visited, names)}" for s in ruleset.states.values()),
        *(f"  {edge}" for edge in _edges(ruleset, names)),
        "}",
    ]
    return "\n".join(lines)


def _node(state: State, current: str | None, visited: frozenset[str], names: Names) -> str:
    look = _HERE if state.key == current else _BEEN if state.key in visited else _AHEAD
    label = state.label.in_(names.lang)
    if state.key == current:
        label = names.say("graph.here", state=label)
    double = ", peripheries=2" if state.final else ""
    return f"{_quoted(state.key)} [label={_quoted(label)}, {look}{double}];"


def _edges(ruleset: RuleSet, names: Names) -> Iterator[str]:
    for state in ruleset.states.values():
        pairs = [(t.to, names.event(event)) for event, ts in state.transitions.items() for t in ts]
        for to, group in groupby(sorted(dict.fromkeys(pairs)), key=lambda p: p[0]):
            yield f"{_quoted(state.key)} -> {_quoted(to)} [label={_label([name for _, name in group])}];"


def _label(lines: list[str]) -> str:
    """A label that keeps its own width: Graphviz does not know how wide Chinese characters are."""
    wide = max(sum(11 if ord(c) > 0x2E80 else 6 for c in line) for line in lines) + 12
    cells = "".join(f"<TR><TD>{html.escape(line)}</TD></TR>" for line in lines)
    return f'<<TABLE BORDER="0" CELLPADDING="1" CELLSPACING="0" WIDTH="{wide}">{cells}</TABLE>>'


def _plain(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def _quoted(label: str) -> str:
    return f'"{_plain(label)}"'
