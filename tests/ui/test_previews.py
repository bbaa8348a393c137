"""Previews of attached files: what is drawn, what is not, and what the process that draws may not do."""

from __future__ import annotations

import io
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import typst
from PIL import Image

from engine.ui.previews import asking, limits
from engine.ui.previews.asking import beginning, kind_of
from engine.ui.previews.drawing import WIDTH

ROOT = Path(__file__).parents[2]
drawn = partial(asking.drawn, patience=300)
"""What is drawn is waited for, however busy the machine is."""


def picture(kind: str, size: tuple[int, int] = (1600, 900), colour: tuple[int, ...] = (10, 120, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB" if len(colour) == 3 else "RGBA", size, colour).save(out, kind)
    return out.getvalue()


def seen(made: bytes | None) -> Image.Image:
    assert made is not None
    opened = Image.open(io.BytesIO(made))
    assert opened.format == "JPEG"
    return opened.convert("RGB")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_drawn_small(kind: str) -> None:
    found = seen(drawn("picture", picture(kind)))
    assert found.size == (WIDTH, 405)
    middle = found.getpixel((100, 100))
    assert isinstance(middle, tuple)
    assert all(abs(a - b) < 6 for a, b in zip(middle, (10, 120, 30), strict=True))


def test_what_can_be_seen_through_stands_on_white() -> None:
    assert seen(drawn("picture", picture("PNG", (40, 40), (0, 0, 0, 0)))).getpixel((20, 20)) == (255, 255, 255)


def test_of_a_pdf_the_first_page_is_drawn() -> None:
    pages = typst.compile(b'#page(fill: rgb("#0000ff"))[] #page(fill: rgb("#ff0000"))[]')
    assert isinstance(pages, bytes)
    red, _, blue = seen(drawn("page", pages)).getpixel((100, 100))  # type: ignore[misc]
    assert blue > 240 > 20 > red


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("page", b"%PDF-1.7 and nothing more"),
        ("picture", b"\xff\xd8\xff\xe0 no picture"),
        ("page", b""),
        ("picture", b""),
    ],
)
def test_what_cannot_be_read_has_no_preview(kind: asking.Kind, content: bytes) -> None:
    assert drawn(kind, content) is None


def test_a_picture_with_too_many_pixels_is_not_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(out, "PNG")
    assert drawn("picture", out.getvalue()) is None


def test_a_reader_that_hangs_is_ended() -> None:
    hangs = [sys.executable, "-c", "import sys; sys.stdin.buffer.read(); input()\nwhile True: pass"]
    endless = [sys.executable, "-c", "while True: pass"]
    for command in (endless, hangs):
        assert drawn("picture", b"x", command=command, patience=0.5) is None


def test_an_answer_that_is_no_picture_is_thrown_away() -> None:
    for said in ("print('<script>')", f"import os; os.write(1, b'\\xff\\xd8\\xff' + bytes({limits.MOST_DRAWN}))"):
        assert drawn("picture", b"x", command=[sys.executable, "-c", said]) is None


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("bytearray(2 << 30)", "MemoryError"),
        ("with open(sys.argv[1], 'w') as out: out.write('x' * 9)", "File too large"),
        ("[open('/dev/null') for _ in range(30)]", "Too many open files"),
        ("print(resource.getrlimit(resource.RLIMIT_CPU)); sys.exit('bound')", "bound"),
    ],
)
def test_the_process_that_draws_is_bound(tmp_path: Path, deed: str, told: str) -> None:
    body = f"import resource, sys\nfrom engine.ui.previews.child import bound\nbound()\n{deed}\n"
    command = [sys.executable, "-c", body, str(tmp_path / "file")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert told in done.stderr
    assert not (tmp_path / "file").exists() or (tmp_path / "file").read_bytes() == b""


def test_it_knows_neither_the_key_nor_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_KEY", "secret")
    monkeypatch.setenv("BIHUAN_DATABASE", "postgresql://u:p@h/d")
    told = "import os, sys; sys.stdout.buffer.write(b'\\xff\\xd8\\xff' + repr(sorted(os.environ)).encode())"
    made = drawn("picture", b"x", command=[sys.executable, "-c", told])
    assert made is not None
    assert b"BIHUAN" not in made


def test_the_beginning_of_a_text_is_read_in_the_encodings_in_use() -> None:
    assert beginning("路灯不亮".encode("gb18030")) == ("路灯不亮", True)
    assert beginning("路灯不亮".encode("utf-8-sig")) == ("路灯不亮", True)
    assert beginning("路灯不亮".encode("utf-16")) == ("路灯不亮", True)
    words, whole = beginning(("灯" * 3000).encode())
    assert (len(words), whole) == (limits.MOST_TEXT, False)


def test_by_its_name_a_file_has_a_preview_or_none() -> None:
    names = ("a.JPG", "a.png", "a.pdf", "a.txt", "a.docx", "a")
    assert [kind_of(name) for name in names] == ["picture", "picture", "page", "text", None, None]
