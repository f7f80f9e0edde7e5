"""One complaint, four departments, real processes, a real network and a real mail server: nothing falls between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page, expect

from accounts.models import Event, Member, Role
from inbox.models import Conversation, Escalation, Message, Notification, Segment
from routing.models import ClockRow
from tests.accounts.test_tasks import Letters
from tests.bluesky_network.network import Network, free_ports
from tests.cast import Cast, department, member
from tests.inbox.browser import axe_finds
from tests.inbox.requests import held, reason
from tests.inbox.views.test_escalations import signed_in
from tests.routing.desk import policy
from tests.running import Running, eventually, running
from tests.test_main_road import connected
from tests.test_review_road import window

pytestmark = [pytest.mark.bluesky, pytest.mark.slow]
SECONDS = 60_000
COMPLAINT = "Lovely. My mother was shut in its door yesterday."
ANSWERED = "A worn sensor. It was changed this morning."


@pytest.fixture
def letters() -> Iterator[tuple[Letters, int]]:
    """A mail server that keeps what it takes."""
    kept = Letters()
    (port,) = free_ports(1)
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, port
    controller.stop()


@pytest.fixture
def product(transactional_db: None, letters: tuple[Letters, int]) -> Iterator[Running]:
    with running(EMAIL_URL=f"smtp://127.0.0.1:{letters[1]}?tls=0") as product:
        yield product


@contextmanager
def stranger(browser: Browser) -> Iterator[Page]:
    """Somebody without a login."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def asks(page: Page, question: str) -> None:
    """Reason, question and off it goes, by keys."""
    page.get_by_label("Why do you ask?").select_option(label="A question about facts")
    page.get_by_role("textbox", name=re.compile("What (do you want to know|should they)")).fill(question)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#open-title")).to_be_visible()


def first_reply(made: Conversation) -> ClockRow | None:
    """The clock of our first reply as it stands."""
    return ClockRow.objects.filter(conversation=made, promise="first").order_by("-number").first()


def link_in(letters: Letters) -> str:
    """The address in the letter that was mailed last."""
    letter = eventually(lambda: letters.taken[-1] if letters.taken else None, seconds=60)
    parts = [part for part in letter.walk() if part.get_content_type() == "text/plain"]
    body = parts[0].get_payload(decode=True).decode()
    return str(re.search(r"http\S+/answer/\S+", body).group())  # type: ignore[union-attr]


def test_a_complaint_below_a_post_of_marketing(
    browser: Browser, product: Running, cast: Cast, bluesky_network: Network, letters: tuple[Letters, int]
) -> None:
    reason()
    product_team = department("Product", "PD")
    noor = member("Noor Siddiqui", {product_team: Role.LEAD})
    policy(cast, "Marketing", targets={"first": 480}, departments=[cast.marketing.pk], pauses=["asked"])
    policy(cast, "Service", targets={"first": 60}, departments=[cast.service.pk], pauses=["asked"])
    brand, customer = bluesky_network.newcomer("brand"), bluesky_network.newcomer("mira")
    connected(bluesky_network, cast, brand, cast.marketing)
    Member.objects.update(undo_seconds=0)

    # A post of Marketing's draws a complaint.
    posted = brand.post("Our new trams run from today.")
    wrote = customer.reply(posted, COMPLAINT)
    made = eventually(lambda: Message.objects.filter(external_id=wrote.uri).first(), seconds=60).conversation
    assert made.department == cast.marketing
    eventually(lambda: first_reply(made), seconds=60)
    assert first_reply(made).minutes == 480  # type: ignore[union-attr]

    with window(browser, product, cast.mia) as mia, window(browser, product, cast.ben) as ben:
        marketing_offers(mia, product, made)
        service_takes_over(ben, product, made)
        service_asks_product_in_parallel(ben, product, made)
        eventually(lambda: first_reply(made).resting == "asked", seconds=60)  # type: ignore[union-attr]

        with stranger(browser) as outside:
            answers_by_link(outside, link_in(letters[0]))
        assert not made.messages.filter(is_ours=True, text=ANSWERED).exists()

        # The answer is text to use, and it is what the network shows.
        ben.goto(f"{product.url}/inbox/{made.pk}/")
        expect(ben.locator(".asks")).to_contain_text(ANSWERED)
        ben.keyboard.press("l")
        expect(ben.locator("#reply-text")).to_have_value(ANSWERED)
        expect(ben.locator("#reply-text")).to_be_focused()
        ben.keyboard.press("Control+Enter")
        expect(ben.locator("article.ours").last).to_contain_text(ANSWERED)
        shown = eventually(lambda: customer.replies(wrote), seconds=60)
        assert [reply["record"]["text"] for reply in shown] == [ANSWERED]

        with window(browser, product, noor) as product_s:
            product_answers(product_s, product)
        ben.goto(f"{product.url}/inbox/{made.pk}/")
        expect(ben.locator(".asks")).to_contain_text("On all forty.")

    eventually(lambda: first_reply(made).state == "met", seconds=60)  # type: ignore[union-attr]
    the_journal_is_right(made)
    a_closed_department_heard_nothing(cast, made)


def marketing_offers(page: Page, product: Running, made: Conversation) -> None:
    """Marketing offers it to Service, which holds it only once it has accepted."""
    page.goto(f"{product.url}/inbox/{made.pk}/")
    page.keyboard.press("m")
    page.get_by_role("link", name="Hand it over when they accept").press("Enter")
    page.get_by_label("Customer Service").check()
    asks(page, "She is not after a photo. Will you take it?")
    expect(page.locator(".custody")).to_contain_text("Customer Service asked")
    assert held(made) == ["Marketing"]


def service_takes_over(page: Page, product: Running, made: Conversation) -> None:
    """From the page of requests, by keys; the clock is Service's from now on."""
    page.goto(f"{product.url}/inbox/")
    page.keyboard.press("g")
    page.keyboard.press("e")
    expect(page.locator(".request")).to_contain_text("Will you take it?")
    page.get_by_role("button", name="Take it over").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Customer Service holds it now.")
    assert held(made) == ["Marketing", "Customer Service"]
    eventually(lambda: first_reply(made).minutes == 60, seconds=60)  # type: ignore[union-attr]


def service_asks_product_in_parallel(page: Page, product: Running, made: Conversation) -> None:
    """The department, and one of its people without a login by mail; Service waits for the mail's answer."""
    page.goto(f"{product.url}/inbox/{made.pk}/escalate/?way=ask")
    page.get_by_label("Product").check()
    asks(page, "On how many trams is that sensor?")
    page.goto(f"{product.url}/inbox/{made.pk}/escalate/?way=mail")
    page.get_by_label("Name").fill("Olav")
    page.get_by_label("E-mail").fill("olav@depot.example")
    page.get_by_label("Wait for the answer").check()
    page.get_by_role("checkbox", name=re.compile("shut in its door")).check()
    asks(page, "Why did the door close?")
    expect(page.locator(".asks .ask")).to_have_count(2)
    expect(page.locator(".asks")).to_contain_text("not resolved before the answer")


def answers_by_link(page: Page, link: str) -> None:
    """On a phone, without a login: looking at it records nothing, sending the answer does."""
    page.goto(link)
    assert axe_finds(page) == []
    expect(page.locator("main")).to_contain_text("shut in its door")
    assert Escalation.objects.get(outside_name="Olav").state == "requested"
    page.get_by_label("Your answer").fill(ANSWERED)
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator("h1")).to_have_text("Thank you")
    page.goto(link)
    expect(page.get_by_label("Your answer")).to_have_count(0)


def product_answers(page: Page, product: Running) -> None:
    """Product accepts and answers what it was asked."""
    page.goto(f"{product.url}/escalations/")
    page.get_by_role("button", name="Accept").press("Enter")
    expect(page.locator("#toasts")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Answer")).press("Enter")
    page.get_by_role("textbox", name=re.compile("[Aa]nswer")).fill("On all forty.")
    page.keyboard.press("Control+Enter")
    eventually(lambda: Escalation.objects.filter(answer="On all forty.").exists(), seconds=60)


def the_journal_is_right(made: Conversation) -> None:
    """One owner at each moment, each request at its end, and a clock that rested exactly while Olav was asked."""
    made.refresh_from_db()
    assert held(made) == ["Marketing", "Customer Service"]
    states = Escalation.objects.order_by("pk").values_list("kind", "state", "is_blocking")
    assert list(states) == [("transfer", "accepted", False), ("ask", "answered", False), ("ask", "answered", True)]
    offer, _asked, mailed = Escalation.objects.order_by("pk")
    began = Segment.objects.get(conversation=made, ended_at=None).started_at
    assert began is not None
    assert offer.accepted_at is not None
    assert abs(began - offer.accepted_at) < timedelta(seconds=1)
    clock = first_reply(made)
    assert clock is not None
    assert clock.ended_at is not None
    asked, answered = (
        Event.objects.get(verb=f"escalation.{word}", subject_id=mailed.pk).occurred_at for word in ("ask", "answer")
    )
    assert clock.paused == pytest.approx(answered - asked, abs=timedelta(seconds=1))
    assert clock.used + clock.paused == clock.ended_at - clock.started_at
    assert clock.used < timedelta(minutes=60)
    verbs = set(Event.objects.filter(conversation_id=made.pk).values_list("verb", flat=True))
    assert "conversation.resolve" not in verbs


def a_closed_department_heard_nothing(cast: Cast, made: Conversation) -> None:
    """HR was not asked: nothing in its lists, no word to its people."""
    hal = signed_in(cast.hal)
    for address in ("/escalations/", "/escalations/?show=out", "/inbox/?department=hr"):
        page = hal.get(address).content.decode()
        assert "shut in its door" not in page, address
        assert "sensor" not in page, address
    assert not Notification.objects.filter(recipient=cast.hal).exists()
    assert made.department != cast.hr
