"""From the invite page over the mail to the first sign-in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail

from accounts.actions import invitations
from accounts.models import Invitation, Mail, Member
from tests.accounts.views.pages import as_member, asks_to_sign_in, post, status, words
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(cast: Cast, django_capture_on_commit_callbacks: Any) -> str:
    """Zoe is invited on the page; this is the address in her mail."""
    with django_capture_on_commit_callbacks(execute=True):
        fields = {"name": "Zoe Falk", "email": "zoe@northline.example", f"role-{cast.service.pk}": "agent"}
        answer = post(cast.ada, "/people/invite/", **fields)
    assert answer["Location"] == "/people/?show=invited"
    found = re.search(r"(/invitation/[\w-]+/)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_opening_the_link_changes_nothing(link: str, cast: Cast) -> None:
    page = words(as_member(None).get(link))
    assert "Ada Min invites you, zoe@northline.example." in page
    assert "Customer Service" in page
    assert Invitation.objects.get().accepted_at is None
    assert not Member.objects.filter(name="Zoe Falk").exists()


def test_accepting_it_signs_in(link: str, cast: Cast) -> None:
    browser = as_member(None)
    browser.post(link, {"name": "Zoe Falk", "password": PASSWORD, "time_zone": "Europe/Oslo"})
    assert browser.get("/me/").status_code == 200
    zoe = Member.objects.get(email="zoe@northline.example")
    assert [place.department for place in zoe.memberships.all()] == [cast.service]
    assert browser.get(link).status_code == 410
    assert "was accepted" in words(browser.get(link))


def test_a_weak_password_is_refused_on_the_form(link: str, cast: Cast) -> None:
    answer = post(None, link, name="Zoe Falk", password="zoe falk", time_zone="UTC")
    assert answer.status_code == 200
    assert "too short" in words(answer)
    assert not Member.objects.filter(name="Zoe Falk").exists()


def test_a_wrong_or_withdrawn_link_opens_nothing(link: str, cast: Cast) -> None:
    assert status(None, "/invitation/wrong/") == 404
    invitations.withdraw(Invitation.objects.get(), by=cast.ada)
    assert post(None, link, name="Zoe", password=PASSWORD, time_zone="UTC").status_code == 410
    assert not Member.objects.filter(name="Zoe").exists()


@pytest.mark.parametrize("act", ["resend", "withdraw"])
def test_acts_on_invitations_are_for_administrators_and_by_post(act: str, link: str, cast: Cast) -> None:
    address = f"/people/invitations/{Invitation.objects.get().pk}/{act}/"
    assert post(cast.ana, address).status_code == 403
    assert status(cast.ada, address) == 405
    assert asks_to_sign_in(post(None, address))
    assert post(cast.ada, address).status_code == 302


def test_an_act_that_is_no_longer_possible_is_answered_409(link: str, cast: Cast) -> None:
    address = f"/people/invitations/{Invitation.objects.get().pk}/withdraw/"
    post(cast.ada, address)
    answer = post(cast.ada, address)
    assert answer.status_code == 409
    assert "This invitation was withdrawn." in words(answer)


def test_inviting_a_member_is_refused_on_the_form(cast: Cast) -> None:
    page = words(post(cast.ada, "/people/invite/", name="Ben", email="BEN@northline.example"))
    assert "Ben Okafor has this e-mail already." in page


def test_without_a_mail_server_the_mail_lies_in_the_outbox(
    cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MAILERS = {"default": {"BACKEND": "accounts.mail.OutboxBackend"}}
    browser = as_member(cast.ada)
    assert "No mail server is set" in words(browser.get("/people/invite/"))
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post("/people/invite/", {"name": "Zoe", "email": "zoe@northline.example"}, follow=True)
    assert "lies in the outbox" in words(answer)
    stored = Mail.objects.get()
    assert "zoe@northline.example" in words(browser.get("/console/outbox/"))
    letter = words(browser.get(f"/console/outbox/{stored.pk}/"))
    found = re.search(r'href="(http[^"]+/invitation/[\w-]+/)"', letter)
    assert found
    assert as_member(None).get(found[1].removeprefix(settings.LIAISON_URL)).status_code == 200
    assert status(cast.ana, f"/console/outbox/{stored.pk}/") == 403
