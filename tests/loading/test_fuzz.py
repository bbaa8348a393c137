"""Whatever bytes come in, a document or problems come out; seeded, so that a failure can be repeated."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.loading.shape.schema import Kind, check_shape

OK = Path(__file__).parents[1] / "golden" / "ok"
KINDS: dict[Kind, str] = {
    "ruleset": "whole.ruleset.yaml",
    "form": "field-kinds.form.yaml",
    "calendar": "local-days.calendar.yaml",
    "scenarios": "one-story.scenarios.yaml",
    "divisions": "small.divisions.yaml",
}
MUTATIONS = 500  # for each kind: 2,000 in all
PIECES = [
    b"\t", b"\n", b": ", b"- ", b"{", b"}", b"[", b"]", b"'", b'"', b"#", b"&a ", b"*a", b"<<: ", b"!!x ",
    b"| ", b"> ", b"? ", b"---\n", b"...\n", b"%YAML 1.1\n", b"\\", b"\x00", b"\xff", b"\xef\xbb\xbf",
    "：".encode(), "　".encode(), "\u200b".encode(), "\u2028".encode(), b"\r", b"true", b"null", b"~", b"99",
    b"2026-02-30", b"3 wrking days", b"@", b"`", b"if", b"{if: ", b"[[[[[[", b"\xed\xa0\x80", b"0x", b"1e9",
]  # fmt: skip


def mutated(raw: bytes, rng: random.Random) -> bytes:
    """One to four changes: insert a piece, delete, double or move a span, or change a byte."""
    for _ in range(rng.randint(1, 4)):
        a = rng.randrange(len(raw) + 1)
        b = min(len(raw), a + rng.randint(0, 40))
        raw = rng.choice(
            [
                raw[:a] + rng.choice(PIECES) + raw[a:],
                raw[:a] + raw[b:],
                raw[:b] + raw[a:],
                raw[:a] + bytes([rng.randrange(256)]) + raw[a + 1 :],
                raw[b:] + raw[a:b],
            ]
        )
    return raw


@pytest.mark.parametrize("kind", KINDS)
def test_mutated_files_give_a_document_or_problems(kind: Kind) -> None:
    raw = (OK / KINDS[kind]).read_bytes()
    refused = 0
    for seed in range(MUTATIONS):
        sample = mutated(raw, random.Random(f"{kind}-{seed}"))
        document = read(sample, file="x.yaml")
        problems = check_shape(document, kind) if isinstance(document, Document) else document
        refused += bool(problems)
        assert isinstance(document, Document) or problems, seed
        lines = sample.count(b"\n") + sample.count(b"\r") + 2
        for p in problems:
            assert p.line("zh"), seed
            assert p.line("en"), seed
            assert 1 <= p.at.line <= lines, seed
            assert p.at.column >= 1, seed
    assert refused > MUTATIONS // 4
