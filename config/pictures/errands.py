"""What must have happened before some pages exist: a mail sent, an app set up, an instance begun."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.urls import reverse
from playwright.sync_api import Page

from config.pictures.stage import Stage
from config.pictures.ways import Way, follow, prove, submit

LINK = re.compile(r"https?://\S+")
PASSPHRASE = "northline winter 2026"  # noqa: S105 - of an instance that ends with the pictures
FIRST = "ada@northline.example"
PERIOD = 30  # seconds that a code of an authenticator app is good for


def mailed(what: str, ask: Way) -> Way:
    """Do what makes Liaison send a mail, then open the link in that mail, as its addressee would."""

    def link(page: Page, stage: Stage) -> str:
        ask(page, stage)
        with administrators(page, stage) as desk:
            desk.goto(f"{stage.address}/console/outbox/")
            follow("main tbody a")(desk, stage)
            found = LINK.search(desk.locator(".letter").inner_text())
        return found[0] if found else ""

    def way(page: Page, stage: Stage) -> None:
        page.goto(stage.once(what, lambda: link(page, stage)))

    return way


@contextmanager
def administrators(page: Page, stage: Stage) -> Iterator[Page]:
    """Another window, of an administrator."""
    if page.context.browser is None:
        raise RuntimeError("The window belongs to no browser that could open another.")
    with page.context.browser.new_context() as context:
        desk = context.new_page()
        stage.sign_in(desk, "administrator")
        yield desk


def invited(page: Page, stage: Stage) -> None:
    """An administrator invites somebody."""
    with administrators(page, stage) as desk:
        desk.goto(f"{stage.address}/people/invite/")
        desk.locator("main form select").nth(1).select_option("agent")
        submit("main form", name="Zoë Marchetti", email="zoe@northline.example")(desk, stage)


def having_invited(path: str) -> Way:
    """A page that shows an invitation or its mail."""

    def way(page: Page, stage: Stage) -> None:
        mailed("invitation", invited)(page, stage)
        page.goto(stage.address + path)

    return way


def pushing(page: Page, stage: Stage) -> None:
    """To a channel that other systems push to, made unless it is there."""

    def made() -> str:
        page.goto(f"{stage.address}/channels/connect/push/")
        page.locator("main [name=default_department]").select_option(index=1)
        submit("main form", name="Letters and calls")(page, stage)
        return page.url

    page.goto(stage.once("channel", made))


def protected(page: Page, stage: Stage) -> None:
    """The member who is signed in sets up an authenticator app, unless that is done."""
    page.goto(f"{stage.address}/accounts/2fa/")
    if page.locator('a[href$="/totp/activate/"]').count():
        page.goto(f"{stage.address}/accounts/2fa/totp/activate/")
        prove(page, stage)
        key = page.locator("main form code").inner_text()
        submit("main form", code=app_code(key, time.time()))(page, stage)
        page.goto(f"{stage.address}/accounts/2fa/")


def protected_at(name: str) -> Way:
    """The same, then a page that there is for those with an app."""

    def way(page: Page, stage: Stage) -> None:
        protected(page, stage)
        page.goto(stage.address + reverse(name))
        if "reauthenticate" not in name:
            prove(page, stage)

    return way


def asked_for_code(page: Page, stage: Stage) -> None:
    """A member with an authenticator app has given the password."""
    page.context.clear_cookies()  # whoever has been asked is asked again, not let to the sign-in
    stage.sign_in(page, "observer")
    if "/2fa/" not in page.url:
        protected(page, stage)
        page.context.clear_cookies()
        stage.sign_in(page, "observer")


def app_code(key: str, now: float) -> str:
    """What an authenticator app shows at that moment (RFC 6238, six digits of SHA-1)."""
    counter = struct.pack(">Q", int(now) // PERIOD)
    digest = hmac.digest(base64.b32decode(key + "=" * (-len(key) % 8)), counter, "sha1")
    place = digest[-1] & 0xF
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def set_up(page: Page, stage: Stage) -> None:
    """A fresh instance gets its first administrator, who then makes departments."""

    def made() -> str:
        page.goto(stage.welcome)
        submit("main form", name="Ada Min", email=FIRST, password=PASSPHRASE)(page, stage)
        return page.url

    page.goto(stage.once("administrator", made))
    if page.locator("input[name=login]").count():
        submit("main form", login=FIRST, password=PASSPHRASE)(page, stage)


def departments_made(page: Page, stage: Stage) -> None:
    """The second of the first steps is taken as suggested, unless it was."""
    if "departments" in stage.kept:
        page.goto(f"{stage.address}/welcome/channel/")
    else:
        submit("main form")(page, stage)
        stage.kept["departments"] = "made"


def mistyped(page: Page, stage: Stage) -> None:
    """The password is wrong."""
    submit("main form", login="ana@northline.example", password="northline summer")(page, stage)  # noqa: S106


def too_late(page: Page, stage: Stage) -> None:
    """A form is sent from a page that was opened before its cookie ended."""
    page.context.clear_cookies()
    submit("main form", login="ana@northline.example", password=PASSPHRASE)(page, stage)
