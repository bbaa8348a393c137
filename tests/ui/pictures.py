"""A small photograph as a telephone takes it: held upright, with place and device written into it."""

from __future__ import annotations

import io

from PIL import Image

SIZE = (40, 20)
TURNED = 6
"""The camera was held so that the picture must be turned by a quarter."""
_ORIENTATION, _MAKE, _GPS = 0x0112, 0x010F, 0x8825


def photograph(kind: str = "JPEG") -> bytes:
    """Red on the left, blue on the right, with EXIF of a place in the harbour of Ningbo."""
    picture = Image.new("RGB", SIZE, "red")
    picture.paste("blue", (SIZE[0] // 2, 0, *SIZE))
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_MAKE] = TURNED, "Telephone of Zhou"
    exif.get_ifd(_GPS)[2] = (29.0, 52.0, 1.0)
    out = io.BytesIO()
    picture.save(out, format=kind, exif=exif)
    return out.getvalue()
