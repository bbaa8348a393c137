"""Pictures are kept without what the camera wrote into them, and look as they did."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from engine.ui.filling.pictures import MOST_PIXELS, UnreadablePicture, without_traces
from tests.ui.pictures import SIZE, photograph


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(("name", "kind"), [("灯.jpg", "JPEG"), ("灯.JPEG", "JPEG"), ("灯.png", "PNG")])
def test_place_and_device_are_gone(name: str, kind: str) -> None:
    before = photograph(kind)
    assert b"Telephone of Zhou" in before
    after = without_traces(name, before)
    assert b"Telephone of Zhou" not in after
    assert not opened(after).getexif()
    assert opened(after).format == kind


def test_it_stands_upright_as_the_camera_meant_it() -> None:
    found = opened(without_traces("灯.jpg", photograph()))
    assert found.size == SIZE[::-1]
    top, bottom = (found.getpixel((10, y)) for y in (5, 35))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > bottom[0]


def test_texts_beside_the_pixels_of_a_png_are_gone() -> None:
    info, out = PngInfo(), io.BytesIO()
    info.add_text("Author", "Zhou Xiaoyan")
    Image.new("RGBA", (4, 4)).save(out, format="PNG", pnginfo=info)
    after = without_traces("a.png", out.getvalue())
    assert b"Zhou" not in after
    assert opened(after).mode == "RGBA"


def test_the_same_picture_is_always_kept_as_the_same_bytes() -> None:
    assert without_traces("a.jpg", photograph()) == without_traces("b.jpg", photograph())


def test_other_files_stay_as_they_came() -> None:
    assert without_traces("说明.txt", b"\xff\xd8 light") == b"\xff\xd8 light"


@pytest.mark.parametrize("content", [b"", b"\xff\xd8 light", b"GIF89a", photograph("PNG")])
def test_what_is_no_jpeg_inside_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        without_traces("a.jpg", content)


def test_a_picture_that_unpacks_without_end_is_refused() -> None:
    side = int(MOST_PIXELS**0.5) + 10
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, format="PNG")
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(UnreadablePicture):
        without_traces("a.png", out.getvalue())
