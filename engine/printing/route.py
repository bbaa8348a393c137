"""The steps of a case in the order in which people meet them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.policy.definitions import RuleSet, State


def steps_in_order(rules: RuleSet) -> tuple[State, ...]:
    """Every state once: from the first along the ways that lead on, final ones last."""
    begin = [s.key for s in rules.states.values() if s.initial] or list(rules.states)[:1]
    found = list(dict.fromkeys(k for b in begin for k in _onward(rules, b)))
    found += [k for k in rules.states if k not in found]
    return tuple(sorted((rules.states[k] for k in found), key=lambda s: s.final))


def _onward(rules: RuleSet, begin: str) -> Iterator[str]:
    """Reverse postorder of a depth-first walk: what leads on stands before what it leads to."""
    seen: set[str] = {begin}
    done: list[str] = []
    stack = [(begin, iter(_next(rules, begin)))]
    while stack:
        key, rest = stack[-1]
        following = next((n for n in rest if n not in seen), None)
        if following is None:
            done.append(key)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(_next(rules, following))))
    yield from reversed(done)


def _next(rules: RuleSet, key: str) -> tuple[str, ...]:
    """Where a state leads, the last way first, so that the first one ends up nearest."""
    targets = [t.to for ts in rules.states[key].transitions.values() for t in ts if t.to in rules.states]
    return tuple(reversed(targets))
