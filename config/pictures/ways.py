"""The ways to pages that no address alone leads to: what is opened, pressed and filled in before."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from config.pictures.stage import Stage

type Way = Callable[[Page, Stage], None]


def stay(page: Page, stage: Stage) -> None:
    """The address leads straight to the page."""


def press(selector: str) -> Way:
    """Something opens on the page: a menu, a composer."""
    return lambda page, stage: page.locator(selector).first.click()


def wait(selector: str) -> Way:
    """Something comes by itself after what was done."""
    return lambda page, stage: page.locator(selector).first.wait_for()


def tick(count: int) -> Way:
    """Select the first rows of the list."""

    def way(page: Page, stage: Stage) -> None:
        for number in range(count):
            page.locator(".tick input").nth(number).check(force=True)

    return way


def choose_among(count: int) -> Way:
    """All that can be done with the first rows, as a page."""

    def way(page: Page, stage: Stage) -> None:
        ids = page.locator(".tick input").evaluate_all("all => all.map(one => one.value)")[:count]
        page.goto(f"{stage.address}/inbox/bulk/choose/?" + "&".join(f"id={pk}" for pk in ids))

    return way


def keys(*pressed: str) -> Way:
    """Something opens by keys alone."""

    def way(page: Page, stage: Stage) -> None:
        for key in pressed:
            page.keyboard.press(key)

    return way


def open_menu(menu: str) -> Way:
    """A menu of the head, which on a phone stands behind the one for what there is no room for."""

    def way(page: Page, stage: Stage) -> None:
        shown = page.locator(f'[popovertarget="{menu}"]:visible')
        if not shown.count():
            page.locator('[popovertarget="more-menu"]:visible').first.click()
        shown.first.click()

    return way


def follow(*selectors: str) -> Way:
    """Open the first link that matches, and on its page the next."""

    def way(page: Page, stage: Stage) -> None:
        for selector in selectors:
            page.goto(str(page.locator(selector).first.evaluate("link => link.href")))

    return way


def fill(form: str, **values: str) -> Way:
    """Type into a form, and choose from its lists."""

    def way(page: Page, stage: Stage) -> None:
        for name, value in values.items():
            place = page.locator(f"{form} [name={name}]")
            if place.evaluate("place => place.localName") == "select":
                place.select_option(value)
            else:
                place.fill(value)

    return way


def submit(form: str, **values: str) -> Way:
    """Fill in a form and send it."""

    def way(page: Page, stage: Stage) -> None:
        prove(page, stage)
        fill(form, **values)(page, stage)
        with page.expect_navigation():
            page.locator(f"{form} button").first.click()

    return way


def prove(page: Page, stage: Stage) -> None:
    """Where it is asked whether it is you, show the password again; the page that was wanted follows."""
    if "/reauthenticate/" in page.url:
        page.locator("main [name=password]").fill(stage.logins[0].password)
        with page.expect_navigation():
            page.locator("main form button").first.click()


def then(*ways: Way) -> Way:
    """One after the other."""

    def way(page: Page, stage: Stage) -> None:
        for each in ways:
            each(page, stage)

    return way


def liveliest(among: str) -> Way:
    """The conversation of the list with the most to see: messages, notes, what happened."""

    def way(page: Page, stage: Stage) -> None:
        rows = page.locator("[data-row] .row").filter(has_text=among)
        found = rows.evaluate_all("rows => rows.slice(0, 30).map(row => row.getAttribute('href'))")

        def life(href: str) -> int:
            text = page.request.get(stage.address + href).text()
            return text.count("<article") + 3 * text.count('class="note"') + text.count('class="event"')

        page.goto(stage.address + stage.once(f"liveliest {among} of {page.url}", lambda: max(found, key=life)))

    return way


def best_explained(page: Page, stage: Stage) -> None:
    """Of the conversations that the page links to: why the one is where it is about which the rules say most."""
    links = page.locator("main a[href^='/inbox/']").evaluate_all(
        "links => links.map(link => new URL(link.href).pathname)"
    )
    whys = dict.fromkeys(f"/inbox/{path.split('/')[2]}/why/" for path in links)

    def told(href: str) -> tuple[bool, int]:
        text = page.request.get(stage.address + href).text()
        return 'data-state="won"' in text, text.count("<mark")

    page.goto(stage.address + stage.once(f"best explained of {page.url}", lambda: max(whys, key=told)))


def as_customer(path: str) -> Way:
    """On the sandbox: a page of somebody who writes to brands in public and in private."""

    def way(page: Page, stage: Stage) -> None:
        def holds(who: str, address: str, mark: str) -> bool:
            be(who)
            return mark in page.request.get(stage.sandbox + address).text()

        def be(who: str) -> None:
            page.context.add_cookies([{"name": "sandbox_persona", "value": who, "url": stage.sandbox}])

        def somebody() -> str:
            people = page.locator("#account option").evaluate_all("all => all.map(one => one.value)")
            both = (
                who for who in people if holds(who, "/messages", 'class="chat"') and holds(who, "/mine", "<article")
            )
            return str(next(both, people[0]))

        be(stage.once("customer", somebody))
        page.goto(stage.sandbox + path)

    return way
