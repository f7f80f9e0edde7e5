"""A stranger's bytes are what they are, and pictures carry nothing but their colours."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from inbox import rasters
from inbox.rasters import OTHER, Unpaintable, painted, sniffed
from tests.inbox.paintings import MP4, SVG, from_a_camera, picture


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_every_kind_of_picture_is_painted_anew(kind: str) -> None:
    found = painted(picture(kind))
    assert found is not None
    assert (found.width, found.height, found.media_type) == (60, 40, "image/webp")
    assert Image.open(io.BytesIO(found.data)).format == "WEBP"


def test_what_a_camera_adds_is_gone_and_it_stands_upright() -> None:
    found = painted(from_a_camera())
    assert found is not None
    assert (found.width, found.height) == (40, 60)
    again = Image.open(io.BytesIO(found.data))
    assert not again.getexif()
    assert b"taken at home" not in found.data + found.small


def test_large_ones_become_smaller_and_see_through_ones_stay_so() -> None:
    found = painted(picture("PNG", (3000, 30), mode="RGBA"))
    assert found is not None
    assert (found.width, found.height) == (2048, 20)
    small = Image.open(io.BytesIO(found.small))
    assert (small.size, small.mode) == ((640, 6), "RGBA")


@pytest.mark.parametrize("data", [SVG, b"<html><script>alert(1)</script>", b"", b"GIF", MP4])
def test_what_is_no_picture_is_none(data: bytes) -> None:
    assert painted(data) is None


def test_a_broken_picture_and_a_huge_one_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unpaintable, match="broken"):
        painted(picture("JPEG", (300, 300))[:900])
    monkeypatch.setattr(rasters, "MOST_PIXELS", 2000)
    with pytest.raises(Unpaintable, match="too many"):
        painted(picture())


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (MP4, "video/mp4"),
        (b"\x1aE\xdf\xa3...", "video/webm"),
        (b"%PDF-1.7", "application/pdf"),
        (SVG, OTHER),
        (b"", OTHER),
    ],
)
def test_files_are_known_by_their_first_bytes(data: bytes, kind: str) -> None:
    assert sniffed(data) == kind
