"""Signing in and out, and what the journal keeps of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.backends import may_enter
from accounts.models import Event, Member
from tests.accounts.views.pages import as_member, status, words
from tests.cast import PASSWORD, Cast, member

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "an even longer passphrase"


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


def enter(browser: Client, email: str, password: str = PASSWORD) -> Any:
    return browser.post("/accounts/login/", {"login": email, "password": password})


def show_again(browser: Client) -> None:
    """Before anything about one's access changes, the password is asked once more."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})


def journal(verb: str) -> list[tuple[str, int, dict[str, Any]]]:
    rows = Event.objects.filter(verb=verb)
    return [(event.actor_kind, event.subject_id, event.data) for event in rows]


def code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize("email", ["ben@northline.example", "BEN@northline.example"])
def test_members_sign_in_by_e_mail_and_it_is_journalled(email: str, cast: Cast) -> None:
    browser = Client()
    assert enter(browser, email)["Location"] == "/"
    assert browser.get("/me/").status_code == 200
    assert journal("member.sign_in") == [("member", cast.ben.pk, {})]
    browser.post("/accounts/logout/")
    assert browser.get("/me/").status_code == 302
    assert journal("member.sign_out") == [("member", cast.ben.pk, {})]


def test_the_way_back_to_a_password_is_offered_once(cast: Cast) -> None:
    first, refused = Client().get("/accounts/login/"), enter(Client(), "ben@northline.example", "wrong")
    again = as_member(cast.ben).get("/accounts/reauthenticate/")
    for page in (first, refused, again):
        assert words(page).count("Forgot your password?") == 1
        assert words(page).count("/accounts/password/reset/") == 1


def test_signing_out_needs_a_press_not_a_link(cast: Cast) -> None:
    browser = as_member(cast.ben)
    assert "Sign out?" in words(browser.get("/accounts/logout/"))
    assert browser.get("/me/").status_code == 200


def test_a_wrong_password_is_journalled_for_the_member_without_naming_them(cast: Cast) -> None:
    enter(Client(), "ben@northline.example", "wrong")
    assert journal("member.sign_in_fail") == [("system", cast.ben.pk, {})]


def test_an_unknown_address_and_a_wrong_password_look_alike(cast: Cast) -> None:
    def answer(email: str) -> str:
        page = words(enter(Client(), email, "wrong"))
        return re.sub(r'value="[^"]*"', "", page)

    assert answer("ben@northline.example") == answer("eve@elsewhere.example")


def test_asking_for_a_new_password_tells_nothing_and_mails_members_only(cast: Cast) -> None:
    answers = [
        Client().post("/accounts/password/reset/", {"email": one}) for one in ("ben@northline.example", "eve@x.example")
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert [letter.to for letter in mail.outbox] == [["ben@northline.example"]]


def test_a_mailed_link_sets_a_new_password_and_ends_old_sessions(cast: Cast) -> None:
    old = as_member(cast.ben)
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": "ben@northline.example"})
    assert mail.outbox[0].subject == "Choose a new password for Liaison"
    found = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[0].body))
    assert found
    form = browser.get(found[0], follow=True)
    address = form.redirect_chain[-1][0]
    assert "Choose a new password" in words(form)
    browser.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert Member.objects.get(pk=cast.ben.pk).check_password(NEW_PASSWORD)
    assert journal("member.change_password") == [("member", cast.ben.pk, {"how": "reset"})]
    assert old.get("/me/").status_code == 302


def test_changing_the_password_is_journalled(cast: Cast) -> None:
    browser = Client()
    enter(browser, "ben@northline.example")
    fields = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    browser.post("/accounts/password/change/", fields)
    assert journal("member.change_password") == [("member", cast.ben.pk, {"how": "changed"})]


def test_a_new_address_counts_once_its_link_is_confirmed(cast: Cast) -> None:
    browser = Client()
    enter(browser, "ben@northline.example")
    show_again(browser)
    browser.post("/accounts/email/", {"email": "benny@northline.example", "action_add": "1"})
    found = re.search(r"/accounts/confirm-email/\S+", str(mail.outbox[-1].body))
    assert found
    assert "signs in as benny@northline.example" in words(browser.get(found[0]))
    assert Member.objects.get(pk=cast.ben.pk).email == "ben@northline.example"
    browser.post(found[0])
    assert Member.objects.get(pk=cast.ben.pk).email == "benny@northline.example"
    assert journal("member.change_email") == [("member", cast.ben.pk, {})]


def test_a_former_members_right_password_looks_like_a_wrong_one(cast: Cast) -> None:
    Member.objects.filter(pk=cast.nora.pk).update(is_active=False)
    pages = [words(enter(Client(), "nora@northline.example", one)) for one in (PASSWORD, "wrong")]
    assert pages[0].split("<form")[0] == pages[1].split("<form")[0]
    assert "inactive" not in pages[0]


def test_there_is_no_open_sign_up(cast: Cast) -> None:
    fields = {"email": "eve@elsewhere.example", "password1": PASSWORD, "password2": PASSWORD}
    answer = Client().post("/accounts/signup/", fields)
    assert "Members are invited" in words(answer)
    assert not Member.objects.filter(email__startswith="eve").exists()


@pytest.mark.django_db(transaction=True)
@time_machine.travel(timezone.now(), tick=False)  # a code is good for half a minute
def test_a_second_factor_is_set_up_asked_for_and_given_up(cast: Cast) -> None:
    browser = Client()
    enter(browser, "ben@northline.example")
    assert browser.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
    show_again(browser)
    browser.get("/accounts/2fa/totp/activate/")
    secret = browser.session["mfa.totp.secret"]
    browser.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert Authenticator.objects.filter(user=cast.ben, type="totp").exists()
    assert "codes are left" in words(browser.get("/accounts/2fa/"))
    cache.clear()
    other = Client()
    assert enter(other, "ben@northline.example")["Location"].startswith("/accounts/2fa/authenticate/")
    assert other.get("/me/").status_code == 302
    other.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert other.get("/me/").status_code == 200
    browser.post("/accounts/2fa/totp/deactivate/")
    changes = {(data["factor"], data["change"]) for _, _, data in journal("member.change_factors")}
    assert {("totp", "added"), ("totp", "removed")} <= changes


def test_codes_and_secrets_never_reach_the_journal(cast: Cast) -> None:
    browser = Client()
    enter(browser, "ben@northline.example")
    assert browser.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
    show_again(browser)
    browser.get("/accounts/2fa/totp/activate/")
    secret = browser.session["mfa.totp.secret"]
    browser.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    kept = str(list(Event.objects.values()))
    assert secret not in kept
    assert PASSWORD not in kept


@pytest.mark.parametrize(
    ("is_active", "is_demo", "demo_allowed", "enters"),
    [
        (True, False, False, True),
        (True, True, True, True),
        (True, True, False, False),
        (False, False, True, False),
        (False, True, True, False),
    ],
)
def test_who_enters(*, is_active: bool, is_demo: bool, demo_allowed: bool, enters: bool) -> None:
    assert may_enter(is_active=is_active, is_demo=is_demo, demo_allowed=demo_allowed) is enters


def test_demo_logins_are_refused_where_others_reach_the_machine(cast: Cast, settings: Any) -> None:
    dee = member("Dee Demo", {}, is_demo=True)
    settings.DEMO_LOGINS_ALLOWED = False
    browser = Client()
    assert enter(browser, dee.email).status_code == 200
    assert browser.get("/me/").status_code == 302
    assert "Dee Demo" not in words(browser.get("/accounts/login/"))
    assert browser.post(f"/demo-sign-in/{dee.pk}/").status_code == 404


def test_a_demo_session_ends_when_demo_logins_are_no_longer_allowed(cast: Cast, settings: Any) -> None:
    settings.DEMO_LOGINS_ALLOWED = True
    browser = as_member(member("Dee Demo", {}, is_demo=True))
    assert browser.get("/me/").status_code == 200
    settings.DEMO_LOGINS_ALLOWED = False
    assert browser.get("/me/").status_code == 302


def test_on_this_machine_a_press_enters_as_one_of_the_demos_people_only(cast: Cast, settings: Any) -> None:
    settings.DEMO_LOGINS_ALLOWED = True
    dee, browser = member("Dee Demo", {}, is_demo=True), Client()
    assert "Dee Demo" in words(browser.get("/accounts/login/"))
    assert browser.get(f"/demo-sign-in/{dee.pk}/").status_code == 405
    assert browser.post(f"/demo-sign-in/{cast.ada.pk}/").status_code == 404
    browser.post(f"/demo-sign-in/{dee.pk}/")
    assert browser.get("/me/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "login/",
        "password/reset/",
        "password/reset/done/",
        "signup/",
        "inactive/",
        "confirm-email/",
        "password/reset/key/done/",
    ],
)
def test_every_page_before_the_sign_in_is_drawn_in_our_look(address: str, cast: Cast) -> None:
    page = words(Client().get(f"/accounts/{address}"))
    assert 'class="door"' in page


@pytest.mark.parametrize("address", ["password/change/", "email/", "2fa/", "2fa/totp/activate/", "reauthenticate/"])
def test_every_page_about_ones_access_is_drawn_in_our_look(address: str, cast: Cast) -> None:
    browser = Client()
    enter(browser, "ben@northline.example")
    show_again(browser)
    answer = browser.get(f"/accounts/{address}")
    assert answer.status_code == 200
    assert "css/app" in words(answer)
    assert status(None, f"/accounts/{address}") == 302
