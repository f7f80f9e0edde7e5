"""What a stranger's bytes are, whatever they claim to be; and pictures painted anew from them. Pure."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 50_000_000
LARGEST, SMALL = 2048, 640
"""The longest side of a picture as kept, and of its small version."""
OTHER = "application/octet-stream"
STARTS = (
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"OggS", "application/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"%PDF-", "application/pdf"),
)


@dataclass(frozen=True, slots=True)
class Painted:
    """A picture painted anew: nothing of the stranger's file is in it but its colours."""

    data: bytes
    small: bytes
    width: int
    height: int
    media_type: str = "image/webp"


class Unpaintable(ValueError):
    """It begins like a picture and is none, or is too large to be one."""


def sniffed(data: bytes) -> str:
    """The kind of file by its first bytes; what could run in a browser is never named as such."""
    if data[4:8] == b"ftyp":
        return "video/mp4"
    return next((kind for start, kind in STARTS if data.startswith(start)), OTHER)


def painted(data: bytes) -> Painted | None:
    """The picture in these bytes, upright, at most 2,048 pixels long and without what cameras add.

    Of a moving picture the first frame. None for what is no picture; raises Unpaintable.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            _refuse_huge(opened)
            opened.draft("RGB", (LARGEST, LARGEST))
            upright = ImageOps.exif_transpose(opened)
            plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except UnidentifiedImageError:
        return None
    except Unpaintable:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unpaintable("This picture is broken.") from error
    # A fresh canvas carries no metadata over.
    whole = Image.new(plain.mode, plain.size)
    whole.paste(plain)
    whole.thumbnail((LARGEST, LARGEST))
    small = whole.copy()
    small.thumbnail((SMALL, SMALL))
    return Painted(_as_webp(whole, 86), _as_webp(small, 78), whole.width, whole.height)


def _refuse_huge(picture: Image.Image) -> None:
    """Its size stands in its first bytes: it is looked at before anything is unpacked."""
    if picture.width * picture.height > MOST_PIXELS:
        raise Unpaintable("This picture has too many pixels.")


def _as_webp(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=2)
    return out.getvalue()
