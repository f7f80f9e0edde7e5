"""The list of replies that were perhaps sent: who sees it, what it says, what one decides there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Event, Member
from inbox.models import Delivery, Draft, Message
from tests.cast import Cast
from tests.inbox.doubt import in_doubt, network

pytestmark = pytest.mark.django_db
LIST = "/deliveries/uncertain/"
ACTS = ("attest", "drop", "send-again")


@pytest.fixture
def doubt(cast: Cast) -> Delivery:
    """Ben's reply, lost on the way."""
    return in_doubt(network(cast.service), cast.ben)


def browser(member: Member) -> Client:
    """A member's browser."""
    made = Client()
    made.force_login(member)
    return made


def text(response: Any) -> str:
    """The page, which must be there."""
    assert response.status_code == 200
    return str(response.content.decode())


def decide(member: Member, delivery: Delivery, act: str, **fields: str) -> Any:
    """Press a button of the list."""
    return browser(member).post(f"/inbox/deliveries/{delivery.pk}/{act}/", {"from": "uncertain", **fields})


def test_it_says_all_that_is_needed_to_decide(cast: Cast, doubt: Delivery) -> None:
    page = text(browser(cast.ben).get(LIST))

    for part in ("It leaves at 18:20.", "Ben Okafor", "Customer Service", "Mira Castellanos"):
        assert part in page
    assert "The answer was lost on the way. We looked 5 times and did not find it; we look again at" in page
    assert 'href="https://bsky.example/mira/1"' in page
    assert f'href="/inbox/{doubt.conversation_id}/"' in page


def test_after_ten_minutes_in_doubt_people_are_asked_however_often_looking_was_interrupted(
    cast: Cast, doubt: Delivery
) -> None:
    Delivery.objects.update(look_ups=1, doubted_at=timezone.now() - timedelta(minutes=9))
    assert "It leaves at 18:20." not in text(browser(cast.ben).get(LIST))
    Delivery.objects.update(doubted_at=timezone.now() - timedelta(minutes=11))
    assert "It leaves at 18:20." in text(browser(cast.ben).get(LIST))


@pytest.mark.parametrize("who", ["ana", "ada"])
def test_colleagues_and_administrators_see_it_too(cast: Cast, doubt: Delivery, who: str) -> None:
    assert "It leaves at 18:20." in text(browser(getattr(cast, who)).get(LIST))


def test_a_stranger_to_the_department_is_shown_nothing_and_can_do_nothing(cast: Cast) -> None:
    private = in_doubt(network(cast.service), cast.ben, private=True)

    assert "It leaves at 18:20." not in text(browser(cast.mia).get(LIST))
    for act in ACTS:
        assert decide(cast.mia, private, act).status_code == 404


@pytest.mark.parametrize("who", ["tim", "olga", "nora"])
def test_who_may_not_send_is_refused(cast: Cast, doubt: Delivery, who: str) -> None:
    assert browser(getattr(cast, who)).get(LIST).status_code == 403
    for act in ACTS:
        decide(getattr(cast, who), doubt, act)
    doubt.refresh_from_db()
    assert doubt.state == "uncertain"


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_decided_by_following_a_link(cast: Cast, doubt: Delivery, act: str) -> None:
    assert browser(cast.ben).get(f"/inbox/deliveries/{doubt.pk}/{act}/").status_code == 405
    assert browser(cast.ben).post(LIST).status_code == 405


def test_who_is_not_signed_in_is_led_to_the_door(cast: Cast) -> None:
    assert Client().get(LIST).headers["Location"].startswith("/accounts/login/")


def test_it_is_there(cast: Cast, doubt: Delivery) -> None:
    answer = decide(cast.ben, doubt, "attest", address="https://bsky.example/northline/7")

    assert answer.headers["Location"] == LIST
    doubt.refresh_from_db()
    assert doubt.state == "sent"
    assert Message.objects.get(is_ours=True).url == "https://bsky.example/northline/7"
    assert Event.objects.filter(verb="delivery.attest", actor_id=str(cast.ben.pk)).count() == 1
    assert "Nothing hangs in the air." in text(browser(cast.ben).get(LIST))


def test_its_address_may_be_left_out(cast: Cast, doubt: Delivery) -> None:
    decide(cast.ben, doubt, "attest")

    doubt.refresh_from_db()
    assert (doubt.state, Message.objects.get(is_ours=True).url) == ("sent", "")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "next to the other one", "https://x.example/" + "y" * 1000])
def test_what_is_no_address_is_refused_with_a_sentence(cast: Cast, doubt: Delivery, address: str) -> None:
    ben = browser(cast.ben)
    ben.post(f"/inbox/deliveries/{doubt.pk}/attest/", {"from": "uncertain", "address": address})

    doubt.refresh_from_db()
    assert doubt.state == "uncertain"
    assert "This is no web address" in text(ben.get(LIST))


def test_send_again(cast: Cast, doubt: Delivery) -> None:
    assert decide(cast.ana, doubt, "send-again").headers["Location"] == LIST

    doubt.refresh_from_db()
    assert doubt.state in ("queued", "retry")
    assert doubt.not_before <= timezone.now()


def test_drop_gives_the_text_back(cast: Cast, doubt: Delivery) -> None:
    assert decide(cast.ben, doubt, "drop").headers["Location"] == LIST

    doubt.refresh_from_db()
    assert doubt.state == "cancelled"
    assert Draft.objects.get().state == "writing"


def test_the_rail_leads_there_only_while_something_waits(cast: Cast, doubt: Delivery) -> None:
    assert 'aria-label="Perhaps sent, 1 waits for a decision"' in text(browser(cast.ben).get("/inbox/"))
    assert "Perhaps sent" not in text(browser(cast.mia).get("/channels/"))
    decide(cast.ben, doubt, "drop")
    assert f'href="{LIST}"' not in text(browser(cast.ben).get("/inbox/"))


def test_a_reply_that_is_still_looked_for_is_no_persons_matter(cast: Cast, doubt: Delivery) -> None:
    Delivery.objects.update(look_ups=1)

    assert "It leaves at 18:20." not in text(browser(cast.ben).get(LIST))


def test_it_asks_as_many_questions_for_twenty_as_for_one(
    cast: Cast, doubt: Delivery, django_assert_max_num_queries: Any
) -> None:
    for _ in range(19):
        in_doubt(doubt.channel, cast.ben)
    ana = browser(cast.ana)
    with django_assert_max_num_queries(9):
        page = text(ana.get(LIST))
    assert page.count("It is there</span>") == 20
