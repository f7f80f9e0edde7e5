"""Pages of working together: presence, mentions, following, notifications and their settings."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Event, Member
from inbox.actions.deliver import queue
from inbox.actions.draft import write
from inbox.actions.note import add_note
from inbox.actions.tell import tell
from inbox.models import Attention, Conversation, Delivery, Draft, Follow, Note, Notification, ReviewStep
from tests.cast import Cast, conversation
from tests.inbox.browser import bluesky, busy_inbox
from tests.inbox.drafts import desk

pytestmark = pytest.mark.django_db


def browser(member: Member) -> Client:
    """A member's browser."""
    made = Client()
    made.force_login(member)
    return made


def text(response: Any) -> str:
    """The page, which must be there."""
    assert response.status_code == 200
    return " ".join(str(response.content.decode()).split())


def mentioned(cast: Cast) -> Note:
    """Ana mentions Ben, who is told."""
    note = add_note(conversation(cast.channel), text="Hi @Ben Okafor <b>!", by=cast.ana)
    tell(list(Event.objects.filter(verb="note.add")))
    return note


def test_presence_is_for_those_who_see_and_stores_nothing(cast: Cast) -> None:
    private = conversation(cast.channel, private=True)
    ben, mia = browser(cast.ben), browser(cast.mia)
    before = Event.objects.count()
    address = f"/inbox/{private.pk}/presence/"

    assert ben.post(address, {"doing": "writing", "tab": "t"}).status_code == 204
    assert ben.post(address, {"doing": "\x00", "tab": "\x00"}).status_code == 204
    assert mia.post(address, {"doing": "writing", "tab": "t"}).status_code == 404
    assert ben.get(address).status_code == 405
    assert Event.objects.count() == before


def test_a_note_shows_whom_it_names_as_a_chip_with_the_present_name(cast: Cast) -> None:
    note = mentioned(cast)
    cast.ben.name = "Ben <i>New"
    cast.ben.save()

    page = text(browser(cast.mia).get(f"/inbox/{note.conversation_id}/"))

    assert 'Hi <bdi class="mention" data-kind="member">@Ben &lt;i&gt;New</bdi> &lt;b&gt;!' in page


def test_the_list_offers_colleagues_first_and_says_who_does_not_see(cast: Cast) -> None:
    private = conversation(cast.channel, private=True)

    def offered(member: Member, word: str) -> list[tuple[str, str]]:
        answer = browser(member).get(f"/inbox/{private.pk}/mentionable/", {"q": word})
        return [(one["name"], one["says"]) for one in answer.json()["found"]]

    assert offered(cast.ben, "torr") == [("Mia Torres", "can’t see this conversation")]
    assert offered(cast.ben, "")[0] == ("Ana Petrović", "")
    assert offered(cast.ben, "Custom") == [("Customer Service", "Department")]
    assert offered(cast.ben, "marketing") == offered(cast.ben, "hr") == []
    assert browser(cast.mia).get(f"/inbox/{private.pk}/mentionable/").status_code == 404


def test_a_lead_is_asked_before_an_outsider_is_let_in(cast: Cast) -> None:
    private = conversation(cast.channel, private=True)
    note = {"text": "@Mia Torres, please look"}
    ana = browser(cast.ana)

    page = text(ana.post(f"/inbox/{private.pk}/note/", note, follow=True))
    assert "Let them see this closed conversation?" in page
    assert "@Mia Torres, please look</textarea>" in page
    assert not Note.objects.exists()

    ana.post(f"/inbox/{private.pk}/note/", {**note, "admit": cast.mia.pk})
    assert Note.objects.get().text == "@Mia Torres, please look"
    assert Conversation.objects.visible_to(cast.mia).get() == private


def test_an_agent_is_refused_in_a_sentence_and_keeps_the_text(cast: Cast) -> None:
    private = conversation(cast.channel, private=True)

    page = text(browser(cast.ben).post(f"/inbox/{private.pk}/note/", {"text": "@Mia Torres"}, follow=True))

    assert "only a lead of Customer Service may let them in." in page
    assert "Let them see" not in page
    assert Draft.objects.get(author=cast.ben, kind="note").text == "@Mia Torres"


def test_an_address_asks_nobody_to_let_in_who_sees_already_or_is_made_up(cast: Cast) -> None:
    private = conversation(cast.channel, private=True)
    write(private, kind="note", text="hm", by=cast.ana)
    page = text(browser(cast.ana).get(f"/inbox/{private.pk}/?write=note&admit={cast.ben.pk},x,99999999,-1"))
    assert "Let them see" not in page


def test_mentions_are_shown_until_they_are_read(cast: Cast) -> None:
    note = mentioned(cast)
    ben = browser(cast.ben)

    page = text(ben.get("/mentions/"))
    assert "@Ben Okafor</bdi>" in page
    assert 'aria-label="Mentions, 1 not read"' in page
    assert f'href="/inbox/{note.conversation_id}/#note-{note.pk}"' in page
    ben.get(f"/inbox/{note.conversation_id}/")
    assert "You have read every mention." in text(ben.get("/mentions/"))
    assert "@Ben Okafor</bdi>" in text(ben.get("/mentions/?all=1"))
    assert "Nobody has mentioned you yet." in text(browser(cast.mia).get("/mentions/?all=1"))


def test_a_mention_is_marked_as_read_where_it_stands(cast: Cast) -> None:
    mentioned(cast)
    row = Notification.objects.get(recipient=cast.ben)

    assert browser(cast.mia).post(f"/notifications/{row.pk}/read/").status_code == 404
    answer = browser(cast.ben).post(f"/notifications/{row.pk}/read/", {"from": "mentions"})

    assert answer["Location"] == "/mentions/"
    row.refresh_from_db()
    assert row.read_at is not None


def test_everybody_has_a_bell(cast: Cast) -> None:
    mentioned(cast)
    page = text(browser(cast.ben).get("/notifications/"))
    assert "Ana Petrović mentioned you in a note on the conversation with Mira Castellanos." in page
    assert 'aria-label="Notifications, 1 new"' in page
    assert "Nothing has needed you yet." in text(browser(cast.nora).get("/notifications/"))


def test_following_is_one_button_and_its_way_back(cast: Cast) -> None:
    made = conversation(cast.channel)
    mia = browser(cast.mia)

    page = text(mia.post(f"/inbox/{made.pk}/follow/", follow=True))
    assert 'aria-pressed="true"' in page
    assert f'action="/inbox/{made.pk}/unfollow/"' in page
    page = text(mia.post(f"/inbox/{made.pk}/unfollow/", follow=True))
    assert 'aria-pressed="false"' in page
    assert not Follow.objects.exists()


def test_settings_are_saved_and_wrong_ones_explained(cast: Cast) -> None:
    ben = browser(cast.ben)
    page = text(ben.get("/me/notifications/"))
    assert "Something is wrong with Liaison" not in page
    wishes = {
        "mention": "off",
        "review": "app",
        "failed": "app",
        "assigned": "mail",
        "followed": "mail",
        "promised": "app",
        "planned": "off",
        "asked": "app",
        "department": "app",
    }
    hours = {"work_days": ["1", "6"], "work_from": "09:00", "work_until": "17:30", "digest_minutes": "60"}

    assert "leave both empty" in text(ben.post("/me/notifications/", {**wishes, **hours, "quiet_from": "20:00"}))
    never = {"quiet_from": "07:00", "quiet_until": "07:00"}
    assert "no mail would ever come" in text(ben.post("/me/notifications/", {**wishes, **hours, **never}))
    assert not Attention.objects.exists()
    assert "Your settings are saved." in text(ben.post("/me/notifications/", {**wishes, **hours}, follow=True))
    saved = Attention.objects.get(member=cast.ben)
    assert (saved.mention, saved.work_days, saved.quiet_from, saved.digest_minutes) == ("off", [1, 6], None, 60)
    assert "Something is wrong with Liaison" in text(browser(cast.ada).get("/me/notifications/"))


def test_a_colleagues_reply_that_the_writer_has_not_seen_is_shown_first(cast: Cast) -> None:
    made = busy_inbox(bluesky(cast.service))[0]
    newest = made.messages.get()
    seen = {"kind": "reply", "answers": newest.pk, "seen": newest.pk, "seen_reply": 0}
    queue(write(made, kind="reply", text="I called the depot.", answers=newest, by=cast.ana), by=cast.ana)

    page = text(browser(cast.ben).post(f"/inbox/{made.pk}/reply/", {**seen, "text": "Sorry!"}, follow=True))

    assert "Ana Petrović answered while you were writing." in page
    assert '<blockquote dir="auto">I called the depot.</blockquote>' in page
    assert "Sorry!</textarea>" in page
    assert "Send it all the same" in page
    assert Delivery.objects.count() == 1

    now_seen = {**seen, "seen_reply": Delivery.objects.get().pk}
    browser(cast.ben).post(f"/inbox/{made.pk}/reply/", {**now_seen, "text": "Sorry!"})
    assert Delivery.objects.count() == 2


def test_what_the_button_said_is_offered_again_beside_what_is_newer(cast: Cast) -> None:
    made = busy_inbox(bluesky(cast.service))[0]
    newest = made.messages.get()
    seen = {"kind": "reply", "answers": newest.pk, "seen": newest.pk, "seen_reply": 0, "text": "Sorry!"}
    queue(write(made, kind="reply", text="I called the depot.", answers=newest, by=cast.ana), by=cast.ana)
    ben, address = browser(cast.ben), f"/inbox/{made.pk}/reply/"

    asks = text(ben.post(address, {**seen, "way": "submit"}, follow=True))
    later = text(ben.post(address, {**seen, "later": "at", "at": "2030-01-01T09:00"}, follow=True))
    learns = text(browser(cast.tim).post(address, {**seen, "way": "submit"}, follow=True))

    for page in (asks, learns):
        assert 'name="way" value="submit"' in page.partition("Submit it all the same")[0][-400:]
    assert "Send it all the same, " in later
    assert 'name="later" value="at"' in later.partition("Send it all the same")[0][-400:]
    assert 'name="at" value="2030-01-01T09:00"' in later
    assert Delivery.objects.count() == 1


def test_a_colleagues_reply_that_waits_for_approval_is_shown_first(cast: Cast) -> None:
    at = desk(cast)
    seen = {"kind": "reply", "answers": at.asked.pk, "seen": at.asked.pk, "seen_reply": 0, "seen_step": 0}
    at.submitted(cast.ben, "We pay it back.")
    address = f"/inbox/{at.row.pk}/reply/"

    page = text(browser(cast.tim).post(address, {**seen, "text": "You get nothing.", "way": "submit"}, follow=True))

    assert "Ben Okafor’s reply waits for approval since." in page
    assert '<blockquote dir="auto">We pay it back.</blockquote>' in page
    assert "You get nothing.</textarea>" in page
    assert not Draft.objects.filter(author=cast.tim, state="submitted").exists()
    now_seen = {**seen, "seen_step": ReviewStep.objects.latest("pk").pk}
    assert f'name="seen_step" value="{now_seen["seen_step"]}"' in page
    browser(cast.tim).post(address, {**now_seen, "text": "You get nothing.", "way": "submit"})
    assert Draft.objects.filter(author=cast.tim, state="submitted").exists()


def test_a_conversation_costs_the_same_however_much_is_told(cast: Cast, django_assert_max_num_queries: Any) -> None:
    made = conversation(cast.channel)
    for number in range(12):
        add_note(made, text=f"{number} @Ben Okafor @Marketing", by=cast.ana)
    tell(list(Event.objects.all()))
    ben = browser(cast.ben)
    ben.get(f"/inbox/{made.pk}/")
    # Its requests, its clocks, who is away and who gave it to its department are one question each, its score is three.
    for address, most in ((f"/inbox/{made.pk}/", 47), ("/mentions/", 12), ("/notifications/", 12)):
        with django_assert_max_num_queries(most):
            ben.get(address)
