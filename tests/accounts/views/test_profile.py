"""One's own settings."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Event, Member
from tests.accounts.views.pages import as_member, asks_to_sign_in, post, status, words
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def chosen(**fields: Any) -> dict[str, Any]:
    return {
        **{"name": "Ben Okafor", "time_zone": "UTC", "language": "en", "theme": "system"},
        **{"density": "comfortable", "undo_seconds": "15", "open_next": "on", "shortcuts": "on"},
        **fields,
    }


def test_every_member_has_the_page_and_strangers_do_not(cast: Cast) -> None:
    assert [status(one, "/me/") for one in (cast.ben, cast.nora, cast.ada)] == [200, 200, 200]
    assert asks_to_sign_in(as_member(None).get("/me/"))


def test_settings_are_saved_and_win_over_this_devices_choice(cast: Cast) -> None:
    browser = as_member(cast.ben)
    browser.cookies["theme"] = "light"
    answer = browser.post("/me/", chosen(theme="dark", density="compact", undo_seconds="0"))
    assert answer.status_code == 302
    stored = Member.objects.get(pk=cast.ben.pk)
    assert (stored.theme, stored.density, stored.undo_seconds) == ("dark", "compact", 0)
    assert 'data-theme="dark" data-density="compact"' in words(browser.get("/me/"))


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Mars/Olympus"}, {"undo_seconds": "7"}, {"language": "xx"}, {"name": ""}]
)
def test_senseless_settings_are_refused(wrong: dict[str, str], cast: Cast) -> None:
    assert post(cast.ben, "/me/", **chosen(**wrong)).status_code == 200
    assert not Event.objects.filter(verb="profile.change").exists()


def test_nobody_becomes_administrator_by_a_smuggled_field(cast: Cast) -> None:
    post(cast.ben, "/me/", **chosen(is_administrator="on", email="x@elsewhere.example"))
    stored = Member.objects.get(pk=cast.ben.pk)
    assert (stored.is_administrator, stored.email) == (False, "ben@northline.example")


def test_times_are_written_in_the_members_zone(cast: Cast) -> None:
    found = conversation(cast.channel)
    Member.objects.filter(pk=cast.ben.pk).update(time_zone="Asia/Tokyo")
    assert "JST" in words(as_member(cast.ben).get(f"/inbox/{found.pk}/"))
    assert "JST" not in words(as_member(cast.ana).get(f"/inbox/{found.pk}/"))


def test_signing_out_everywhere_ends_this_session_and_the_others(cast: Cast) -> None:
    here, there = as_member(cast.ben), as_member(cast.ben)
    assert asks_to_sign_in(here.post("/me/sign-out-everywhere/"))
    assert [browser.get("/me/").status_code for browser in (here, there)] == [302, 302]
    assert status(cast.ben, "/me/sign-out-everywhere/") == 405
