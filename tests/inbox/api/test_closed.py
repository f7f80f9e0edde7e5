"""A closed department's work does not exist for outsiders' programs either: in no list, at no address, in no feed."""

from __future__ import annotations

import pytest

from accounts.models import Member
from inbox.models import Conversation
from tests.cast import Cast
from tests.inbox.api.test_every_verb import RESOURCES
from tests.programs import program_of
from tests.test_canary import CANARY, secret

__all__ = ["secret"]  # a fixture
pytestmark = pytest.mark.django_db


def outsiders(cast: Cast) -> list[Member]:
    """Everybody who is neither of HR nor an administrator."""
    return [cast.ana, cast.mia, cast.olga, cast.nora]


def test_no_list_and_no_row_tells_of_it(cast: Cast, secret: Conversation) -> None:
    inside, outside = program_of(cast.hal), [program_of(member) for member in outsiders(cast)[:2]]
    for resource in RESOURCES:
        hidden = [] if resource.administrators else inside.get(f"/{resource.name}/?limit=200").json()["items"]
        known = [row["id"] for row in hidden if CANARY in str(row)]
        for program in outside:
            assert CANARY not in program.get(f"/{resource.name}/?limit=200").content.decode(), resource.name
            for number in known[:2]:
                assert program.get(f"/{resource.name}/{number}/").status_code == 404, resource.name


def test_insiders_are_told_of_it(cast: Cast, secret: Conversation) -> None:
    inside = program_of(cast.hal)
    for name in ("conversations", "messages", "notes", "drafts", "escalations", "contacts", "labels", "channels"):
        assert CANARY in inside.get(f"/{name}/?limit=200").content.decode(), name


def test_no_act_and_no_filter_leads_to_it(cast: Cast, secret: Conversation) -> None:
    for member in outsiders(cast):
        outside = program_of(member)
        for path in (f"/messages/?conversation={secret.pk}", f"/notes/?conversation={secret.pk}"):
            assert outside.get(path).status_code == 400
        for word in ("take", "follow", "note", "resolve", "undo"):
            assert outside.post(f"/conversations/{secret.pk}/{word}/").status_code == 404
        assert outside.post("/drafts/", {"conversation": secret.pk, "text": "Hello"}).status_code == 400
        assert outside.post("/bulk/", {"act": "take", "conversations": [secret.pk]}).status_code == 409
        assert outside.get(f"/events/?conversation={secret.pk}").json()["items"] == []
    secret.refresh_from_db()
    assert secret.assignee is None
