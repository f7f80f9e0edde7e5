"""Files of strangers, as they come."""

from __future__ import annotations

import io

from PIL import Image

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
MP4 = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), *, mode: str = "RGB", **options: object) -> bytes:
    """A picture with a dot in its corner."""
    made = Image.new(mode, size, "teal")
    made.putpixel((0, 0), (255, 0, 0) if mode == "RGB" else (255, 0, 0, 0))
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def from_a_camera() -> bytes:
    """A photograph that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "taken at home, 52.52 N 13.40 E"
    return picture("JPEG", exif=exif)
