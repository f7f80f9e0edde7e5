"""Ways around approval, tried one by one: each is refused with a sentence, and nothing leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.errors import Refused
from accounts.models import Member, Membership, Role
from inbox.actions.delegate import delegate
from inbox.actions.deliver import queue, send_again
from inbox.actions.dispatch import start
from inbox.actions.draft import Picture, attach, write
from inbox.actions.review import approve, look_again, return_draft
from inbox.actions.submit import submit, withdraw
from inbox.models import Delivery, Draft, Message
from inbox.policies import Step
from tests.cast import NOON, Cast
from tests.inbox.drafts import Desk, desk, policy

pytestmark = pytest.mark.django_db
WORDS = "We pay the fare back."


class Try:
    """Somebody at their browser, or a program that calls the product's own acts."""

    def __init__(self, at: Desk, client: Client) -> None:
        self.at, self.client, self.cast = at, client, at.cast

    def post(self, who: Member, address: str, **fields: Any) -> str:
        """What the page says after a form was sent, as one member."""
        self.client.force_login(who)
        return self.client.post(address, fields, follow=True).content.decode()

    def reply(self, who: Member, text: str = WORDS, **fields: Any) -> str:
        """A direct post to where replies are sent."""
        own = {"kind": "reply", "text": text, "answers": self.at.asked.pk, "seen": self.at.asked.pk}
        return self.post(who, f"/inbox/{self.at.row.pk}/reply/", **own | fields)

    def decide(self, who: Member, draft: Draft, word: str = "approve", **fields: Any) -> str:
        """A direct post to where drafts are decided on."""
        return self.post(who, f"/review/{draft.pk}/{word}/", **{"version": draft.version} | fields)

    def said(self, act: Callable[[], object]) -> str:
        """The sentence with which an act of the product refuses."""
        with pytest.raises(Refused) as refusal:
            act()
        return str(refusal.value)

    def tims(self) -> Draft:
        """A trainee's, which an agent must approve."""
        return self.at.submitted(self.cast.tim, "Thank you for telling us.")

    def bens(self) -> Draft:
        """An agent's, which the lead of Marketing must approve."""
        return self.at.submitted(self.cast.ben, WORDS)

    def adas(self) -> Draft:
        """An administrator's own."""
        return self.at.submitted(self.cast.ada, WORDS)


def replayed(go: Try, between: Callable[[Draft], object], word: str = "approve", **fields: Any) -> str:
    """A form that was open in a tab while something else happened."""
    draft = go.tims()
    between(draft)
    answer = go.decide(go.cast.ana, draft, word, **fields)
    Delivery.objects.filter(state="queued").update(state="cancelled")
    return answer


def at_the_claim(go: Try, change: Callable[[Delivery], object]) -> str:
    """Something that is turned round between approval and sending."""
    draft = go.tims()
    approve(draft, version=1, by=go.cast.ben)
    delivery = Delivery.objects.get()
    change(delivery)
    assert start(delivery.pk) is None
    delivery.refresh_from_db()
    return str(delivery.error)


def standing_in(go: Try) -> str:
    """By the right of its own author, who is away."""
    delegate(go.cast.ana, to=go.cast.mia, until=NOON.replace(year=2030), by=go.cast.ana)
    return go.decide(go.cast.mia, go.at.submitted(go.cast.ana, "Hello."))


def held(go: Try) -> Delivery:
    """A reply that needs another look."""
    delivery = queue(go.at.written(go.cast.ben, "Hello."), by=go.cast.ben)
    go.at.hear()
    return delivery


def stale(go: Try) -> Draft:
    """A draft that needs another look."""
    draft = go.tims()
    go.at.hear()
    return draft


NEEDS, OWN, OTHERS, LATE = "must be approved first", "wrote or submitted", "waits for somebody else", "any more"
BULK = "Choose what to do with them."
PICTURE = Picture(b"\x89PNG", "image/png")
ATTEMPTS: dict[str, tuple[Callable[[Try], str], str]] = {
    # Straight to where replies are sent, with every field that might be believed.
    "a trainee sends": (lambda go: go.reply(go.cast.tim, way="send"), "needs the role Agent"),
    "a trainee leaves the way out": (lambda go: go.reply(go.cast.tim), "needs the role Agent"),
    "a way that does not exist": (lambda go: go.reply(go.cast.tim, way="approve"), "none of the choices"),
    "an observer sends": (lambda go: go.reply(go.cast.olga), "needs the role"),
    "another department sends": (lambda go: go.reply(go.cast.mia), "needs the role"),
    "an agent sends what a policy holds": (lambda go: go.reply(go.cast.ben, way="send"), NEEDS),
    "a lead sends what a policy holds": (lambda go: go.reply(go.cast.ana, way="send"), NEEDS),
    "an administrator sends what a policy holds": (lambda go: go.reply(go.cast.ada, way="send"), NEEDS),
    "the way is left out": (lambda go: go.reply(go.cast.ben), NEEDS),
    "with a state": (lambda go: go.reply(go.cast.ben, state="approved", approved_version="1"), NEEDS),
    "with another author": (lambda go: go.reply(go.cast.ben, author=go.cast.ana.pk, member=go.cast.ana.pk), NEEDS),
    "with an approver": (lambda go: go.reply(go.cast.ben, by=go.cast.ada.pk, decided_by=go.cast.ada.pk), NEEDS),
    "with other capitals": (lambda go: go.reply(go.cast.ben, text="We pay the FARE back."), NEEDS),
    "an empty text": (lambda go: go.reply(go.cast.ben, text=" ", way="submit"), "empty"),
    # Deciding on one's own.
    "a trainee approves their own": (lambda go: go.decide(go.cast.tim, go.tims()), OWN),
    "a trainee changes their own": (lambda go: go.decide(go.cast.tim, go.tims(), "amend", text="Hi."), OWN),
    "a trainee returns their own": (lambda go: go.decide(go.cast.tim, go.tims(), "return", note="Hi."), OWN),
    "an agent approves their own": (lambda go: go.decide(go.cast.ben, go.bens()), OWN),
    "an agent names another": (lambda go: go.decide(go.cast.ben, go.bens(), by=go.cast.mia.pk), OWN),
    "an agent changes their own": (lambda go: go.decide(go.cast.ben, go.bens(), "amend", text="Hi."), OWN),
    "an administrator approves their own": (lambda go: go.decide(go.cast.ada, go.adas()), OWN),
    "a colleague in their place": (standing_in, OTHERS),
    # Deciding on what asks somebody else.
    "a lead of another department": (lambda go: go.decide(go.cast.ana, go.bens()), OTHERS),
    "an agent where a lead is asked": (lambda go: go.decide(go.cast.mia, go.bens()), OTHERS),
    "an observer approves": (lambda go: go.decide(go.cast.olga, go.tims()), OTHERS),
    "who belongs nowhere approves": (lambda go: go.decide(go.cast.nora, go.tims()), OTHERS),
    "who belongs nowhere returns": (lambda go: go.decide(go.cast.nora, go.tims(), "return", note="No."), OTHERS),
    # Old tabs and repeated requests.
    "a version that is not there": (lambda go: go.decide(go.cast.ben, go.tims(), version=9), "since you looked"),
    "a version that is no number": (lambda go: go.decide(go.cast.ben, go.tims(), version="x"), "version"),
    "no version": (lambda go: go.decide(go.cast.ben, go.tims(), version=""), "version"),
    "approved already": (lambda go: replayed(go, lambda draft: approve(draft, version=1, by=go.cast.ben)), LATE),
    "approved, then changed": (
        lambda go: replayed(go, lambda draft: approve(draft, version=1, by=go.cast.ben), "amend", text="Hi."),
        LATE,
    ),
    "returned already": (
        lambda go: replayed(go, lambda draft: return_draft(draft, note="No.", version=1, by=go.cast.ben)),
        LATE,
    ),
    "taken back already": (lambda go: replayed(go, lambda draft: withdraw(draft, by=go.cast.tim)), LATE),
    "approved while stale": (lambda go: go.decide(go.cast.ben, stale(go)), "Look at it again first"),
    "changed while stale": (lambda go: go.decide(go.cast.ben, stale(go), "amend", text="Hi."), "Look at it again"),
    "looked at what was there before": (
        lambda go: go.decide(go.cast.ben, stale(go), "look-again", seen=go.at.asked.pk - 1),
        "wrote again",
    ),
    "looked at by who is not asked": (
        lambda go: go.decide(go.cast.mia, stale(go), "look-again", seen=10**9),
        "Its author looks again",
    ),
    "sent again without a look": (
        lambda go: go.post(go.cast.ben, f"/inbox/deliveries/{held(go).pk}/send-again/", seen=10**9),
        "Look at it again first",
    ),
    # In bulk, and through Django's own pages.
    "approved in bulk": (lambda go: go.post(go.cast.ben, "/inbox/bulk/start/", act="approve", id=go.at.row.pk), BULK),
    "sent in bulk": (
        lambda go: go.post(go.cast.ben, "/inbox/bulk/start/", act="delivery.queue", id=go.at.row.pk),
        BULK,
    ),
    "the administrators' data pages": (
        lambda go: go.post(go.cast.ada, f"/data/inbox/draft/{go.tims().pk}/change/", state="approved"),
        "There is nothing here for you.",
    ),
    # Through the acts themselves, as a program would.
    "queued by who did not write it": (
        lambda go: go.said(lambda: queue(go.at.written(go.cast.tim, "Hi."), by=go.cast.ben)),
        "Only its author",
    ),
    "queued after it was submitted": (
        lambda go: go.said(lambda: queue(go.bens(), by=go.cast.ben)),
        "submitted already",
    ),
    "submitted by who did not write it": (
        lambda go: go.said(lambda: submit(go.at.written(go.cast.tim, "Hi."), by=go.cast.ben)),
        "Only its author",
    ),
    "another picture afterwards": (
        lambda go: go.said(lambda: attach(go.tims(), picture=PICTURE, by=go.cast.tim)),
        "no longer being written",
    ),
    "a note as a reply": (
        lambda go: go.said(
            lambda: queue(write(go.at.row, kind="note", text="Hi.", by=go.cast.ben), by=go.cast.ben),
        ),
        "for members only",
    ),
    "sent again by the act": (
        lambda go: go.said(lambda: send_again(held(go), by=go.cast.ben)),
        "Look at it again first",
    ),
    "looked at without anything new": (
        lambda go: go.said(lambda: look_again(go.tims(), version=1, seen=10**9, by=go.cast.ben)),
        "no other look",
    ),
    # Between approval and sending.
    "other words in the outbox": (
        lambda go: at_the_claim(go, lambda one: Delivery.objects.update(text="Hi.")),
        "not the words that were approved",
    ),
    "other words in the draft's version": (
        lambda go: at_the_claim(go, lambda one: Draft.objects.update(approved_version=7)),
        "not the words that were approved",
    ),
    "a picture put to it": (
        lambda go: at_the_claim(go, lambda one: Draft.objects.update(image=b"\x89PNG", image_type="image/png")),
        "not the words that were approved",
    ),
    "its author left the department": (
        lambda go: at_the_claim(go, lambda one: Membership.objects.filter(member=go.cast.tim).delete()),
        "may no longer send here",
    ),
    "its approver is gone": (
        lambda go: at_the_claim(go, lambda one: Member.objects.filter(pk=go.cast.ben.pk).update(is_active=False)),
        "no longer works here",
    ),
    "its approver only looks on by now": (
        lambda go: at_the_claim(
            go, lambda one: Membership.objects.filter(member=go.cast.ben).update(role=Role.OBSERVER)
        ),
        "must approve it has changed",
    ),
    "a policy came meanwhile": (
        lambda go: at_the_claim(go, lambda one: policy(go.cast, "New", Step(go.cast.marketing.pk, "lead"))),
        "must approve it has changed",
    ),
    "what it answers was edited": (
        lambda go: at_the_claim(go, lambda one: Message.objects.filter(pk=go.at.asked.pk).update(text="Never mind.")),
        "was edited since",
    ),
    "what it answers is gone": (
        lambda go: at_the_claim(go, lambda one: Message.objects.filter(pk=go.at.asked.pk).update(removed_at=NOON)),
        "was deleted by its author",
    ),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_is_refused_with_a_sentence(cast: Cast, client: Client, attempt: str) -> None:
    for person in Member.objects.all():
        person.undo_seconds = 0
        person.save()
    for name in ("ana", "ben", "tim", "mia", "ada"):
        getattr(cast, name).undo_seconds = 0
    policy(cast, "Money back", Step(cast.marketing.pk, "lead"), words="fare")
    go = Try(desk(cast), client)
    way, sentence = ATTEMPTS[attempt]
    assert sentence in way(go)
    assert [row.pk for row in Delivery.objects.all() if start(row.pk)] == []


def test_there_are_at_least_forty() -> None:
    assert len(ATTEMPTS) >= 40
