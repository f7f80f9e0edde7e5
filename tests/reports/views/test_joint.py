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
from inbox.channels.base import Removed
from inbox.models import Channel, Conversation
from reports.joint import joint
from reports.metrics.catalogue import METRICS
from reports.metrics.number import share
from tests.cast import Cast, channel, conversation, item
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


def test_together_is_what_the_large_numbers_say(busy: Cast) -> None:
    """Marketing was only spoken to: nothing began there, and nobody waits, since it was taken away."""
    for row in Conversation.objects.filter(department=busy.service, waiting_since=None)[:6]:
        move(row, to=busy.marketing, by=busy.ada)
        rude = item("I hate this terrible train to the coast.", thread_key=row.thread_key, sent_at=timezone.now())
        receive(busy.channel, [rude], by=INTAKE)
        receive(busy.channel, [Removed(rude.external_id)], by=INTAKE)
    measure_all()
    found = joint(scope(busy.ana))
    marketing = next(line for line in found.lines if line.department == busy.marketing.pk)
    assert (marketing.conversations, marketing.needed, marketing.negative) == (0, 0, 6)
    whole = found.together
    assert share(whole.negative, whole.heard) == found.now["negative"]
    assert share(whole.kept, whole.promised) == found.now["promises_kept"]
    assert share(whole.answered, whole.needed) == found.now["coverage"]
    assert whole.conversations == found.now["conversations"].value
    assert whole.negative == sum(line.negative for line in found.lines)


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


def test_a_closed_channel_is_named_to_its_own_people_only(busy: Cast, client: Client) -> None:
    secret = channel(busy.marketing, name="@takeover", is_closed=True)
    assert "@takeover" in page(client, busy.mia)
    assert "@takeover" in page(client, busy.ada)
    assert "@takeover" not in page(client, busy.ana, f"/reports/?channel={secret.pk}")
    assert "@northline.example" in page(client, busy.ana)


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


def opened(html: str) -> set[int]:
    """The rows of a list."""
    return {int(number) for number in re.findall(r'data-row="(\d+)"', html)}


def test_the_silo_index_opens_the_requests_of_the_pairs_that_it_is_made_of(busy: Cast, client: Client) -> None:
    rows = list(Conversation.objects.filter(department=busy.service)[:5])
    for row in rows[:5]:
        asked(row, busy.marketing, busy.ana)
    asked(conversation(channel(busy.marketing, name="@ads")), busy.service, busy.mia)
    assert METRICS["silo_index"].compute(scope(busy.ana)).samples == 5
    assert opened(page(client, busy.ana, "/reports/behind/silo_index/all/")) == {row.pk for row in rows}


def test_lists_go_on_as_long_as_there_is_something(busy: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.views.joint.PAGE", 4)
    pages = [page(client, busy.ana, f"/reports/behind/conversations/all/?page={number}") for number in (1, 2, 3)]
    assert [len(opened(html)) for html in pages] == [4, 4, 2]
    assert len(set.union(*(opened(html) for html in pages))) == 10
    assert ["page=" in html for html in pages] == [True, True, False]
    assert opened(page(client, busy.ana, "/reports/behind/conversations/all/?page=201")) == set()


@pytest.mark.parametrize(
    ("chosen", "said", "then"),
    [
        ("", "against the 7 days before", 8),
        ("against=weeks", "against the same days four weeks before", 29),
        ("against=year", "against the same days a year before", 366),
    ],
)
def test_one_chooses_with_what_to_compare(busy: Cast, client: Client, chosen: str, said: str, then: int) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=then - 1), tick=False):
        answered(busy.channel, 3)
    measure_all()
    html = page(client, busy.ana, f"/reports/?{chosen}")
    assert said in html
    assert "was 3<" in html.split('popovertarget="what-conversations"')[1].split('<div class="pop')[0]
    assert f"{chosen}&amp;" in html or f'{chosen}"' in html


def test_one_compares_with_days_of_ones_own(busy: Cast, client: Client) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=100), tick=False):
        answered(busy.channel, 2)
        day = timezone.localdate() - timedelta(days=1)
    measure_all()
    own = f"against=own&against_from={day}&against_until={day + timedelta(days=1)}"
    html = page(client, busy.ana, f"/reports/?{own}")
    assert "was 2<" in html.split('popovertarget="what-conversations"')[1].split('<div class="pop')[0]
    assert f'name="against_from" value="{day}"' in html
    assert own.replace("&", "&amp;") in html


@pytest.mark.parametrize("query", ["against=own", "against=x", "against=own&against_from=2026-02-02&against_until=1"])
def test_a_senseless_comparison_is_with_the_days_before(busy: Cast, client: Client, query: str) -> None:
    assert "against the 7 days before" in page(client, busy.ana, f"/reports/?{query}")


def cells(html: str, name: str) -> list[list[str]]:
    """The rows of a chart's table."""
    table = html.split(f'id="{name}"')[1].split("</table>", maxsplit=1)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1], re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row) for row in rows]


def test_every_chart_has_its_table_one_press_away(busy: Cast, client: Client) -> None:
    html = page(client, busy.ana)
    steps = dict(cells(html, "table-first"))
    assert (steps["5 to 10 min"], steps["none yet"], steps["longer than 2 h"]) == ("8", "2", "0")
    weeks = cells(html, "table-weeks")
    assert len(weeks) == 13
    assert [row[1] for row in weeks] == ["10", *["0"] * 12]
    for name in ("table-first", "table-weeks"):
        assert re.search(rf'<button class="link end" type="button" popovertarget="{name}">Table<', html)
    assert '<a class="link" href="#same">Table<' in html
