"""Members come, change and go."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.actions import people
from accounts.actors import SETUP
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Member
from tests.cast import PASSWORD, Cast, member

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(Event.objects.values_list("verb", flat=True))


def test_a_new_members_address_counts_as_verified(cast: Cast) -> None:
    made = people.create(email="Zoe@northline.example", name="Zoe", password=PASSWORD, by=cast.ada)
    assert EmailAddress.objects.get(user=made, verified=True, primary=True).email == "Zoe@northline.example"
    assert made.check_password(PASSWORD)
    assert verbs() == ["member.create"]


@pytest.mark.parametrize("email", ["ben@northline.example", "BEN@Northline.example"])
def test_an_address_is_taken_whatever_its_case(email: str, cast: Cast) -> None:
    with pytest.raises(NotPossible, match=r"Ben Okafor has this e-mail already\."):
        people.create(email=email, name="Other Ben", password=PASSWORD, by=cast.ada)


def test_a_weak_password_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        people.create(email="zoe@northline.example", name="Zoe", password="password", by=SETUP)
    assert not Member.objects.filter(name="Zoe").exists()


def test_only_administrators_change_others(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        people.change(cast.ben, name="Benny", email=cast.ben.email, is_administrator=False, by=cast.ana)


def test_a_change_names_its_fields_and_not_their_contents(cast: Cast) -> None:
    people.change(cast.ben, name="Ben Adeyemi", email="b@northline.example", is_administrator=True, by=cast.ada)
    event = Event.objects.get(verb="member.change")
    assert event.data == {"fields": ["email", "is_administrator", "name"], "is_administrator": True}
    assert EmailAddress.objects.get(user=cast.ben).email == "b@northline.example"


def test_a_change_of_nothing_leaves_no_event(cast: Cast) -> None:
    people.change(cast.ben, name=cast.ben.name, email=cast.ben.email, is_administrator=False, by=cast.ada)
    assert verbs() == []


def test_the_only_administrator_stays_one(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="only administrator"):
        people.change(cast.ada, name="Ada Min", email=cast.ada.email, is_administrator=False, by=cast.ada)
    other = member("Ida Roth", {}, is_administrator=True)
    people.change(cast.ada, name="Ada Min", email=cast.ada.email, is_administrator=False, by=other)
    assert not Member.objects.get(pk=cast.ada.pk).is_administrator


def test_nobody_deactivates_themselves_nor_the_last_administrator(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="yourself"):
        people.deactivate(cast.ada, by=cast.ada)
    with pytest.raises(NotPossible, match="only administrator"):
        people.deactivate(cast.ada, by=SETUP)


def test_deactivating_ends_access_at_once_and_reactivating_gives_it_back(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.ben)
    people.deactivate(cast.ben, by=cast.ada)
    assert browser.get("/me/").status_code == 302
    people.reactivate(cast.ben, by=cast.ada)
    assert browser.get("/me/").status_code == 302, "the old session stays ended"
    assert Client().login(email=cast.ben.email, password=PASSWORD)
    assert cast.ben.memberships.count() == 1


def test_signing_somebody_out_ends_all_of_their_sessions_and_nobody_elses(cast: Cast) -> None:
    phone, desk, other = Client(), Client(), Client()
    for browser, one in ((phone, cast.ben), (desk, cast.ben), (other, cast.tim)):
        browser.force_login(one)
    people.sign_out_everywhere(cast.ben, by=cast.ada)
    assert [browser.get("/me/").status_code for browser in (phone, desk, other)] == [302, 302, 200]


def test_repeating_an_act_changes_nothing(cast: Cast) -> None:
    people.deactivate(cast.nora, by=cast.ada)
    people.deactivate(cast.nora, by=cast.ada)
    people.reactivate(cast.nora, by=cast.ada)
    people.reactivate(cast.nora, by=cast.ada)
    assert verbs() == ["member.deactivate", "member.reactivate"]
