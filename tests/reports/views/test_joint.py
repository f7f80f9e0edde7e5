"""The joint report: numbers with definitions, and doors that open what was counted and one may read."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.models import Department, Member
from inbox.actions.accept import accept
from inbox.actions.answer import answer
from inbox.actions.move import move
from inbox.actions.receive import receive
from inbox.models import Channel, Conversation
from reports.joint import joint
from reports.metrics.catalogue import METRICS
from tests.cast import Cast, channel, item
from tests.inbox.requests import asked
from tests.reports.measured import measure_all, scope

pytestmark = pytest.mark.django_db

WEEK = "/reports/"


def answered(place: Channel, count: int, minutes: int = 10) -> None:
    """So many, each asked an hour ago and answered after some minutes."""
    since = timezone.now() - timedelta(hours=1)
    theirs = [item(sent_at=since) for _one in range(count)]
    receive(place, [*theirs, *(reply(first, minutes) for first in theirs)], by=INTAKE)


def reply(first: Any, minutes: int) -> Any:
    """Ours."""
    at = first.sent_at + timedelta(minutes=minutes)
    return item(parent_external_id=first.external_id, thread_key=first.thread_key, ours=True, sent_at=at)


def page(client: Client, who: Member, address: str = WEEK) -> str:
    """What they read there."""
    client.force_login(who)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def stat(html: str, key: str) -> str:
    """A large number without its tags."""
    found = re.search(rf'popovertarget="what-{key}".*?<a class="value.*?>(.*?)<span class="sr">', html, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip()


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """Eight answered in Service, two that wait, and six in HR, which is closed."""
    answered(cast.channel, 8)
    receive(cast.channel, [item(sent_at=timezone.now() - timedelta(hours=2)) for _one in range(2)], by=INTAKE)
    answered(channel(cast.hr, name="@people"), 6, minutes=50)
    measure_all()
    return cast


def test_it_shows_the_numbers_of_the_last_seven_days(busy: Cast, client: Client) -> None:
    html = page(client, busy.ana)
    assert stat(html, "conversations") == "10"
    assert stat(html, "first_response").split() == ["10", "min", "median"]
    assert stat(html, "coverage").split() == ["80", "%"]


def test_every_large_number_is_what_its_metric_says(busy: Cast) -> None:
    for text in ("I hate this terrible train to the coast.",) * 3 + ("Thank you, a wonderful train to the coast.",) * 3:
        receive(busy.channel, [item(text, sent_at=timezone.now() - timedelta(hours=1))], by=INTAKE)
    measure_all()
    found = scope(busy.ana)
    for key, value in joint(found).now.items():
        expected = METRICS[key].compute(found)
        assert (value.value, value.samples) == (expected.value, expected.samples), key
    assert joint(found).now["negative"].value == 0.5


def test_each_number_says_what_it_counts(busy: Cast, client: Client) -> None:
    html = page(client, busy.ana)
    assert "Still open ones count as not answered" in " ".join(html.split())
    assert "Counted from 10." in html


def test_too_little_to_tell_is_said_so(busy: Cast, client: Client) -> None:
    assert stat(page(client, busy.ana), "reopened") == "not enough data"


def test_closed_departments_count_for_their_own_people(busy: Cast, client: Client) -> None:
    assert "HR" not in page(client, busy.ana).split("<main")[1]
    assert stat(page(client, busy.hal), "conversations") == "16"
    assert stat(page(client, busy.ada), "conversations") == "16"


def test_a_department_that_one_may_not_read_cannot_be_chosen(busy: Cast, client: Client) -> None:
    assert stat(page(client, busy.ana, "/reports/?department=hr"), "conversations") == "10"


@pytest.mark.parametrize("member", ["nora", "ada"])
def test_every_door_opens_onto_what_one_may_see(busy: Cast, client: Client, member: str) -> None:
    who = getattr(busy, member)
    seen = set(Conversation.objects.visible_to(who).values_list("pk", flat=True))
    doors = [(key, name) for key, metric in METRICS.items() for name in metric.behind]
    for key, name in doors:
        html = page(client, who, f"/reports/behind/{key}/{name}/?days=30")
        shown = {int(number) for number in re.findall(r'data-row="(\d+)"', html)}
        assert shown <= seen
        assert f'<h2 id="behind">{len(shown)} conversation' in html


def test_a_click_opens_exactly_what_was_counted(busy: Cast, client: Client) -> None:
    html = page(client, busy.ana, "/reports/behind/coverage/waiting/")
    waiting = Conversation.objects.filter(status="open", department=busy.service).values_list("pk", flat=True)
    assert {int(number) for number in re.findall(r'data-row="(\d+)"', html)} == set(waiting)
    assert "2 conversations" in html


def test_what_moved_to_a_closed_department_is_counted_by_nobody_else(busy: Cast, client: Client) -> None:
    row = Conversation.objects.filter(status="open", department=busy.service).first()
    assert row is not None
    move(row, to=Department.objects.get(pk=busy.hr.pk), by=busy.ada)
    measure_all()
    assert stat(page(client, busy.ana), "conversations") == "9"
    assert stat(page(client, busy.ada), "conversations") == "16"


@pytest.mark.parametrize("address", ["nothing/all", "coverage/nothing"])
def test_a_number_that_does_not_exist_is_not_found(busy: Cast, client: Client, address: str) -> None:
    client.force_login(busy.ana)
    assert client.get(f"/reports/behind/{address}/").status_code == 404


def test_the_map_shows_who_asks_whom_and_opens_it(busy: Cast, client: Client) -> None:
    rows = Conversation.objects.filter(department=busy.service)[:6]
    for number, row in enumerate(rows):
        request = asked(row, busy.marketing, busy.ana)
        if number < 3:
            accept(request, by=busy.mia)
    html = page(client, busy.ana)
    found = re.search(r'<a href="([^"]+)" data-heat="\d" title="([^"]+)">6<', html)
    assert found
    assert "Customer Service asked Marketing 6 times: 50 % taken up, 0 % declined." in found[2]
    behind = page(client, busy.ana, found[1].replace("&amp;", "&"))
    opened = set(re.findall(r'class="wraps post-cell"><a href="/inbox/(\d+)/"', behind))
    assert {int(number) for number in opened} == {row.pk for row in rows}
    assert "6 requests" in behind


def test_it_names_the_pair_between_which_answers_take_longest(busy: Cast, client: Client) -> None:
    assert "Slowest pair" not in page(client, busy.ana)
    row = Conversation.objects.filter(department=busy.service)[0]
    with time_machine.travel(timezone.now() - timedelta(hours=3), tick=False):
        request = accept(asked(row, busy.marketing, busy.ana), by=busy.mia)
    answer(request, text="Yes, every ten minutes.", by=busy.mia)
    html = " ".join(page(client, busy.ana).split())
    assert re.search(r'Slowest pair: <a class="link" href="[^"]+">Customer Service asks Marketing, 3 h', html)


def test_the_table_has_what_sounds_negative_of_each_department(busy: Cast, client: Client) -> None:
    for text in ("I hate this terrible train to the coast.",) * 3 + ("Thank you, a wonderful train to the coast.",) * 3:
        receive(busy.channel, [item(text, sent_at=timezone.now() - timedelta(hours=1))], by=INTAKE)
    measure_all()
    table = page(client, busy.ana).split('id="same"')[1]
    negative = re.findall(r'/behind/negative/negative/[^"]*">([^<]+)<', table)
    assert negative == ["50 %", "50 %"]


def test_a_map_of_a_closed_department_is_not_found_by_others(busy: Cast, client: Client) -> None:
    client.force_login(busy.ana)
    assert client.get("/reports/asked/hr/customer-service/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "from=x&until=y",
        "from=2030-01-01",
        "until=1900-01-01",
        "days=99999",
        "days=-1",
        "channel=x&label=9e9",
        "from=0001-01-01",
    ],
)
def test_senseless_choices_are_left_out(busy: Cast, client: Client, query: str) -> None:
    assert "Joint report" in page(client, busy.ana, f"/reports/?{query}")


def test_it_costs_as_many_queries_for_much_as_for_little(
    busy: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(busy.ana)
    client.get(WEEK)
    with django_assert_max_num_queries(45):
        client.get(WEEK)


def test_strangers_are_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get(WEEK).status_code == 302
