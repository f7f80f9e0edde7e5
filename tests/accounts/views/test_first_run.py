"""The first steps of a fresh instance."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.first_run import may_set_up, setup_token
from accounts.models import Department, Member
from tests.accounts.views.pages import as_member, post, status, words
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
FIRST = {"name": "Ada Min", "email": "ada@northline.example", "password": PASSWORD, "time_zone": "UTC"}


@pytest.fixture(autouse=True)
def _on_this_machine(settings: Any) -> None:
    settings.DEMO_LOGINS_ALLOWED = True


@pytest.mark.parametrize("address", ["/", "/inbox/", "/me/", "/accounts/login/", "/console/data/", "/nowhere/"])
def test_every_page_leads_to_the_welcome_while_nobody_is_a_member(address: str) -> None:
    assert Client().get(address)["Location"] == "/welcome/"


def test_health_is_answered_before_the_set_up() -> None:
    assert status(None, "/healthz") == 200


def test_from_nothing_to_departments_in_three_steps() -> None:
    browser = Client()
    assert "Nobody is a member here yet." in words(browser.get("/welcome/"))
    assert browser.post("/welcome/", FIRST)["Location"] == "/welcome/departments/"
    assert "Customer Service" in words(browser.get("/welcome/departments/"))
    names = {f"name-{number}": f"Department {number}" for number in range(6)}
    answer = browser.post("/welcome/departments/", {**names, "use-0": "on", "name-0": "Care", "use-5": "on"})
    assert answer["Location"] == "/welcome/channel/"
    assert "Connect a channel" in words(browser.get("/welcome/channel/"))
    found = Department.objects.order_by("pk").values_list("name", "code", "is_closed")
    assert list(found) == [("Care", "CS", False), ("Department 5", "HR", True)]


def test_going_back_makes_nothing_twice() -> None:
    browser = Client()
    browser.post("/welcome/", FIRST)
    names = {f"name-{number}": f"Department {number}" for number in range(6)}
    for _again in range(2):
        browser.post("/welcome/departments/", {**names, "use-0": "on"})
    assert Department.objects.count() == 1


def test_at_least_one_department_is_needed() -> None:
    browser = Client()
    browser.post("/welcome/", FIRST)
    names = {f"name-{number}": f"Department {number}" for number in range(6)}
    page = words(browser.post("/welcome/departments/", names))
    assert "Choose at least one" in page


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ("CARE", "Another department above is named “CARE”; give this one a name of its own."),
        (" care ", "Another department above is named “care”; give this one a name of its own."),
        ("  ", "Say how Marketing is called here, or take its tick away."),
        ("x" * 81, "can have 80 characters at most; these are 81."),
    ],
)
def test_a_department_needs_a_name_of_its_own_and_nothing_typed_is_lost(second: str, sentence: str) -> None:
    browser = Client()
    browser.post("/welcome/", FIRST)
    names = {f"name-{number}": f"Department {number}" for number in range(6)}
    given = {**names, "use-0": "on", "name-0": "Care", "use-1": "on", "name-1": second, "name-4": "Turnover"}
    page = words(browser.post("/welcome/departments/", given))
    assert sentence in page
    assert 'value="Care"' in page
    assert 'value="Turnover"' in page
    assert not Department.objects.exists()


def test_a_name_without_its_tick_may_be_empty_or_repeated() -> None:
    browser = Client()
    browser.post("/welcome/", FIRST)
    names = {f"name-{number}": "" for number in range(6)}
    browser.post("/welcome/departments/", {**names, "use-0": "on", "name-0": "Care", "name-1": "Care"})
    assert [found.name for found in Department.objects.all()] == ["Care"]


def test_it_does_not_exist_once_somebody_is_a_member(cast: Cast) -> None:
    assert status(None, "/welcome/") == 404
    assert post(None, "/welcome/", **FIRST | {"email": "eve@elsewhere.example"}).status_code == 404
    assert not Member.objects.filter(email__startswith="eve").exists()


@pytest.mark.parametrize("address", ["/welcome/departments/", "/welcome/channel/"])
def test_the_later_steps_are_for_administrators(address: str, cast: Cast) -> None:
    assert [status(one, address) for one in (cast.ada, cast.ana, None)] == [200, 403, 302]


def test_from_another_machine_only_the_set_up_link_opens_it(settings: Any) -> None:
    settings.SETUP_TOKEN = "printed-at-the-start"
    away = Client(REMOTE_ADDR="203.0.113.7")
    assert away.get("/welcome/").status_code == 403
    assert away.post("/welcome/", FIRST).status_code == 403
    assert away.get("/welcome/?token=guessed").status_code == 403
    assert not Member.objects.exists()
    assert away.get("/welcome/?token=printed-at-the-start")["Location"] == "/welcome/"
    assert away.post("/welcome/", FIRST).status_code == 302
    assert Member.objects.get().is_administrator


@pytest.mark.parametrize(
    ("meta", "here_only", "allowed"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True, True),
        ({"REMOTE_ADDR": "::1"}, True, True),
        ({"REMOTE_ADDR": "127.0.0.1"}, False, False),
        ({"REMOTE_ADDR": "10.0.0.5"}, True, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}, True, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.7"}, True, False),
        ({"REMOTE_ADDR": ""}, True, False),
        ({}, True, False),
    ],
)
def test_who_counts_as_being_at_the_machine(meta: dict[str, str], *, here_only: bool, allowed: bool) -> None:
    token = setup_token("", "the secret key")
    assert may_set_up(meta, here_only=here_only, given="", token=token) is allowed
    assert may_set_up(meta, here_only=here_only, given=token, token=token) is True


def test_the_token_follows_from_the_secret_key_unless_chosen() -> None:
    assert setup_token("chosen", "key") == "chosen"
    assert setup_token("", "key") == setup_token("", "key") != setup_token("", "another key")


def test_a_signed_in_member_is_never_asked_again(cast: Cast) -> None:
    assert as_member(cast.ben).get("/me/").status_code == 200
