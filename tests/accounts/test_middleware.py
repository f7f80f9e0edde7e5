"""Refusals become answers in one place; errors are told in our look; every answer carries its policy."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.accounts.views.pages import as_member, words
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_refusal_for_want_of_a_right_is_403_with_its_sentence_and_the_way_back(cast: Cast) -> None:
    answer = as_member(cast.ana).get("/people/", headers={"Referer": "http://testserver/departments/?x=1"})
    assert answer.status_code == 403
    assert "Only an administrator may do this." in words(answer)
    assert 'href="/departments/?x=1"' in words(answer)


def test_the_way_back_never_leads_to_another_site(cast: Cast) -> None:
    answer = as_member(cast.ana).get("/people/", headers={"Referer": "https://elsewhere.example/people/"})
    assert "elsewhere.example" not in words(answer)


def test_htmx_gets_the_toast_alone(cast: Cast) -> None:
    answer = as_member(cast.ana).get("/people/", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert answer["HX-Reswap"] == "none"
    page = words(answer)
    assert page.count("Only an administrator may do this.") == 1
    assert "hx-swap-oob" in page
    assert "<html" not in page


def test_what_is_absent_and_what_is_hidden_look_alike(cast: Cast) -> None:
    browser = as_member(cast.ana)
    absent, hidden = browser.get("/departments/nowhere/"), browser.get("/departments/hr/")
    assert absent.status_code == hidden.status_code == 404
    assert words(absent) == words(hidden)
    assert "There is nothing here for you." in words(absent)


def test_a_form_that_was_open_for_too_long_is_explained(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.ben)
    answer = browser.post("/me/", {"name": "Ben"})
    assert answer.status_code == 403
    assert "open for too long" in words(answer)
    toast = browser.post("/me/", {"name": "Ben"}, headers={"HX-Request": "true"})
    assert (toast.status_code, toast["HX-Reswap"]) == (403, "none")


def test_a_broken_page_says_so_without_needing_the_database(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: object
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("accounts.views.profile.ProfileForm", broken)
    browser = as_member(cast.ben)
    browser.raise_request_exception = False
    answer = browser.get("/me/")
    assert answer.status_code == 500
    assert "it is our fault" in words(answer)
    assert "broken on purpose" not in words(answer)


@pytest.mark.parametrize("address", ["/accounts/login/", "/me/", "/departments/", "/nowhere/", "/console/data/"])
def test_every_answer_carries_the_content_security_policy(address: str, cast: Cast) -> None:
    policy = as_member(cast.ada).get(address)["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
