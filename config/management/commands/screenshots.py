"""`manage.py screenshots`: every page of a fresh demo, in three widths, light and dark."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any, Literal

from django.core.management import BaseCommand, CommandError
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from config import web
from config.place import BASE_DIR

SIZES = ((1440, 900), (1024, 768), (390, 844))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FOLDER = BASE_DIR / "docs" / "screenshots"
LARGEST = 200 * 1024
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
LOGIN = re.compile(r"sign in as (?P<role>\S.*?)\s+(?P<email>\S+@\S+)\s+password (?P<password>.+)")
PATIENCE = 180.0


@dataclass(frozen=True)
class Shot:
    """A page: its file's name, its address, who looks, and what to press first."""

    name: str
    path: str
    by: str = "lead"
    press: str = ""
    among: str = ""
    opens: bool = False
    """Open the liveliest conversation of the list first."""


SHOTS = (
    Shot("sign-in", "/accounts/login/", by=""),
    Shot("list", "/inbox/"),
    Shot("inbox", "/inbox/", opens=True, among="CS"),
    Shot("direct", "/inbox/", opens=True, among="Direct"),
    Shot("note", "/inbox/", opens=True, among="CS", press='[data-open-buffer="note"]'),
    Shot("resolve", "/inbox/", opens=True, among="CS", press='[popovertarget="resolve-menu"]'),
    Shot("resolved", "/inbox/?status=resolved"),
    Shot("empty", "/inbox/?view=mine&department=pr"),
    Shot("profile", "/me/"),
    Shot("departments", "/departments/", by="administrator"),
    Shot("people", "/people/", by="administrator"),
    Shot("invite", "/people/invite/", by="administrator"),
    Shot("channels", "/channels/", by="administrator"),
    Shot("console", "/console/", by="administrator"),
    Shot("outbox", "/console/outbox/", by="administrator"),
    Shot("operations", "/console/operations/", by="administrator"),
    Shot("notifications", "/notifications/", by="administrator"),
    Shot("uncertain", "/deliveries/uncertain/"),
    Shot("not-found", "/inbox/999999/"),
)


class Command(BaseCommand):
    """Start a fresh demo, walk through its pages, and keep a picture of each."""

    help = "Take a picture of every page, with fresh demo data, into docs/screenshots."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Some pages only, or another folder."""
        parser.add_argument("only", nargs="*", help="names of pages; all without")
        parser.add_argument("--folder", type=Path, default=FOLDER)

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many pictures there are; fails when a page does not answer."""
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        wanted = [shot for shot in SHOTS if not options["only"] or shot.name in options["only"]]
        with fresh_demo() as (address, logins), chromium() as browser:
            for shot in wanted:
                self.take(browser, address, shot, logins, folder)
                self.stdout.write(shot.name)
        self.stdout.write(f"{len(wanted) * len(SIZES) * len(SCHEMES)} pictures in {folder}.")

    def take(self, browser: Browser, address: str, shot: Shot, logins: dict[str, Login], folder: Path) -> None:
        """One page in every width and scheme."""
        for scheme in SCHEMES:
            with browser.new_context(color_scheme=scheme, reduced_motion="reduce") as context:
                page = context.new_page()
                if shot.by:
                    sign_in(page, address, who(shot.by, logins))
                for width, height in SIZES:
                    page.set_viewport_size({"width": width, "height": height})
                    show(page, address, shot)
                    keep(page.screenshot(), folder / f"{shot.name}-{scheme}-{width}.png")


@dataclass(frozen=True)
class Login:
    """A demo login as `up` prints it."""

    role: str
    email: str
    password: str


def who(role: str, logins: dict[str, Login]) -> Login:
    """The demo's login for a role."""
    for login in logins.values():
        if role in login.role.lower():
            return login
    raise CommandError(f"The demo has no login for the role {role}.")


def sign_in(page: Page, address: str, login: Login) -> None:
    """As a person would."""
    page.goto(f"{address}/accounts/login/")
    page.locator("input[name=login]").fill(login.email)
    page.locator("input[name=password]").fill(login.password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"{address}/inbox/**")


def show(page: Page, address: str, shot: Shot) -> None:
    """Bring the page to the state that is pictured."""
    page.goto(address + shot.path)
    if shot.opens:
        page.goto(address + liveliest(page, address, shot.among))
    if shot.press:
        page.locator(shot.press).first.click()
    page.wait_for_timeout(300)


def liveliest(page: Page, address: str, among: str) -> str:
    """The address of the conversation with the most to see: messages, notes, what happened."""
    rows = page.locator("[data-row] .row").filter(has_text=among)
    found = rows.evaluate_all("rows => rows.slice(0, 30).map(row => row.getAttribute('href'))")

    def life(href: str) -> int:
        text = page.request.get(address + href).text()
        return text.count("<article") + 3 * text.count('class="note"') + text.count('class="event"')

    return str(max(found, key=life))


def keep(data: bytes, path: Path) -> None:
    """Store it with 256 colours, fewer where it would still be large."""
    image = Image.open(BytesIO(data)).convert("RGB")
    for colours in (256, 128, 64):
        buffer = BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        if buffer.tell() <= LARGEST:
            break
    path.write_bytes(buffer.getvalue())


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser."""
    found = os.environ.get("CHROMIUM") or next((path for path in BROWSERS if Path(path).exists()), None)
    if found is None:
        raise CommandError("There is no Chromium here; install the package chromium, or set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def fresh_demo() -> Iterator[tuple[str, dict[str, Login]]]:
    """`manage.py up` in an empty data folder, on a port of its own; stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="liaison-shots-") as folder:
        with web.listen("127.0.0.1", 0) as free:
            port = free.getsockname()[1]
        kept = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
        environment = kept | {"PORT": str(port), "LIAISON_DATA_DIR": folder, "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, str(BASE_DIR / "manage.py"), "up"]
        process = subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            yield f"http://127.0.0.1:{port}", logins_of(process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def logins_of(process: subprocess.Popen[str]) -> dict[str, Login]:
    """What `up` names as its logins, once it says that it is ready."""
    said: list[str] = []
    Thread(target=lambda: said.extend(process.stdout or ()), daemon=True).start()
    until = time.monotonic() + PATIENCE
    while not any("is ready: http" in line for line in said):
        if process.poll() is not None or time.monotonic() > until:
            raise CommandError(f"The demo did not start: {' '.join(said[-3:])}")
        time.sleep(0.2)
    time.sleep(1)
    found = [match for line in list(said) if (match := LOGIN.search(line))]
    return {match["email"]: Login(match["role"], match["email"], match["password"].strip()) for match in found}
