"""The composer's addresses: nothing typed is ever lost, nothing leaves twice or unread."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.actors import INTAKE
from inbox.actions.deliver import queue
from inbox.actions.draft import write
from inbox.actions.receive import receive
from inbox.channels.base import Removed
from inbox.models import Conversation, Delivery, Draft, Message, Note
from inbox.models.delivery import LOOK_UP_WAITS
from tests.cast import Cast, conversation, item
from tests.inbox.browser import bluesky

pytestmark = pytest.mark.django_db
EXTRA = {"uri": "at://1", "cid": "c1", "root_uri": "at://1", "root_cid": "c1"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def made(cast: Cast, client: Client) -> Conversation:
    """A mention on a channel that can be answered, and Ben signed in."""
    client.force_login(cast.ben)
    return conversation(bluesky(cast.service), external_id="m1", extra=EXTRA)


def page_of(client: Client, made: Conversation) -> str:
    return client.get(f"/inbox/{made.pk}/").content.decode()


def picture() -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (2, 2), "teal").save(data, "PNG")
    return SimpleUploadedFile("bus.png", data.getvalue(), "image/png")


def reply(client: Client, made: Conversation, text: str = "On its way.", **facts: Any) -> str:
    newest = Message.objects.filter(conversation=made, is_ours=False).latest("pk")
    values = {"kind": "reply", "text": text, "answers": newest.pk, "seen": newest.pk, **facts}
    return client.post(f"/inbox/{made.pk}/reply/", values, follow=True).content.decode()


def test_a_draft_is_saved_and_counted_as_the_network_counts(client: Client, made: Conversation) -> None:
    facts = {"kind": "reply", "text": "Line one\r\n👩‍👩‍👧"}
    told = client.post(f"/inbox/{made.pk}/draft/", facts, headers=JSON).json()
    assert told["saved"].startswith("Saved ")
    assert told["count"]["text"] == "10 / 300"
    assert Draft.objects.get().text == "Line one\n👩‍👩‍👧"
    assert "👩‍👩‍👧</textarea>" in page_of(client, made)


def test_a_draft_too_long_is_saved_and_named(client: Client, made: Conversation) -> None:
    told = client.post(f"/inbox/{made.pk}/draft/", {"kind": "reply", "text": "x" * 301}, headers=JSON).json()
    assert told["count"]["problem"]
    assert len(Draft.objects.get().text) == 301


def test_without_script_a_draft_is_saved_by_a_button(cast: Cast, client: Client, made: Conversation) -> None:
    client.force_login(cast.tim)
    page = page_of(client, made)
    assert "Asks an agent of Customer Service. Its writer may draft for Customer Service, and not send." in page
    assert f'formaction="/inbox/{made.pk}/draft/"' in page
    response = client.post(
        f"/inbox/{made.pk}/draft/", {"kind": "reply", "text": "Hm"}, headers={"Accept": "text/html"}, follow=True
    )
    assert "Your draft is saved." in response.content.decode()


def test_each_member_has_buffers_of_their_own(cast: Cast, client: Client, made: Conversation) -> None:
    write(made, kind="reply", text="Ana’s words", by=cast.ana)
    assert "Ana’s words" not in page_of(client, made)


def test_a_reply_that_something_holds_back_does_not_claim_to_leave(client: Client, made: Conversation) -> None:
    reply(client, made)
    Delivery.objects.update(not_before=timezone.now() - timedelta(minutes=2))
    page = page_of(client, made)
    assert "Held back" in page
    assert "Leaves at once" not in page


def test_while_liaison_looks_nobody_is_asked_to_send_again(client: Client, made: Conversation) -> None:
    reply(client, made)
    Delivery.objects.update(state="uncertain", look_ups=1, doubted_at=timezone.now())
    page = page_of(client, made)
    assert "Liaison looks for it there" in page
    assert "send again" not in page
    client.post(f"/inbox/deliveries/{Delivery.objects.get().pk}/send-again/")
    assert Delivery.objects.get().state == "uncertain"


def test_a_reply_waits_for_its_undo_and_comes_back(client: Client, made: Conversation) -> None:
    page = reply(client, made)
    delivery = Delivery.objects.get()
    assert "Your reply leaves in 15 s." in page
    assert f"/inbox/deliveries/{delivery.pk}/cancel/" in page
    assert "Leaves at once" in page
    client.post(f"/inbox/deliveries/{delivery.pk}/cancel/")
    assert "On its way.</textarea>" in page_of(client, made)


def test_the_button_says_what_will_happen(client: Client, made: Conversation) -> None:
    page = page_of(client, made)
    assert "Reply publicly as @northline.example on Bluesky" in page
    assert "<b>Mira Castellanos’s mention of" in page


def test_the_reply_names_the_message_chosen(client: Client, made: Conversation) -> None:
    receive(made.channel, [item("Me too", parent_external_id="m1", extra=EXTRA)], by=INTAKE)
    first = Message.objects.get(external_id="m1")
    page = client.get(f"/inbox/{made.pk}/?answers={first.pk}").content.decode()
    assert f'name="answers" value="{first.pk}"' in page


def test_what_is_refused_stays_in_the_composer(client: Client, made: Conversation) -> None:
    page = reply(client, made, "y" * 301)
    assert 'data-level="error"' in page
    assert "y" * 301 in page
    assert not Delivery.objects.exists()


def test_nothing_leaves_over_something_unread(client: Client, made: Conversation) -> None:
    seen = Message.objects.get(external_id="m1").pk
    receive(made.channel, [item("Never mind!", parent_external_id="m1", extra=EXTRA)], by=INTAKE)
    page = reply(client, made, seen=seen)
    assert "wrote again while you were writing." in page
    assert "On its way.</textarea>" in page
    assert not Delivery.objects.exists()
    reply(client, made)
    assert Delivery.objects.count() == 1


def test_a_picture_goes_along_with_its_description(client: Client, made: Conversation) -> None:
    reply(client, made, image=picture(), alt="A teal bus")
    assert Delivery.objects.get().draft.image_type == "image/png"


def test_a_picture_without_description_does_not_leave_and_is_kept(client: Client, made: Conversation) -> None:
    page = reply(client, made, image=picture())
    assert "Describe the picture for those who can&#39;t see it." in page
    assert "A picture is attached" in page
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"GIF89a", b""])
def test_what_is_no_picture_is_refused_and_the_text_kept(client: Client, made: Conversation, data: bytes) -> None:
    page = reply(client, made, image=SimpleUploadedFile("x.png", data, "image/png"))
    assert 'data-level="error"' in page
    assert "On its way.</textarea>" in page


def test_a_note_is_for_members_and_leaves_the_reply_alone(client: Client, made: Conversation) -> None:
    client.post(f"/inbox/{made.pk}/draft/", {"kind": "reply", "text": "for Mira"}, headers=JSON)
    page = client.post(f"/inbox/{made.pk}/note/", {"text": "for us <b>"}, follow=True).content.decode()
    assert Note.objects.get().text == "for us <b>"
    assert "for us &lt;b&gt;" in page
    assert "for Mira</textarea>" in page


def test_a_note_that_is_too_long_stays_in_the_composer(client: Client, made: Conversation) -> None:
    client.post(f"/inbox/{made.pk}/note/", {"text": "word " * 5000})
    page = page_of(client, made)
    assert "A note has at most" in page
    assert "word " * 4000 in page


def test_a_reply_that_is_too_long_stays_in_the_composer(client: Client, made: Conversation) -> None:
    client.post(f"/inbox/{made.pk}/reply/", {"kind": "reply", "text": "word " * 5000})
    assert "word " * 4000 in page_of(client, made)
    assert not Delivery.objects.exists()


def test_an_empty_note_is_refused(client: Client, made: Conversation) -> None:
    assert "The note is empty." in client.post(f"/inbox/{made.pk}/note/", {"text": " "}, follow=True).content.decode()


def test_observers_write_notes_only(cast: Cast, client: Client, made: Conversation) -> None:
    client.force_login(cast.olga)
    page = page_of(client, made)
    assert f"/inbox/{made.pk}/reply/" not in page
    assert f"/inbox/{made.pk}/note/" in page
    assert client.post(f"/inbox/{made.pk}/draft/", {"kind": "reply", "text": "x"}, headers=JSON).status_code == 409
    reply(client, made)
    assert not Delivery.objects.exists()


def test_a_channel_that_can_only_be_read_offers_a_note(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    made = conversation(cast.channel)
    page = page_of(client, made)
    assert f"/inbox/{made.pk}/reply/" not in page
    assert f"/inbox/{made.pk}/note/" in page


STATES = {
    "sending": "Leaving now",
    "sent": "Sent",
    "confirmed": "Seen on Bluesky",
    "retry": "Tried 0 times",
    "uncertain": "Perhaps sent",
    "rejected": "Not sent",
}


@pytest.mark.parametrize(("state", "words"), STATES.items())
def test_it_says_how_a_reply_stands(cast: Cast, client: Client, made: Conversation, state: str, words: str) -> None:
    draft = write(made, kind="reply", text="Soon.", by=cast.ben, answers=made.messages.get())
    queue(draft, by=cast.ben)
    Delivery.objects.update(state=state, error="The post it answers was deleted.")
    page = page_of(client, made)
    assert words in page
    assert ("Send again" in page) == (state == "rejected")
    assert ("It is there" in page) == (state == "uncertain")
    listed = client.get("/inbox/").content.decode()
    assert ("Not sent" in listed) == (state == "rejected")
    assert ("Perhaps sent" in listed) == (state == "uncertain")


@pytest.mark.parametrize(("word", "state"), [("attest", "sent"), ("drop", "cancelled")])
def test_a_person_settles_what_is_uncertain(
    cast: Cast, client: Client, made: Conversation, word: str, state: str
) -> None:
    draft = write(made, kind="reply", text="Soon.", by=cast.ben, answers=made.messages.get())
    delivery = queue(draft, by=cast.ben)
    Delivery.objects.update(state="uncertain", look_ups=len(LOOK_UP_WAITS))
    client.post(f"/inbox/deliveries/{delivery.pk}/{word}/")
    assert Delivery.objects.get().state == state


def test_a_form_submitted_twice_makes_one_reply(cast: Cast, client: Client, made: Conversation) -> None:
    facts = {"kind": "reply", "text": "Soon.", "answers": made.messages.get().pk}
    for _ in range(3):
        client.post(f"/inbox/{made.pk}/reply/", facts)
    assert Delivery.objects.count() == 1
    assert "This very reply has been sent already." in page_of(client, made)
    assert not made.drafts.filter(state="writing").exists()


def test_a_nul_is_only_a_character(client: Client, made: Conversation) -> None:
    assert client.post(f"/inbox/{made.pk}/note/", {"text": "a\x00b"}).status_code == 302
    assert client.get("/inbox/?department=%00").status_code == 200


def test_a_rejected_reply_is_sent_again(cast: Cast, client: Client, made: Conversation) -> None:
    draft = write(made, kind="reply", text="Soon.", by=cast.ben, answers=made.messages.get())
    delivery = queue(draft, by=cast.ben)
    Delivery.objects.update(state="rejected")
    client.post(f"/inbox/deliveries/{delivery.pk}/send-again/")
    assert Delivery.objects.get().state == "queued"


def test_a_rejected_reply_is_not_sent_again_past_what_nobody_has_read(
    cast: Cast, client: Client, made: Conversation
) -> None:
    asked = made.messages.get()
    delivery = queue(write(made, kind="reply", text="Soon.", by=cast.ben, answers=asked), by=cast.ben)
    Delivery.objects.update(state="rejected")
    before = f'<input type="hidden" name="seen" value="{asked.pk}">'
    assert before in page_of(client, made)
    receive(made.channel, [item("Stop, do not.", thread_key=made.thread_key)], by=INTAKE)

    for shown in ({}, {"seen": asked.pk}, {"seen": "x"}):
        client.post(f"/inbox/deliveries/{delivery.pk}/send-again/", shown)
        assert Delivery.objects.get().state == "rejected"
    page = page_of(client, made)
    assert "They wrote again before it left." in page
    newest = made.messages.latest("pk").pk
    assert f'name="seen" value="{newest}">' in page
    client.post(f"/inbox/deliveries/{delivery.pk}/send-again/", {"seen": newest})
    assert Delivery.objects.get().state == "queued"


def test_our_reply_is_taken_down_from_the_page(client: Client, made: Conversation) -> None:
    receive(made.channel, [item("Ours", parent_external_id="m1", external_id="o1", ours=True)], by=INTAKE)
    ours = Message.objects.get(external_id="o1")
    assert f"/inbox/messages/{ours.pk}/delete/" in page_of(client, made)
    client.post(f"/inbox/messages/{ours.pk}/delete/")
    assert "Being taken down on Bluesky" in page_of(client, made)


def test_theirs_can_not_be_taken_down(client: Client, made: Conversation) -> None:
    theirs = made.messages.get()
    page = client.post(f"/inbox/messages/{theirs.pk}/delete/", follow=True).content.decode()
    assert "Only our own messages can be deleted." in page


def test_edits_deletions_and_links_are_shown(client: Client, made: Conversation) -> None:
    link = {"start": 0, "end": 3, "url": "https://bus.example/"}
    bad = {"start": 4, "end": 7, "url": "javascript:alert(1)"}
    made.messages.update(text="See the bus", links=[link, bad], url="https://bsky.app/p/1", edited_at=made.opened_at)
    page = page_of(client, made)
    assert '<a href="https://bus.example/" rel="noopener nofollow ugc" target="_blank">See</a>' in page
    assert "javascript:" not in page
    assert ">edited<" in page
    assert 'href="https://bsky.app/p/1"' in page
    receive(made.channel, [Removed("m1")], by=INTAKE)
    page = page_of(client, made)
    assert "Deleted by its author" in page
    assert 'href="https://bsky.app/p/1"' not in page
    assert "See" in page


@pytest.mark.parametrize(
    "address", ["deliveries/{}/cancel/", "deliveries/{}/attest/", "deliveries/{}/drop/", "deliveries/{}/send-again/"]
)
def test_outsiders_find_no_delivery(cast: Cast, client: Client, made: Conversation, address: str) -> None:
    draft = write(made, kind="reply", text="Soon.", by=cast.ben, answers=made.messages.get())
    delivery = queue(draft, by=cast.ben)
    Conversation.objects.update(is_closed=True)
    client.force_login(cast.mia)
    assert client.post(f"/inbox/{address.format(delivery.pk)}").status_code == 404
    assert client.post(f"/inbox/messages/{made.messages.get().pk}/delete/").status_code == 404
