"""The department pages: all staff read the open ones, administrators set them up."""

from __future__ import annotations

import pytest

from accounts.actions.absences import plan
from accounts.away import today_of
from accounts.models import Department, Event, Membership
from tests.accounts.views.pages import as_member, asks_to_sign_in, post, status, words
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
ACTS = ["grant", "close", "open", "archive", "restore"]


def test_all_staff_see_who_works_in_open_departments(cast: Cast) -> None:
    page = words(as_member(cast.nora).get("/departments/"))
    assert "Customer Service" in page
    assert "Ana Petrović" in page
    assert "New department" not in page
    assert "Mia Torres" in words(as_member(cast.ben).get("/departments/marketing/"))


def test_a_closed_department_does_not_exist_for_outsiders(cast: Cast) -> None:
    assert "Hal Brandt" not in words(as_member(cast.ana).get("/departments/"))
    assert status(cast.ana, "/departments/hr/") == 404
    assert [post(cast.ana, f"/departments/hr/{act}/").status_code for act in ACTS] == [404] * 5
    assert "Hal Brandt" in words(as_member(cast.hal).get("/departments/hr/"))


@pytest.mark.parametrize("address", ["/departments/", "/departments/new/", "/departments/marketing/"])
def test_strangers_sign_in_first(address: str, cast: Cast) -> None:
    assert asks_to_sign_in(as_member(None).get(address))


@pytest.mark.parametrize("act", ACTS)
def test_acts_are_refused_without_the_right_and_by_get(act: str, cast: Cast) -> None:
    assert post(cast.ana, f"/departments/customer-service/{act}/").status_code == 403
    assert status(cast.ada, f"/departments/customer-service/{act}/") == 405
    assert not Event.objects.exclude(verb="member.sign_in").exists()


def test_leads_get_no_form_and_cannot_post_it(cast: Cast) -> None:
    address = "/departments/customer-service/"
    assert "How it is called" not in words(as_member(cast.ana).get(address))
    assert post(cast.ana, address, name="Ours", code="OU", purpose="").status_code == 403
    assert status(cast.ana, "/departments/new/") == 403


def test_a_department_is_created_renamed_and_staffed(cast: Cast) -> None:
    made = post(cast.ada, "/departments/new/", name="Events", code="ev", purpose="Fairs", is_closed="on")
    assert made["Location"] == "/departments/events/"
    post(cast.ada, "/departments/events/", name="Fairs", code="FA", purpose="")
    post(cast.ada, "/departments/events/grant/", member=cast.nora.pk, role="lead")
    stored = Department.objects.get(slug="events")
    assert (stored.name, stored.code, stored.is_closed) == ("Fairs", "FA", True)
    place = Membership.objects.get(department=stored)
    post(cast.ada, f"/departments/events/revoke/{place.pk}/")
    assert not Membership.objects.filter(department=stored).exists()


def test_senseless_input_is_answered_beside_its_field(cast: Cast) -> None:
    page = words(post(cast.ada, "/departments/new/", name="Marketing", code="!!"))
    assert "Use two or three letters or digits." in page
    assert Department.objects.count() == 3


def test_closing_from_the_page_hides_conversations_from_outsiders(cast: Cast) -> None:
    found = conversation(cast.channel)
    assert status(cast.mia, f"/inbox/{found.pk}/") == 200
    post(cast.ada, "/departments/customer-service/close/")
    assert status(cast.mia, f"/inbox/{found.pk}/") == 404
    post(cast.ada, "/departments/customer-service/open/")
    assert status(cast.mia, f"/inbox/{found.pk}/") == 200


def test_its_page_asks_a_lead_for_every_reply_and_stops_asking(cast: Cast) -> None:
    browser = as_member(cast.ada)
    answer = browser.post("/departments/customer-service/require-lead/", follow=True)
    assert "Every reply of Customer Service needs one of its leads" in words(answer)
    assert "Let agents send" in words(answer)
    answer = browser.post("/departments/customer-service/waive-lead/", follow=True)
    assert "Ask a lead" in words(answer)
    assert as_member(cast.ana).post("/departments/customer-service/require-lead/").status_code == 403
    assert not Department.objects.get(pk=cast.service.pk).replies_need_lead


def test_a_refusal_is_said_on_the_page(cast: Cast) -> None:
    browser = as_member(cast.ada)
    answer = browser.post("/departments/customer-service/archive/", follow=True)
    assert "still brings its conversations to Customer Service" in words(answer)
    assert Department.objects.get(pk=cast.service.pk).is_active


def test_who_is_away_is_said_beside_the_name(cast: Cast) -> None:
    mia = as_member(cast.mia)
    assert "away until" not in words(mia.get("/departments/customer-service/"))
    today = today_of(cast.ben)
    plan(cast.ben, kind="sick", starts_on=today, ends_on=today, by=cast.ben)
    page = words(mia.get("/departments/customer-service/"))
    assert page.count("away until") == 1
    assert "Sick" not in page
