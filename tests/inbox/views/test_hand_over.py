"""The page on which somebody's access ends."""

from __future__ import annotations

import pytest

from accounts.models import Member
from inbox.actions.assign import assign
from inbox.models import Conversation
from tests.accounts.views.pages import as_member, asks_to_sign_in, post, status, words
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(cast: Cast) -> str:
    assign(conversation(cast.channel), to=cast.ben, by=cast.ana)
    return f"/people/{cast.ben.pk}/deactivate/"


def test_it_lists_what_they_hold_and_who_could_take_it(address: str, cast: Cast) -> None:
    page = words(as_member(cast.ada).get(address))
    assert "What Ben Okafor works on" in page
    assert "Ana Petrović" in page
    assert "Back to the department" in page
    assert "Mia Torres" not in page


def test_looking_changes_nothing(address: str, cast: Cast) -> None:
    assert status(cast.ada, address) == 200
    assert Member.objects.get(pk=cast.ben.pk).is_active


def test_posting_hands_over_and_ends_access(address: str, cast: Cast) -> None:
    theirs = as_member(cast.ben)
    assert post(cast.ada, address, **{f"to-{cast.service.pk}": cast.ana.pk}).status_code == 302
    assert Conversation.objects.get().assignee == cast.ana
    assert theirs.get("/me/").status_code == 302
    assert status(cast.ada, address) == 404, "a former member is not deactivated again"
    post(cast.ada, f"/people/{cast.ben.pk}/reactivate/")
    assert Member.objects.get(pk=cast.ben.pk).is_active


def test_an_outsider_is_no_choice(address: str, cast: Cast) -> None:
    assert post(cast.ada, address, **{f"to-{cast.service.pk}": cast.mia.pk}).status_code == 200
    assert Member.objects.get(pk=cast.ben.pk).is_active


def test_it_is_for_administrators(address: str, cast: Cast) -> None:
    assert status(cast.ana, address) == 403
    assert post(cast.ana, address).status_code == 403
    assert asks_to_sign_in(post(None, address))
    assert Member.objects.get(pk=cast.ben.pk).is_active


def test_administrators_cannot_end_their_own_access(cast: Cast) -> None:
    page = words(post(cast.ada, f"/people/{cast.ada.pk}/deactivate/"))
    assert "You can’t deactivate yourself" in page or "You can&#39;t deactivate yourself" in page
