"""Pictures without what the camera wrote into them: place, moment, device and owner.

A photograph of a broken street lamp carries the place where it was taken and often the owner's name;
whoever files without a name has not offered that. So JPEG and PNG pictures are drawn anew from their
pixels before they are kept, turned as the camera says they were held. Other files are kept as they came.
"""

from __future__ import annotations

import io
from pathlib import PurePath

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG"}
MOST_PIXELS = 80_000_000
_QUALITY = 92


class UnreadablePicture(ValueError):
    """A file that is named a picture and cannot be read as one, or is far too large when unpacked."""


def is_picture(name: str) -> bool:
    """Whether a file of this name is drawn anew."""
    return _suffix(name) in FORMATS


def without_traces(name: str, content: bytes) -> bytes:
    """The same picture with its pixels alone; any other file as it is. Raises UnreadablePicture."""
    if not is_picture(name):
        return content
    wanted = FORMATS[_suffix(name)]
    try:
        with Image.open(io.BytesIO(content), formats=[wanted]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UnreadablePicture(name)
            return _drawn(ImageOps.exif_transpose(opened), wanted)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadablePicture(name) from error


def _drawn(picture: Image.Image, wanted: str) -> bytes:
    """Pixels only: a fresh picture takes over nothing that stood beside them."""
    mode = picture.mode if picture.mode in ("1", "L", "RGB") or (wanted == "PNG" and picture.mode == "RGBA") else None
    pixels = picture if mode else picture.convert("RGBA" if wanted == "PNG" else "RGB")
    fresh = Image.new(pixels.mode, pixels.size)
    fresh.paste(pixels)
    out = io.BytesIO()
    fresh.save(out, format=wanted, **({"quality": _QUALITY} if wanted == "JPEG" else {}))
    return out.getvalue()


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower().lstrip(".")
