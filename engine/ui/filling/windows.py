"""One draft in two windows: each keeps what was typed in it, and of one answer the last typed stands.

A window that is closed may still be at work on the last sentence it sent, while another one, opened at the same
address, has newer words. So an answer is kept with the moment at which its window began to take it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from engine.casework.files.attachments import named_in_answers
from engine.casework.files.drafted import DraftText, Typed
from engine.ui.filling.filling import has_content

LONGEST_RUN: Final = timedelta(minutes=1)
"""No page takes so long from taking an answer to keeping it. An answer that seems to be typed that much later was
typed by a clock that has been set back since, and does not stand in anybody's way."""


def changed(before: DraftText, now: DraftText) -> frozenset[str]:
    """Fields whose answers differ; what is empty in both does not, however it is empty."""
    pairs = {key: (before.answers.get(key), now.answers.get(key)) for key in before.answers.keys() | now.answers.keys()}
    return frozenset(key for key, (old, new) in pairs.items() if old != new and (has_content(old) or has_content(new)))


def merged(before: DraftText, now: DraftText, kept: DraftText | None, typed: Typed) -> DraftText:
    """What is to be kept when this window had kept `before`, holds `now`, and finds that `kept` is in the database.

    What this window changed is written over what is there, unless that was typed later in another window; the rest
    of what is there stays. Rows of a group and files of a field are one answer. Where nothing is kept any more (it
    was thrown away elsewhere, or had its time) all that the window holds is kept.
    """
    if kept is None:
        before, kept = DraftText(), DraftText()
    mine = {key for key in changed(before, now) if not _later(kept.typed.get(key), typed)}
    answers = {key: answer for key, answer in kept.answers.items() if key not in mine}
    answers |= {key: now.answers[key] for key in mine if key in now.answers}
    files = {**kept.files, **now.files}
    named = named_in_answers(answers)
    return DraftText(
        answers,
        {id_: sent for id_, sent in files.items() if id_ in named},
        {**kept.typed, **dict.fromkeys(mine, typed)},
    )


def _later(there: Typed | None, typed: Typed) -> bool:
    if there is None or there.window == typed.window:
        return False
    return timedelta(0) < there.at - typed.at < LONGEST_RUN
