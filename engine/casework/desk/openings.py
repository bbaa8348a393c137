"""Cases begin here: a form that was filled in, a row of a sheet; or answers that are only tried."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from engine.casework.case import Case
from engine.casework.desk.batches import Batches
from engine.casework.desk.outcomes import TOLD_AGAIN, Opened
from engine.casework.desk.reading import Reading
from engine.casework.desk.shape import are_names, are_words, is_map, is_word
from engine.casework.desk.tokens import key_of
from engine.casework.desk.writing import TRIES
from engine.casework.files.attachments import named_in
from engine.casework.intake import Intake, take_in
from engine.casework.judge import judge
from engine.casework.ports import FileGone, NumberTaken, Vault
from engine.casework.registering import registrars
from engine.casework.requests import Judgement, Open, Refused
from engine.casework.rulebook import Rulebook
from engine.policy.answers import OFFICE
from engine.policy.directory import Directory


class Openings:
    """Opens cases; the follow-up code is told once and kept sealed beside its token.

    The token of a complaint is known to the browser that sent it alone. That of a row is made of what the row
    says, so that it is kept beside it who was told the code, and when.
    """

    def __init__(self, reading: Reading, batches: Batches, vault: Vault) -> None:
        self.reading, self.batches, self.vault = reading, batches, vault
        self.store, self.rules, self.surroundings = reading.store, reading.rules, reading.surroundings
        self.codes, self.now = reading.codes, reading.now

    def open_case(
        self, locality: str, form_id: str, answers: Mapping[str, Any], *,
        actor: str | None, token: str, files: Sequence[str], names: Mapping[str, str],
    ) -> Opened | Refused:  # fmt: skip
        """See `Desk.open_case`."""
        words = (locality, form_id, token, *([] if actor is None else [actor]))
        if not all(map(is_word, words)) or not is_map(answers) or not are_words(files) or not are_names(names):
            return Refused("bad-request")
        at = self.now()
        digest = self.rules.in_force(locality, at)
        if digest is None:
            return Refused("no-rules", {"locality": locality})
        book = self.rules.book(digest)
        if form_id not in book.ruleset.intake:
            return Refused("unknown-form", {"form": form_id})
        directory = self.store.directory(locality)
        if actor is not None and not self._registers(book, directory, actor):
            return Refused("not-yours", {"event": "case.opened"})
        by = OFFICE if actor else None
        intake = take_in(book.form(form_id), answers, by=by, ruleset=book.ruleset, directory=directory)
        if intake.problems:
            return Refused("bad-answer", {"fields": len(intake.problems)}, intake.problems)
        request = Open(self.new_id(), locality, digest, form_id, intake.answers, intake.accused, actor, names=names)
        key = self._opened_under(locality, actor, form_id, token)
        return self._compared(self._write(request, book, intake, key, tuple(files), at), request)

    def opened_before(
        self, locality: str, form_id: str, *, actor: str | None, token: str, within: timedelta
    ) -> Opened | None:  # fmt: skip
        """See `Desk.opened_before`."""
        answer = self.store.answer_to(self._opened_under(locality, actor, form_id, token))
        if answer is None or self.now() - self.store.row(json.loads(answer)["case"]).opened > within:
            return None
        told = self._told_before(answer)
        return told if told.code else None

    def take_over(
        self, request: Open, book: Rulebook, intake: Intake, *, token: str, at: datetime, told_to: str | None
    ) -> Opened | Refused:  # fmt: skip
        """See `Desk.take_over`."""
        if at > self.now():
            return Refused("bad-request")
        key = self._taken_over(request, token)
        told = {"to": told_to, "at": self.now().isoformat()}
        done = self._write(request, book, intake, key, (), at, told)
        if isinstance(done, Refused) or self._may_hear(self.store.answer_to(key), told_to):
            return done
        return replace(done, code="")

    def took_over(self, request: Open, token: str) -> bool:
        """See `Desk.took_over`."""
        return self.store.answer_to(self._taken_over(request, token)) is not None

    def preview(self, locality: str, form_id: str, answers: Mapping[str, Any]) -> Case | Refused:
        """See `Desk.preview`."""
        at = self.now()
        digest = self.rules.in_force(locality, at)
        if digest is None:
            return Refused("no-rules", {"locality": locality})
        book, directory = self.rules.book(digest), self.store.directory(locality)
        if form_id not in book.ruleset.intake or not is_map(answers):
            return Refused("unknown-form", {"form": str(form_id)[:100]})
        intake = take_in(book.form(form_id), answers, by=OFFICE, ruleset=book.ruleset, directory=directory)
        request = Open("preview", locality, digest, form_id, intake.answers, intake.accused)
        done = judge(book, None, request, self.surroundings.of_opening(request, book, at), at=at)
        return done.case if isinstance(done, Judgement) else done

    def new_id(self) -> str:
        """An id for a case that begins."""
        return secrets.token_hex(8)

    def _write(
        self, request: Open, book: Rulebook, intake: Intake, key: str, files: tuple[str, ...], at: datetime,
        told: Mapping[str, str | None] | None = None,
    ) -> Opened | Refused:  # fmt: skip
        code, before = self.codes.new(), self.store.answer_to(key)
        if before is not None:
            return self._told_before(before)
        world = self.surroundings.of_opening(request, book, at)
        done = judge(book, None, request, world, at=at)
        if isinstance(done, Refused):
            return done
        identity = {k: self.vault.seal(v, case=request.case, name=k) for k, v in intake.identity.items()}
        follow = self.codes.hash(code)
        files = tuple(sorted({*files, *named_in(done.events)}))
        for _ in range(TRIES):
            batch = self.batches.opening(done, world, 0, follow, identity, files, request.names, at=at)
            sealed = self.vault.seal(code, case=request.case, name="follow-code").hex()
            answer = json.dumps({"case": request.case, "number": batch.row.number, "code": sealed, **(told or {})})
            try:
                batches = [batch, *self.batches.linked(done, world, request.names, 1)]
                self.store.append(batches, token=key, answer=answer)
            except NumberTaken:
                continue
            except FileGone:
                return Refused("file-gone")
            return self._told_again(self.store.answer_to(key) or answer)
        return Refused("busy")

    def _registers(self, book: Rulebook, directory: Directory, actor: str) -> bool:
        return actor in directory.persons and registrars(book.ruleset, directory).includes(actor)

    def _may_hear(self, answer: str | None, told_to: str | None) -> bool:
        """Whether the code of this answer was told to the same just now; never where that is not known."""
        kept = json.loads(answer) if answer else {}
        if "at" not in kept or kept["to"] != told_to:
            return False
        return self.now() - datetime.fromisoformat(kept["at"]) <= TOLD_AGAIN

    def _compared(self, done: Opened | Refused, request: Open) -> Opened | Refused:
        """Whether a case that was there before began by the same answers."""
        if isinstance(done, Refused) or done.case == request.case:
            return done
        said = next(e.data["answers"] for e in self.store.events(done.case) if e.kind == "opened")
        return replace(done, otherwise=said != request.answers)

    def _told_before(self, answer: str) -> Opened:
        """The same once more; a code that was replaced since is not told."""
        told = self._told_again(answer)
        valid = self.store.row(told.case).follow_hash == self.codes.hash(told.code)
        return told if valid else replace(told, code="")

    def _told_again(self, answer: str) -> Opened:
        kept = json.loads(answer)
        code = self.vault.open(bytes.fromhex(kept["code"]), case=kept["case"], name="follow-code")
        return Opened(kept["case"], kept["number"], code)

    def _opened_under(self, locality: str, actor: str | None, form: str, token: str) -> str:
        return self.vault.carried(key_of("open", locality, actor, form, token))

    def _taken_over(self, request: Open, token: str) -> str:
        """What a row says may be guessed, so that its token too is hashed anew at a change of key."""
        return self.vault.carried(key_of("take-over", request.locality, None, request.form, token))
