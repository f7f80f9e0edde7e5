"""The operator's page and the bell: for administrators, in words, whatever the size of the inbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.actors import INTAKE, SCHEDULE
from accounts.models import Mail, Member
from inbox.actions.heartbeat import beat
from inbox.actions.intake import store_raw
from inbox.actions.notify import clear_notice, raise_notice
from inbox.actions.understand import process
from inbox.channels.base import Raw
from inbox.connect import connector_for
from inbox.models import Channel, Heartbeat, Inbound, Notification
from inbox.models.heartbeat import Part
from inbox.models.notice import Kind
from tests.cast import NOON, Cast, channel, member
from tests.inbox.doubt import in_doubt, network

pytestmark = pytest.mark.django_db
PAGE = "/console/operations/"
BELL = "/notifications/"


def browser(member: Member) -> Client:
    """A member's browser."""
    made = Client()
    made.force_login(member)
    return made


@pytest.fixture
def ada(cast: Cast) -> Client:
    """The administrator's browser."""
    return browser(cast.ada)


def text(response: Any) -> str:
    """The page, which must be there."""
    assert response.status_code == 200
    return " ".join(str(response.content.decode()).split())


def queue(page: str, label: str) -> str:
    """How much the page says of a queue."""
    return page.split(label, 1)[1].split('<td class="num">', 1)[1].split("<", 1)[0]


def test_it_says_when_scheduler_and_worker_were_seen(ada: Client) -> None:
    with time_machine.travel(NOON, tick=False):
        beat(Part.SCHEDULER)
        beat(Part.WORKER)
        Heartbeat.objects.filter(part=Part.WORKER).update(seen_at=NOON - timedelta(seconds=4))
        page = text(ada.get(PAGE))

    assert "The worker answered 4 seconds ago." in page
    assert "The scheduler handed out work 0 seconds ago." in page


def test_it_says_what_waits_and_links_what_needs_somebody(cast: Cast, ada: Client) -> None:
    place = network(cast.service)
    delivery = in_doubt(place, cast.ben)
    process(store_raw(place, [Raw("poison", {"no": "post"})], by=INTAKE), connector_for(place))
    store_raw(place, [Raw("later", {}), Raw("last", {})], by=INTAKE)
    Inbound.objects.filter(external_key="later").update(received_at=timezone.now() - timedelta(minutes=5))
    Mail.objects.create(recipients="zoe@northline.example", subject="Welcome", body="…")

    page = text(ada.get(PAGE))

    assert delivery.state == "uncertain"
    counts = {label: queue(page, label) for label in ("not yet understood", "set aside", "must decide about")}
    assert counts == {"not yet understood": "2", "set aside": "1", "must decide about": "1"}
    assert queue(page, "Mails to pass on by hand") == "1"
    for address in ("/deliveries/uncertain/", f"/channels/{place.pk}/", "/console/outbox/"):
        assert f'href="{address}"' in page
    assert "late:" in page


def test_it_says_how_channels_are_and_how_long_they_are_silent(cast: Cast, ada: Client) -> None:
    now = timezone.now()
    quiet = {"last_success_at": now - timedelta(minutes=12), "next_poll_at": now - timedelta(minutes=11)}
    network(cast.service, name="Quiet", **quiet)

    page = text(ada.get(PAGE))

    assert "Quiet" in page
    assert "Silent for 12 minutes, more than twice its interval." in page


def test_trouble_comes_first(cast: Cast, ada: Client) -> None:
    now = timezone.now()
    network(cast.service, name="A well one", last_success_at=now, next_poll_at=now + timedelta(seconds=20))
    network(cast.service, name="B at rest", external_id="did:b", is_active=False)
    network(cast.service, name="C broken", external_id="did:c", failures=3, last_error_at=now, next_poll_at=now)
    raise_notice(Kind.DISK_FULL, by=SCHEDULE)

    page = text(ada.get(PAGE)).split('id="operations"', 1)[1]

    places = [page.index(words) for words in ("Needs somebody", "Signs of life", "C broken", "A well one", "B at rest")]
    assert places == sorted(places)


def test_it_says_how_much_is_stored(ada: Client) -> None:
    page = text(ada.get(PAGE))

    assert "Disk of the data folder" in page
    assert page.count("<dt><code>") == 5


def test_what_needs_somebody_stands_there_until_it_is_over(cast: Cast, ada: Client) -> None:
    notice = raise_notice(Kind.DISK_FULL, by=SCHEDULE)
    assert "The disk of the data folder is nearly full." in text(ada.get(PAGE))
    clear_notice(notice, by=SCHEDULE)
    assert "Needs somebody" not in text(ada.get(PAGE))


def test_the_part_that_refreshes_comes_alone(ada: Client) -> None:
    part = text(ada.get(PAGE, headers={"HX-Request": "true", "HX-Target": "operations"}))

    assert part.startswith('<div class="stack apart" id="operations"')
    assert "<html" not in part


def test_who_was_signed_out_meanwhile_is_led_to_the_door_by_the_page(cast: Cast) -> None:
    answer = Client().get(PAGE, headers={"HX-Request": "true", "HX-Target": "operations"})

    assert (answer.headers["HX-Refresh"], answer.content) == ("true", b"")


def test_without_a_channel_the_next_step_is_shown(cast: Cast, ada: Client) -> None:
    Channel.objects.all().delete()
    assert 'href="/channels/connect/"' in text(ada.get(PAGE))


def test_another_administrator_sees_the_same(cast: Cast) -> None:
    eve = member("Eve Other", {}, is_administrator=True)
    assert "Signs of life" in text(browser(eve).get(PAGE))


@pytest.mark.parametrize("who", ["ana", "ben", "nora"])
def test_who_is_no_administrator_is_refused(cast: Cast, who: str) -> None:
    raise_notice(Kind.DISK_FULL, by=SCHEDULE)
    assert browser(getattr(cast, who)).get(PAGE).status_code == 403
    assert PAGE not in text(browser(getattr(cast, who)).get("/inbox/"))
    assert "The disk" not in text(browser(getattr(cast, who)).get(BELL))


@pytest.mark.parametrize("page", [PAGE, BELL])
def test_pages_only_show(cast: Cast, ada: Client, page: str) -> None:
    assert ada.post(page).status_code == 405
    assert Client().get(page).headers["Location"].startswith("/accounts/login/")


def test_it_asks_as_many_questions_for_thirty_channels_as_for_one(
    cast: Cast, ada: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        channel(cast.service)
    with django_assert_max_num_queries(13):  # the rail asks where the administrator works too
        text(ada.get(PAGE))


def test_the_console_leads_there(ada: Client) -> None:
    assert text(ada.get("/console/")).count(f'href="{PAGE}"') == 2


def test_the_bell_counts_what_is_new_and_not_over(cast: Cast, ada: Client) -> None:
    notice = raise_notice(Kind.CHANNEL_FAILING, channel=cast.channel, by=SCHEDULE)
    raise_notice(Kind.DISK_FULL, by=SCHEDULE)
    assert 'aria-label="Notifications, 2 new"' in text(ada.get("/inbox/"))
    clear_notice(notice, by=SCHEDULE)
    assert 'aria-label="Notifications, 1 new"' in text(ada.get("/inbox/rail/"))


def test_the_page_says_what_to_do_and_what_is_over(cast: Cast, ada: Client) -> None:
    clear_notice(raise_notice(Kind.DISK_FULL, by=SCHEDULE), by=SCHEDULE)
    raise_notice(Kind.CHANNEL_FAILING, channel=cast.channel, by=SCHEDULE)

    page = text(ada.get(BELL))

    assert page.index("has failed for more than 15 minutes.") < page.index("The disk of the data folder")
    assert f'href="/channels/{cast.channel.pk}/"' in page
    assert "Over ·" in page


def test_one_is_read_and_then_all(cast: Cast, ada: Client) -> None:
    for kind in (Kind.DISK_FULL, Kind.WORKER_SILENT):
        raise_notice(kind, by=SCHEDULE)
    first = Notification.objects.earliest("pk")

    assert ada.post(f"{BELL}{first.pk}/read/").headers["Location"] == BELL
    assert "Notifications, 1 new" in text(ada.get(BELL))
    assert ada.post(f"{BELL}read/").headers["Location"] == BELL
    assert "Mark all as read" not in text(ada.get(BELL))


def test_nobody_reads_for_somebody_else(cast: Cast) -> None:
    raise_notice(Kind.DISK_FULL, by=SCHEDULE)
    told = Notification.objects.get()
    eve = member("Eve Other", {}, is_administrator=True)

    assert browser(eve).post(f"{BELL}{told.pk}/read/").status_code == 404
    told.refresh_from_db()
    assert told.read_at is None


@pytest.mark.parametrize("act", ["read/", "1/read/"])
def test_nothing_is_marked_by_following_a_link(ada: Client, act: str) -> None:
    assert ada.get(f"{BELL}{act}").status_code == 405


def test_where_nothing_was_told_it_says_what_would_be(ada: Client) -> None:
    assert "Nothing has needed you yet." in text(ada.get(BELL))


def test_the_bell_asks_as_many_questions_for_fifty_as_for_one(
    cast: Cast, ada: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(50):
        raise_notice(Kind.CHANNEL_FAILING, channel=channel(cast.service), by=SCHEDULE)
    with django_assert_max_num_queries(9):  # the rail asks where the administrator works too
        assert text(ada.get(BELL)).count("has failed") >= 50
