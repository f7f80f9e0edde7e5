"""The page on which people say that they are away."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.actions.absences import plan
from accounts.away import today_of
from accounts.models import Absence, Member
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def at(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def days(cast: Cast, **more: Any) -> dict[str, Any]:
    today = today_of(cast.ben).isoformat()
    return {"starts_on": today, "ends_on": today, "kind": "sick", "cover": cast.ana.pk, **more}


def test_saying_it_and_being_back(cast: Cast) -> None:
    client = at(cast.ben)
    said = client.post("/me/away/", days(cast), follow=True).content.decode()
    assert "You are away" in said
    assert "Ana Petrović covers" in said
    assert "away now" in said
    absence = Absence.objects.get()
    assert "Welcome back" in client.post(f"/me/away/{absence.pk}/end/", follow=True).content.decode()
    assert not Absence.objects.exists()


def test_what_is_wrong_is_said_beside_what_was_typed(cast: Cast) -> None:
    said = at(cast.ben).post("/me/away/", days(cast, ends_on="2020-01-01")).content.decode()
    assert "The last day away lies before the first." in said
    assert 'value="2020-01-01"' in said
    assert not Absence.objects.exists()


def test_leads_say_it_for_their_people_and_see_why_others_do_not(cast: Cast) -> None:
    assert "Say it for somebody" not in at(cast.ben).get("/me/away/").content.decode()
    at(cast.ana).post("/me/away/report/", days(cast, member=cast.ben.pk, cover=""))
    absence = Absence.objects.get()
    assert (absence.member, absence.cover) == (cast.ben, None)
    assert "Sick ·" in at(cast.ana).get("/me/away/").content.decode()
    theirs = at(cast.tim).get("/me/away/").content.decode()
    assert "Ben Okafor" in theirs
    assert "Sick ·" not in theirs
    refused = at(cast.tim).post(f"/me/away/{absence.pk}/end/", follow=True).content.decode()
    assert "Only a lead of a department of Ben Okafor may do this." in refused
    assert Absence.objects.exists()
    at(cast.ana).post(f"/me/away/{absence.pk}/end/")
    assert not Absence.objects.exists()


def test_nobody_says_it_for_people_they_do_not_lead(cast: Cast) -> None:
    at(cast.ana).post("/me/away/report/", days(cast, member=cast.mia.pk))
    at(cast.ben).post("/me/away/report/", days(cast, member=cast.tim.pk))
    assert not Absence.objects.exists()


def test_colleagues_of_other_departments_are_not_listed(cast: Cast) -> None:
    today = today_of(cast.hal)
    plan(cast.hal, kind="holiday", starts_on=today, ends_on=today, by=cast.hal)
    assert "Hal Brandt</b>" not in at(cast.ben).get("/me/away/").content.decode()
    assert "Hal Brandt</b>" in at(cast.ada).get("/me/away/").content.decode()
