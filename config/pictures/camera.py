"""Looking at pages in a real browser, and keeping what is seen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from config.pictures.shots import Shot
from config.pictures.stage import Stage

SIZES = ((1440, 900), (1024, 768), (390, 844))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PATIENCE = 120_000  # milliseconds that a page may take on a busy machine
LARGEST = 200 * 1024  # bytes
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


class NoBrowser(Exception):
    """There is no Chromium; the message is a whole sentence."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser; raises NoBrowser."""
    found = os.environ.get("CHROMIUM") or next((path for path in BROWSERS if Path(path).exists()), None)
    if found is None:
        raise NoBrowser("There is no Chromium here; install the package chromium, or set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def looking(browser: Browser, stage: Stage, by: str) -> Iterator[Page]:
    """A window of somebody who is signed in, or of a stranger when `by` is empty."""
    with browser.new_context(reduced_motion="reduce") as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if by:
            stage.sign_in(page, by)
        yield page


def show(page: Page, stage: Stage, shot: Shot) -> None:
    """Bring the page to what the shot shows."""
    base = stage.sandbox if shot.on == "sandbox" else stage.address
    page.goto(base + shot.path)
    shot.way(page, stage)
    page.wait_for_load_state()


def take(page: Page, stage: Stage, shot: Shot, folder: Path) -> None:
    """One page in every width and scheme."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        show(page, stage, shot)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(300)  # milliseconds, for what moves into its place
            keep(page.screenshot(), folder / f"{shot.name}-{scheme}-{width}.png")


def keep(data: bytes, path: Path) -> None:
    """Store it with 256 colours, fewer where it would still be large."""
    image = Image.open(BytesIO(data)).convert("RGB")
    for colours in (256, 128, 64):
        buffer = BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        if buffer.tell() <= LARGEST:
            break
    path.write_bytes(buffer.getvalue())
