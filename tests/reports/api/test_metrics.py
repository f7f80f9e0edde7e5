"""Numbers for programs: those of the pages, with the same filters, and what they were counted from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import INTAKE
from inbox.actions.receive import receive
from inbox.models import Conversation
from reports.metrics.catalogue import METRICS
from reports.models import Kind
from tests.cast import Cast, channel, item
from tests.inbox.requests import asked
from tests.programs import ROOT, program_of
from tests.reports.measured import measure_all, scope
from tests.reports.views.test_joint import answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """Eight answered in Service, two that wait, and six in HR, which is closed."""
    answered(cast.channel, 8)
    receive(cast.channel, [item(sent_at=timezone.now() - timedelta(hours=2)) for _one in range(2)], by=INTAKE)
    answered(channel(cast.hr, name="@people"), 6, minutes=50)
    measure_all()
    return cast


def metric(found: Any, key: str) -> Any:
    """One number of an answer."""
    return next(one for one in found.json()["items"] if one["key"] == key)


def file_of(answer: Any) -> bytes:
    """What was downloaded."""
    return b"".join(answer)


def test_every_number_comes_with_definition_samples_and_what_it_was_counted_from(busy: Cast) -> None:
    found = program_of(busy.ana).get("/metrics/")
    assert {one["key"] for one in found.json()["items"]} <= METRICS.keys()
    coverage = metric(found, "coverage")
    assert (coverage["now"]["value"], coverage["now"]["samples"]) == (0.8, 10)
    assert coverage["before"] == {**coverage["before"], "value": None, "samples": 0}
    assert coverage["definition"] == METRICS["coverage"].definition
    assert {one["key"] for one in coverage["behind"]} == set(METRICS["coverage"].behind)


def test_each_number_is_that_of_the_page(busy: Cast) -> None:
    items = program_of(busy.ana).get("/metrics/?from=2024-01-01&group=response").json()["items"]
    assert len(items) == 8
    for one in items:
        expected = METRICS[one["key"]].compute(scope(busy.ana))
        assert (one["now"]["value"], one["now"]["samples"]) == (expected.value, expected.samples), one["key"]


def test_its_address_opens_exactly_what_was_counted(busy: Cast) -> None:
    program = program_of(busy.ana)
    behind = {one["key"]: one for one in metric(program.get("/metrics/?days=3"), "coverage")["behind"]}
    told = program.get(behind["waiting"]["conversations"].partition(ROOT)[2]).json()
    waiting = Conversation.objects.filter(status="open", department=busy.service)
    assert {row["id"] for row in told["items"]} == set(waiting.values_list("pk", flat=True))
    assert "/reports/behind/coverage/waiting/?from=" in behind["waiting"]["page"]


def test_what_was_counted_comes_in_pages(busy: Cast) -> None:
    program, seen, after = program_of(busy.ana), [], ""
    while True:
        told = program.get(f"/metrics/conversations/conversations/?limit=4{after}").json()
        seen += [row["id"] for row in told["items"]]
        if told["next"] is None:
            break
        after = f"&after={told['next']}"
    assert len(seen) == len(set(seen)) == 10


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse")
def test_it_is_downloaded_as_a_file(busy: Cast) -> None:
    program = program_of(busy.ana)
    told = program.get("/metrics/coverage/conversations/csv/?key=waiting", Accept="text/csv")
    assert told.status_code == 200
    assert told["Content-Type"].startswith("text/csv")
    text = file_of(told).decode("utf-8-sig")
    assert text.count("/inbox/") == 2
    assert '"Counted from","10"' in text
    assert file_of(program.get("/metrics/coverage/conversations/xlsx/"))[:2] == b"PK"
    assert program.get("/metrics/coverage/conversations/exe/").status_code == 404


def test_closed_departments_count_for_their_own_people_only(busy: Cast) -> None:
    path = "/metrics/conversations/"
    counts = {who: program_of(getattr(busy, who)).get(path).json()["now"]["value"] for who in ("ana", "hal", "ada")}
    assert counts == {"ana": 10, "hal": 16, "ada": 16}
    held = program_of(busy.ada, departments=[busy.service])
    assert held.get(path).json()["now"]["value"] == 10
    assert held.get(f"{path}?department=hr").status_code == 400
    assert program_of(busy.ana).get(f"{path}?department=hr").status_code == 400


@pytest.mark.parametrize("query", ["from=x", "until=2190-01-01", "days=0", "channel=999", "label=9", "shade=1"])
def test_what_makes_no_sense_is_refused_by_name(busy: Cast, query: str) -> None:
    told = program_of(busy.ana).get(f"/metrics/coverage/?{query}")
    assert told.status_code == 400
    assert told.json()["errors"][0]["field"] == query.partition("=")[0]


def test_what_does_not_exist_is_not_found(busy: Cast) -> None:
    program = program_of(busy.ana)
    for path in ("/metrics/nothing/", "/metrics/nothing/conversations/", "/metrics/coverage/conversations/?key=none"):
        assert program.get(path).status_code == 404


def test_it_needs_its_scope(busy: Cast) -> None:
    program = program_of(busy.ana, scopes=["conversations.write"])
    for path in ("/metrics/", "/reports/joint/", "/figures/", "/briefs/agenda/", "/objectives/"):
        assert program.get(path).status_code == 403


def test_the_joint_report_is_told_whole(busy: Cast) -> None:
    asked(Conversation.objects.filter(department=busy.service)[0], busy.marketing, busy.ana)
    told = program_of(busy.ana).get("/reports/joint/").json()
    large = {one["key"]: one["now"]["value"] for one in told["headlines"]}
    assert (large["conversations"], large["coverage"], large["first_response"]) == (10, 0.8, 600)
    assert [(one["department"], one["needed"], one["waiting"]) for one in told["departments"]] == [
        (busy.service.pk, 10, 2)
    ]
    assert sum(one["count"] for one in told["first_responses"]) == 10
    assert len(told["weeks"]) == 13
    assert [(one["asks"], one["asked"], one["count"]) for one in told["pairs"]] == [
        (busy.service.pk, busy.marketing.pk, 1)
    ]


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse")
def test_requests_between_departments_are_downloaded(busy: Cast) -> None:
    asked(Conversation.objects.filter(department=busy.service)[0], busy.marketing, busy.ana)
    program = program_of(busy.ana)
    told = program.get("/reports/asked/customer-service/marketing/csv/")
    assert file_of(told).decode("utf-8-sig").count("/inbox/") == 1
    assert program.get("/reports/asked/customer-service/hr/csv/").status_code == 404


def test_who_speaks_is_told(busy: Cast) -> None:
    told = program_of(busy.ana).get("/reports/audience/").json()
    assert told["voices"][0]["watch"] is None
    assert sum(one["count"] for one in told["networks"]) == 10


def test_figures_add_up_to_the_numbers(busy: Cast) -> None:
    program = program_of(busy.ana)
    told = program.get(f"/figures/?kind={Kind.FULL}").json()
    assert sum(one["count"] for one in told["items"]) == 10
    assert {one["tag"]: one["count"] for one in told["items"]} == {"answered": 8, "waiting": 2}
    everything = program.get("/figures/").json()["items"]
    assert {one["kind"] for one in everything} <= set(Kind.values)
    assert {one["department"] for one in everything} == {busy.service.pk}


def test_figures_come_by_day_too(busy: Cast) -> None:
    program = program_of(busy.ana)
    told = program.get(f"/figures/days/?kind={Kind.CONVERSATION}&days=30").json()
    assert len(told["days"]) == 30
    assert sum(sum(one["counts"]) for one in told["items"]) == 10
    assert program.get(f"/figures/days/?kind={Kind.CONVERSATION}&days=400").status_code == 400
