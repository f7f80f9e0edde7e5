"""Every page of the table of pictures: accessible, within its width, and where the table says it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.cache import cache
from django.urls import resolve
from playwright.sync_api import Browser, Page, Route

from config.pictures.camera import looking, show
from config.pictures.shots import SHOTS, Shot
from config.pictures.stage import Login, Stage
from config.pictures.ways import submit
from inbox.demo.company import LOGINS
from inbox.demo.load import load
from tests.inbox.browser import RULES
from tests.sandbox_network.network import running

pytestmark = pytest.mark.django_db(transaction=True)
type Scheme = Literal["light", "dark"]
WIDE, NARROW = (1440, 900), (390, 844)
CONTRAST = {"runOnly": ["color-contrast"]}  # nothing else changes with the scheme
LOOKS: tuple[tuple[tuple[int, int], Scheme, dict[str, list[str]]], ...] = (
    (WIDE, "light", RULES),
    (WIDE, "dark", CONTRAST),
    (NARROW, "dark", RULES),
    (NARROW, "light", CONTRAST),
)
LOOK = """async ([rules]) => {
  document.getAnimations().forEach(animation => animation.finish());
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const found = (await axe.run(document, {...rules, preload: false, resultTypes: ["violations"]})).violations;
  return found.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`));
}"""


def tried(page: Page, stage: Stage) -> None:
    """The connection to an account is being tried; no worker runs here, so this page stays."""
    page.locator("main [name=default_department]").select_option(index=1)
    submit("main form", token="of nobody")(page, stage)
    page.route("**/channels/attempts/*/", standing_still)
    answer = page.goto(page.url)
    assert answer is not None
    assert "refresh" not in answer.headers


def standing_still(route: Route) -> None:
    """The answer without its wish to be asked again in a second."""
    answer = route.fetch()
    route.fulfill(response=answer, headers={key: answer.headers[key] for key in answer.headers if key != "refresh"})


ATTEMPT = Shot("attempt", "inbox:attempt", "/channels/connect/sandbox/", by="administrator", way=tried)


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def demo(live_server: Any, own_file: Path, settings: Any) -> Iterator[Stage]:
    """The demo, with its customers on a sandbox of its own; mails lie in its outbox."""
    settings.LIAISON_URL = live_server.url
    settings.MAILERS = {"default": {"BACKEND": "accounts.mail.OutboxBackend"}}
    with running(own_file) as sandbox:
        load(own_file, sandbox.url)
        yield Stage(live_server.url, sandbox.url, tuple(Login(*each) for each in LOGINS))


def turn(page: Page, size: tuple[int, int], scheme: Scheme) -> None:
    """Look at the page through another window."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)


REPORTED = """document.addEventListener("securitypolicyviolation", event => {
  if (!event.blockedURI.startsWith("eval") && !event.sourceFile.includes("evaluate")) {
    const told = `${event.effectiveDirective} ${event.blockedURI} ${event.sample}; `;
    sessionStorage.broken = (sessionStorage.broken || "") + told;
  }
})"""


def broken_policy(page: Page) -> str:
    """What the browser has blocked on this page, before anything of the test's ran there."""
    return str(page.evaluate("() => { const told = sessionStorage.broken || ''; sessionStorage.clear(); return told }"))


def complaints(page: Page, stage: Stage, shots: Sequence[Shot]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with each page, by its name and how it was looked at."""
    for shot in shots:
        turn(page, WIDE, "light")
        show(page, stage, shot)
        if shot.on != "sandbox" and (blocked := broken_policy(page)):
            yield shot.name, "content policy", blocked
        path = urlsplit(page.url).path
        if shot.on != "sandbox" and resolve(path).view_name != shot.page:
            yield shot.name, "address", path
        for size, scheme, rules in LOOKS:
            turn(page, size, scheme)
            for found in page.evaluate(LOOK, [rules]):
                yield shot.name, f"{scheme} {size[0]}", found
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            yield shot.name, "narrow", "wider than the window"
        if shot.on != "sandbox":
            broken_policy(page)  # what axe itself tried is nothing of ours


def said(found: Iterable[tuple[str, str, str]]) -> str:
    """One line each."""
    return "\n".join(": ".join(each) for each in found)


def all_complaints(browser: Browser, stage: Stage, shots: Sequence[Shot]) -> list[tuple[str, str, str]]:
    """Members keep their window; a stranger has a new one for each page."""
    heard: list[tuple[str, str, str]] = []
    for _same, group in groupby(shots, key=lambda shot: shot.by or shot.name):
        found = list(group)
        with looking(browser, stage, found[0].by) as page:
            page.add_init_script(AXE_SCRIPT)
            page.add_init_script(REPORTED)
            heard += complaints(page, stage, found)
    return heard


def test_axe_finds_nothing_on_any_page_and_none_is_wider_than_a_phone(demo: Stage, browser: Browser) -> None:
    shots = sorted((shot for shot in (*SHOTS, ATTEMPT) if shot.on != "fresh"), key=lambda shot: (not shot.by, shot.by))
    assert said(all_complaints(browser, demo, shots)) == ""


def test_nor_on_the_first_steps_of_an_empty_instance(live_server: Any, browser: Browser) -> None:
    stage = Stage(live_server.url, welcome=f"{live_server.url}/welcome/")
    with looking(browser, stage, "") as page:
        page.add_init_script(AXE_SCRIPT)
        page.add_init_script(REPORTED)
        assert said(complaints(page, stage, [shot for shot in SHOTS if shot.on == "fresh"])) == ""
