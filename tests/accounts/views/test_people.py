"""The people pages: for administrators."""

from __future__ import annotations

import pytest

from accounts.actions import people
from accounts.models import Event, Member, Membership
from tests.accounts.views.pages import as_member, asks_to_sign_in, post, status, words
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["/people/", "/people/invite/", "/console/", "/console/outbox/", "person", "deactivate"])
def address(request: pytest.FixtureRequest, cast: Cast) -> str:
    ben = cast.ben.pk
    param: str = request.param
    return {"person": f"/people/{ben}/", "deactivate": f"/people/{ben}/deactivate/"}.get(param, param)


@pytest.fixture(params=["grant", "revoke", "sign-out-everywhere", "reactivate"])
def act(request: pytest.FixtureRequest, cast: Cast) -> str:
    ben = cast.ben
    tail = {"revoke": f"revoke/{ben.memberships.get().pk}"}.get(request.param, request.param)
    return f"/people/{ben.pk}/{tail}/"


def test_administrators_see_the_pages(address: str, cast: Cast) -> None:
    assert status(cast.ada, address) == 200


def test_colleagues_read_why_not(address: str, cast: Cast) -> None:
    answer = as_member(cast.ana).get(address)
    assert answer.status_code == 403
    assert "Only an administrator may do this." in words(answer)


def test_strangers_sign_in_first(address: str, cast: Cast) -> None:
    assert asks_to_sign_in(as_member(None).get(address))


def test_acts_are_refused_without_the_right_and_by_get(act: str, cast: Cast) -> None:
    before = Event.objects.count()
    assert post(cast.ana, act, department=cast.marketing.pk, role="lead").status_code == 403
    assert status(cast.ada, act) == 405
    assert asks_to_sign_in(post(None, act))
    assert not Event.objects.exclude(verb="member.sign_in").count() > before


def test_the_list_names_everybody_with_their_roles(cast: Cast) -> None:
    page = words(as_member(cast.ada).get("/people/"))
    assert all(str(one) in page for one in (cast.ana, cast.hal, cast.nora))
    assert "Lead, Customer Service" in page
    assert "In no department yet" in page


def test_former_members_are_apart(cast: Cast) -> None:
    people.deactivate(cast.nora, by=cast.ada)
    browser = as_member(cast.ada)
    assert "Nora Quist" not in words(browser.get("/people/"))
    assert "Nora Quist" in words(browser.get("/people/?show=inactive"))


def test_a_name_is_corrected_and_a_refusal_stands_on_the_form(cast: Cast) -> None:
    address = f"/people/{cast.ben.pk}/"
    assert post(cast.ada, address, name="Ben Adeyemi", email=cast.ben.email).status_code == 302
    assert Member.objects.get(pk=cast.ben.pk).name == "Ben Adeyemi"
    page = words(post(cast.ada, f"/people/{cast.ada.pk}/", name="Ada Min", email=cast.ada.email))
    assert "Ada Min is the only administrator." in page


def test_roles_are_granted_and_taken_back(cast: Cast) -> None:
    address = f"/people/{cast.nora.pk}/"
    post(cast.ada, f"{address}grant/", department=cast.hr.pk, role="observer")
    place = Membership.objects.get(member=cast.nora)
    assert (place.department, place.role) == (cast.hr, "observer")
    post(cast.ada, f"{address}revoke/{place.pk}/")
    assert not Membership.objects.filter(member=cast.nora).exists()


def test_a_membership_is_taken_back_only_from_its_member(cast: Cast) -> None:
    place = cast.ben.memberships.get()
    assert post(cast.ada, f"/people/{cast.nora.pk}/revoke/{place.pk}/").status_code == 404


def test_a_member_is_signed_out_everywhere(cast: Cast) -> None:
    theirs = as_member(cast.ben)
    post(cast.ada, f"/people/{cast.ben.pk}/sign-out-everywhere/")
    assert theirs.get("/me/").status_code == 302


def test_names_are_shown_as_text(cast: Cast) -> None:
    Member.objects.filter(pk=cast.nora.pk).update(name="<script>alert(1)</script>")
    assert "<script>alert" not in words(as_member(cast.ada).get("/people/"))


def test_the_list_needs_as_many_queries_however_many_there_are(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    browser = as_member(cast.ada)
    browser.get("/people/")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        browser.get("/people/")
