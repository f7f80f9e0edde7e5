"""Replies for programs: written, submitted, approved, queued, taken back; the same road as on the pages."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Event
from inbox.models import Conversation, Delivery, Draft
from inbox.models.draft import DraftState
from tests.cast import Cast, channel, conversation
from tests.inbox.paintings import picture
from tests.programs import Program, program_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(cast: Cast) -> Conversation:
    """A conversation on a network that takes replies."""
    return conversation(channel(cast.service, network="sandbox"), "Where is my refund?")


def write(program: Program, row: Conversation, text: str = "It is on its way.") -> dict[str, int]:
    """A draft of theirs."""
    answer = program.post("/drafts/", {"conversation": row.pk, "text": text, "answers": row.messages.get().pk})
    assert answer.status_code == 201, answer.content
    told: dict[str, int] = answer.json()
    return told


def test_a_reply_is_written_and_written_on(cast: Cast, row: Conversation) -> None:
    ben = program_of(cast.ben)
    draft = write(ben, row)
    changed = ben.change(f"/drafts/{draft['id']}/", {"text": "It left today."})
    assert (changed.status_code, changed.json()["text"], changed.json()["version"]) == (200, "It left today.", 2)
    assert changed.json()["answers"] == row.messages.get().pk
    assert Event.objects.filter(verb="draft.write").count() == 1


def test_others_do_not_see_what_is_being_written(cast: Cast, row: Conversation) -> None:
    draft = write(program_of(cast.ben), row)
    ana = program_of(cast.ana)
    assert ana.get(f"/drafts/{draft['id']}/").status_code == 404
    assert ana.get("/drafts/").json()["items"] == []


def test_a_reply_leaves_and_is_taken_back(cast: Cast, row: Conversation) -> None:
    ben = program_of(cast.ben)
    draft = write(ben, row)
    queued = ben.post(f"/drafts/{draft['id']}/queue/", {"seen": row.messages.get().pk})
    assert (queued.status_code, queued.json()["state"]) == (200, "queued")
    assert queued.json()["text"] == "It is on its way."
    cancelled = ben.post(f"/deliveries/{queued.json()['id']}/cancel/")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert Event.objects.filter(verb__in=["delivery.queue", "delivery.cancel"]).count() == 2


def test_the_same_key_queues_it_once(cast: Cast, row: Conversation) -> None:
    ben = program_of(cast.ben)
    draft = write(ben, row)
    answers = [ben.post(f"/drafts/{draft['id']}/queue/", Idempotency_Key="send-1") for _ in range(3)]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Delivery.objects.count() == 1


def test_a_trainee_submits_and_an_agent_approves_what_was_looked_at(cast: Cast, row: Conversation) -> None:
    tim, ben = program_of(cast.tim), program_of(cast.ben)
    draft = write(tim, row)
    assert tim.post(f"/drafts/{draft['id']}/queue/").status_code in (403, 409)
    submitted = tim.post(f"/drafts/{draft['id']}/submit/", {"seen": row.messages.get().pk})
    assert (submitted.status_code, submitted.json()["state"]) == (200, "submitted")
    waiting = ben.get("/drafts/?state=submitted").json()["items"]
    assert [one["id"] for one in waiting] == [draft["id"]]
    assert ben.post(f"/drafts/{draft['id']}/approve/", {"version": 99}).status_code == 409
    assert tim.post(f"/drafts/{draft['id']}/approve/", {"version": 1}).status_code == 403
    approved = ben.post(f"/drafts/{draft['id']}/approve/", {"version": submitted.json()["version"]})
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    assert Delivery.objects.get().text == "It is on its way."


def test_a_draft_is_returned_with_a_note(cast: Cast, row: Conversation) -> None:
    tim, ben = program_of(cast.tim), program_of(cast.ben)
    draft = write(tim, row)
    version = tim.post(f"/drafts/{draft['id']}/submit/").json()["version"]
    returned = ben.post(f"/drafts/{draft['id']}/return/", {"version": version, "note": "Name the day."})
    assert (returned.status_code, returned.json()["state"]) == (200, "returned")


def test_a_reply_is_scheduled_and_its_minute_changed(cast: Cast, row: Conversation) -> None:
    ben = program_of(cast.ben)
    draft = write(ben, row)
    minute = (timezone.now() + timedelta(hours=3)).replace(second=0, microsecond=0)
    planned = ben.post(f"/drafts/{draft['id']}/schedule/", {"at": minute.isoformat()})
    assert planned.status_code == 200, planned.content
    later = (minute + timedelta(hours=1)).isoformat()
    moved = ben.post(f"/deliveries/{planned.json()['id']}/reschedule/", {"at": later})
    assert moved.json()["scheduled_for"] > planned.json()["scheduled_for"]


def test_a_draft_is_discarded_and_then_nothing_can_be_written_on(cast: Cast, row: Conversation) -> None:
    ben = program_of(cast.ben)
    draft = write(ben, row)
    assert ben.post(f"/drafts/{draft['id']}/discard/").json()["state"] == "discarded"
    assert Draft.objects.get().state == DraftState.DISCARDED
    refused = ben.change(f"/drafts/{draft['id']}/", {"text": "Once more"})
    assert (refused.status_code, refused.json()["present"]["state"]) == (409, "discarded")


def test_a_draft_answers_messages_of_its_own_conversation_only(cast: Cast, row: Conversation) -> None:
    other = conversation(cast.channel)
    body = {"conversation": row.pk, "text": "Hello", "answers": other.messages.get().pk}
    assert program_of(cast.ben).post("/drafts/", body).status_code == 409


def test_somebody_stands_in_and_no_longer(cast: Cast) -> None:
    ana = program_of(cast.ana)
    until = (timezone.now() + timedelta(days=2)).isoformat()
    told = ana.post("/drafts/delegate/", {"to": cast.ben.pk, "until": until})
    assert (told.status_code, told.json()["delegate"]) == (200, cast.ben.pk)
    assert ana.post("/drafts/undelegate/").status_code == 204
    assert ana.post("/drafts/undelegate/").status_code == 409


def test_a_picture_goes_along_and_whoever_approves_sees_it(cast: Cast, row: Conversation) -> None:
    tim, ben = program_of(cast.tim), program_of(cast.ben)
    draft = write(tim, row)
    there = f"/drafts/{draft['id']}/"
    data = base64.b64encode(picture()).decode()
    put = tim.post(f"{there}attach/", {"picture": data})
    assert (put.status_code, put.json()["has_picture"], put.json()["version"]) == (200, True, draft["version"] + 1)
    tim.change(there, {"image_alt": "A bus at dawn"})
    assert tim.get(f"{there}picture/").json() == {"media_type": "image/png", "alt": "A bus at dawn", "picture": data}
    assert ben.get(f"{there}picture/").status_code == 404, "it is being written"
    tim.post(f"{there}submit/", {"seen": row.messages.get().pk})
    assert ben.get(f"{there}picture/").json()["picture"] == data
    assert tim.post(f"{there}attach/", {"picture": None}).status_code == 409
    assert ben.post(f"{there}attach/", {"picture": data}).status_code == 403


def test_a_picture_is_taken_off_again(cast: Cast, row: Conversation) -> None:
    ben = program_of(cast.ben)
    there = f"/drafts/{write(ben, row)['id']}/"
    assert ben.get(f"{there}picture/").status_code == 404
    ben.post(f"{there}attach/", {"picture": base64.b64encode(picture("GIF")).decode()})
    assert ben.post(f"{there}attach/", {"picture": None}).json()["has_picture"] is False
    assert ben.get(f"{there}picture/").status_code == 404


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("no Base64!", "This is no Base64."),
        (base64.b64encode(b"<svg/>").decode(), "This file is no picture that can be sent."),
        (base64.b64encode(picture("BMP")).decode(), "Pictures can be JPEG, PNG, WebP or GIF."),
    ],
)
def test_what_is_no_picture_is_refused_as_on_the_page(cast: Cast, row: Conversation, given: str, sentence: str) -> None:
    ben = program_of(cast.ben)
    draft = write(ben, row)
    answer = ben.post(f"/drafts/{draft['id']}/attach/", {"picture": given})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "picture", "detail": sentence}]
    reads = program_of(cast.ben, scopes=["replies.read"])
    assert reads.post(f"/drafts/{draft['id']}/attach/", {"picture": None}).status_code == 403
