"""What people set about numbers, by programs: objectives, assumptions, the brief; and ratings, which are read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import OUTSIDE
from accounts.models import Event
from inbox.actions.resolve import resolve
from inbox.staffing import monday_of
from reports.actions.rate import give
from reports.models import Assumption, BriefReader, Objective
from tests.cast import Cast, channel, conversation
from tests.programs import program_of

pytestmark = pytest.mark.django_db


def soon(days: int = 60) -> str:
    """A day to come."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def wanted(cast: Cast) -> dict[str, Any]:
    """Nine in ten answered."""
    return {"department": cast.service.pk, "metric": "coverage", "target": 0.9, "due_on": soon(), "note": "Promised"}


def test_a_lead_sets_changes_drops_and_restores_an_objective(cast: Cast) -> None:
    program = program_of(cast.ana)
    made = program.post("/objectives/", wanted(cast))
    assert made.status_code == 201
    path = f"/objectives/{made.json()['id']}/"
    assert program.change(path, {"target": 0.95}).json()["target"] == 0.95
    assert Objective.objects.get().note == "Promised"
    assert program.post(f"{path}drop/").json()["dropped_at"] is not None
    assert program.post(f"{path}restore/").json()["dropped_at"] is None
    verbs = Event.objects.filter(verb__startswith="objective.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["objective.set", "objective.change", "objective.drop", "objective.restore"]


def test_how_far_an_objective_has_come_is_told_by_week(cast: Cast) -> None:
    program = program_of(cast.ana)
    made = program.post("/objectives/", wanted(cast)).json()
    told = program_of(cast.ben).get(f"/objectives/{made['id']}/progress/").json()
    assert (told["unit"], told["state"], told["value"], len(told["weeks"])) == ("share", "unknown", None, 13)


def test_nobody_else_sets_or_changes_it(cast: Cast) -> None:
    made = program_of(cast.ana).post("/objectives/", wanted(cast)).json()
    for member in (cast.ben, cast.mia):
        program = program_of(member)
        assert program.post("/objectives/", wanted(cast)).status_code == 403
        assert program.post(f"/objectives/{made['id']}/drop/").status_code == 403
    assert program_of(cast.ana).patch(f"/objectives/{made['id']}/", {"target": 0.1}).status_code == 428


def test_those_of_a_closed_department_are_its_own(cast: Cast) -> None:
    made = program_of(cast.hal).post("/objectives/", {**wanted(cast), "department": cast.hr.pk})
    assert made.status_code == 201
    outside = program_of(cast.ana)
    assert outside.get("/objectives/").json()["items"] == []
    assert outside.get(f"/objectives/{made.json()['id']}/progress/").status_code == 404


def test_administrators_say_what_numbers_in_money_rest_on(cast: Cast) -> None:
    body = {"month": soon(), "call_share": "0.250", "call_cost": "40.00", "currency": "EUR", "tough_hours": 6}
    assert program_of(cast.ana).post("/assumptions/", body).status_code == 403
    made = program_of(cast.ada).post("/assumptions/", {**body, "sales": cast.marketing.pk})
    assert made.status_code == 201
    assert made.json()["month"] == f"{soon()[:7]}-01"
    assert program_of(cast.ben).get("/assumptions/").json()["items"][0]["call_share"] == "0.250"
    past = program_of(cast.ada).post("/assumptions/", {**body, "month": "2026-01-01"})
    assert (past.status_code, Assumption.objects.count()) == (409, 1)


def test_the_agenda_of_any_week_is_there_before_anybody_writes(cast: Cast) -> None:
    program = program_of(cast.ana)
    last = monday_of(timezone.localdate()) - timedelta(days=7)
    told = program.get("/briefs/agenda/").json()
    assert (told["week"], told["version"], told["agenda"]) == (last.isoformat(), 0, "")
    assert program.get(f"/briefs/agenda/?week={soon()}").status_code == 400
    assert program.get("/briefs/agenda/?week=0001-01-01").status_code == 400


def test_leads_write_the_brief_and_nobody_writes_over_them(cast: Cast) -> None:
    program, week = program_of(cast.ana), monday_of(timezone.localdate()).isoformat()
    body = {"week": week, "agenda": "The strike", "decided": "", "version": 0}
    assert program_of(cast.ben).post("/briefs/edit/", body).status_code == 403
    assert program.post("/briefs/edit/", body).json()["version"] == 1
    assert program.post("/briefs/edit/", body).status_code == 409
    told = program_of(cast.ben).get(f"/briefs/agenda/?week={week}").json()
    assert (told["agenda"], told["version"]) == ("The strike", 1)
    assert program_of(cast.ben).get("/briefs/").json()["items"][0]["agenda"] == "The strike"


def test_everybody_has_the_brief_by_mail_for_themselves(cast: Cast) -> None:
    program = program_of(cast.olga)
    assert program.get("/brief-mail/").json()["items"] == []
    assert program.post("/brief-mail/subscribe/", {"weekday": 2, "hour": 8}).json()["hour"] == 8
    assert [row.member for row in BriefReader.objects.all()] == [cast.olga]
    assert program_of(cast.ana).get("/brief-mail/").json()["items"] == []
    assert program.post("/brief-mail/unsubscribe/").status_code == 204
    assert not BriefReader.objects.exists()


def test_ratings_are_read_with_their_conversation(cast: Cast) -> None:
    for place, score in ((cast.channel, 5), (channel(cast.hr), 1)):
        row = resolve(conversation(place), outcome="answered", by=cast.ada)
        give(row, score=score, by=OUTSIDE)
    told = program_of(cast.ben).get("/ratings/").json()["items"]
    assert [one["score"] for one in told] == [5]
    assert program_of(cast.ben).get("/ratings/?score=4").json()["items"] == []
    assert program_of(cast.ana).post(f"/ratings/{told[0]['id']}/", {}).status_code == 405
