"""A closed department's work does not exist for outsiders' programs either: in no list, at no address, in no feed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Event, Member
from inbox.models import Conversation
from tests.cast import Cast, channel, conversation
from tests.inbox.api.test_every_verb import RESOURCES
from tests.inbox.requests import reason
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


@pytest.fixture
def hidden(cast: Cast) -> Conversation:
    """A conversation of HR, on a network that takes replies."""
    return conversation(channel(cast.hr, network="sandbox"), "About my manager")


def looks(hidden: Conversation) -> int:
    """How often an administrator looked into it, as the journal has it."""
    return Event.objects.filter(verb="conversation.view_closed", subject_id=hidden.pk).count()


def kept_there(cast: Cast, hidden: Conversation) -> dict[str, int]:
    """What HR's lead leaves on it by program: the number of one row for each resource."""
    hal = program_of(cast.hal)
    message = hidden.messages.get().pk
    due = (timezone.now() + timedelta(hours=4)).isoformat()
    asking = {"to": [cast.marketing.pk], "reason": reason().pk, "question": "May we say so?", "due_at": due}
    draft = hal.post("/drafts/", {"conversation": hidden.pk, "text": "We are on it.", "answers": message}).json()["id"]
    delivery = hal.post(f"/drafts/{draft}/queue/", {"seen": message})
    fact = hal.post(f"/messages/{message}/fact/", {"text": "Works nights."})
    asked = hal.post(f"/conversations/{hidden.pk}/ask/", asking)
    note = hal.post(f"/conversations/{hidden.pk}/note/", {"text": "Called back."})
    answers = (delivery, fact, asked, note)
    assert [answer.status_code for answer in answers] == [200] * 4, [answer.content for answer in answers]
    return {
        **{"drafts": draft, "deliveries": delivery.json()["id"], "facts": fact.json()["id"]},
        **{"escalations": asked.json()[0]["id"], "notes": note.json()["id"], "messages": message},
    }


def test_each_row_that_an_administrator_reads_is_a_look(cast: Cast, hidden: Conversation) -> None:
    rows = kept_there(cast, hidden)
    ada = program_of(cast.ada)
    for count, (name, number) in enumerate(rows.items(), start=1):
        assert ada.get(f"/{name}/{number}/").status_code == 200, name
        assert looks(hidden) == count, name
    assert program_of(cast.hal).get(f"/drafts/{rows['drafts']}/").status_code == 200
    assert looks(hidden) == len(rows)


def test_no_list_tells_administrators_of_it_by_the_way(cast: Cast, hidden: Conversation) -> None:
    rows = kept_there(cast, hidden)
    ada = program_of(cast.ada)
    for name in rows:
        assert ada.get(f"/{name}/").json()["items"] == [], name
    assert looks(hidden) == 0
    contact = hidden.author.contact_id if hidden.author else 0
    assert [one["text"] for one in ada.get(f"/facts/?contact={contact}").json()["items"]] == ["Works nights."]
    assert looks(hidden) == 1


def test_what_an_act_and_a_refusal_show_is_a_look_too(cast: Cast, hidden: Conversation) -> None:
    ada = program_of(cast.ada)
    path = f"/conversations/{hidden.pk}"
    told = {
        ada.post(f"{path}/follow/"): 200,
        ada.post(f"{path}/take/", If_Match='"an older one"'): 412,
        ada.post(f"{path}/take/", If_Match='"an older one"', Idempotency_Key="k-1"): 412,
        ada.post(f"{path}/reopen/"): 409,
    }
    for answer, status in told.items():
        assert answer.status_code == status, answer.content
        shown = answer.json() if status == 200 else answer.json()["present"]
        assert shown["preview"] == "About my manager"
    assert looks(hidden) == 4


def test_a_change_that_is_refused_with_how_it_stands_is_a_look(cast: Cast, hidden: Conversation) -> None:
    rows = kept_there(cast, hidden)
    refused = program_of(cast.ada).patch(f"/drafts/{rows['drafts']}/", {"text": "x"})
    assert (refused.status_code, refused.json()["present"]["text"]) == (428, "We are on it.")
    assert looks(hidden) == 1


def test_a_look_is_noted_whatever_the_scopes_of_the_token(cast: Cast, hidden: Conversation) -> None:
    rows = kept_there(cast, hidden)
    reader = program_of(cast.ada, scopes=["replies.read"])
    assert reader.get(f"/drafts/{rows['drafts']}/").status_code == 200
    assert looks(hidden) == 1
