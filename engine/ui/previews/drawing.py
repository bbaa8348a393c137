"""One small picture (JPEG, on white) of a file: of a photograph, or of the first page of a PDF.

Runs in the child alone. Whatever the libraries raise about a file means that there is no preview of it.
"""

from __future__ import annotations

import io

from PIL import Image

WIDTH, HEIGHT = 720, 960
"""The most that a preview takes; on a page it is drawn smaller and stays sharp."""
_QUALITY = 82
_WHITE = (255, 255, 255)


def of_picture(content: bytes, most_pixels: int) -> bytes:
    """A picture, smaller. `content` is one that was drawn anew when it came, so it holds pixels alone."""
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as opened:
        if opened.width * opened.height > most_pixels:
            raise ValueError("more pixels than are taken in")
        opened.draft("RGB", (WIDTH, HEIGHT))  # a large JPEG is decoded small at once
        return _small(opened)


def of_first_page(content: bytes) -> bytes:
    """The first page of a PDF, without what is filled into its forms by programs."""
    import pypdfium2  # only here: most previews are of pictures

    document = pypdfium2.PdfDocument(content)
    page = document[0]
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1.0), HEIGHT / max(height, 1.0))
    return _small(page.render(scale=scale, may_draw_forms=False).to_pil())


def _small(picture: Image.Image) -> bytes:
    picture.thumbnail((WIDTH, HEIGHT))
    clear = picture.convert("RGBA")
    ground = Image.new("RGB", clear.size, _WHITE)
    ground.paste(clear, mask=clear.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, format="JPEG", quality=_QUALITY)
    return out.getvalue()
