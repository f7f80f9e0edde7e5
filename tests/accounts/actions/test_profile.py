"""What is one's own."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.actions import profile
from accounts.errors import NotAllowed
from accounts.models import Event, Member
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_members_without_any_department_change_their_own_profile(cast: Cast) -> None:
    profile.change(cast.nora, by=cast.nora, time_zone="Asia/Tokyo", undo_seconds=30)
    stored = Member.objects.get(pk=cast.nora.pk)
    assert (stored.time_zone, stored.undo_seconds) == ("Asia/Tokyo", 30)
    assert Event.objects.get().data == {"fields": ["time_zone", "undo_seconds"]}


def test_not_even_an_administrator_changes_somebody_elses(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match=r"Only Nora Quist may do this\."):
        profile.change(cast.nora, by=cast.ada, theme="dark")


def test_rights_are_no_part_of_a_profile(cast: Cast) -> None:
    with pytest.raises(TypeError, match="is_administrator"):
        profile.change(cast.nora, by=cast.nora, is_administrator=True)


def test_saving_the_same_again_leaves_no_event(cast: Cast) -> None:
    profile.change(cast.nora, by=cast.nora, theme=cast.nora.theme)
    assert not Event.objects.exists()


def test_signing_out_everywhere_ends_this_session_too(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.nora)
    profile.sign_out_everywhere(cast.nora, by=cast.nora)
    assert browser.get("/me/").status_code == 302
    assert Event.objects.filter(verb="profile.sign_out_everywhere").count() == 1
