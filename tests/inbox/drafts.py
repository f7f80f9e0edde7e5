"""Drafts on their way, for tests: who writes what to whom, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.actors import INTAKE
from accounts.models import Event, Member
from inbox.actions.dispatch import start
from inbox.actions.draft import write
from inbox.actions.policy import create
from inbox.actions.receive import receive
from inbox.actions.review import approve
from inbox.actions.submit import submit
from inbox.models import ApprovalPolicy, Channel, Conversation, Delivery, Draft, Message
from inbox.models.draft import DraftKind
from inbox.policies import Step
from tests.cast import NOON, Cast, channel, conversation, item


@dataclass
class Desk:
    """One conversation that waits for an answer, and the people around it."""

    cast: Cast
    place: Channel
    row: Conversation

    @property
    def asked(self) -> Message:
        """The newest message of theirs."""
        return Message.objects.filter(conversation=self.row, is_ours=False).latest("pk")

    def written(self, by: Member, text: str = "We pay the fare back.") -> Draft:
        """A reply in the composer."""
        return write(self.row, kind=DraftKind.REPLY, text=text, answers=self.asked, by=by)

    def submitted(self, by: Member | None = None, text: str = "We pay the fare back.") -> Draft:
        """A reply that waits for approval; Tim's, unless told otherwise."""
        author = by or self.cast.tim
        return submit(self.written(author, text), by=author)

    def approved(self, by: Member | None = None) -> Delivery:
        """Tim's reply, approved and in the outbox."""
        draft = self.submitted()
        approve(draft, version=draft.version, by=by or self.cast.ben)
        return Delivery.objects.get(draft=draft)

    def leaves(self) -> Delivery | None:
        """A worker takes the newest reply up after its undo window; None when it is held."""
        delivery = Delivery.objects.latest("pk")
        Delivery.objects.filter(pk=delivery.pk).update(not_before=NOON)
        return start(delivery.pk)

    def hear(self, text: str = "One more thing.", **fields: Any) -> Message:
        """They write again in the same conversation."""
        arrived = item(text, thread_key=self.row.thread_key, **fields)
        receive(self.place, [arrived], by=INTAKE)
        return Message.objects.get(channel=self.place, external_id=arrived.external_id)


def desk(cast: Cast, **fields: Any) -> Desk:
    """A public question to Customer Service on a channel that can answer."""
    place = channel(cast.service, network="sandbox", **fields)
    return Desk(cast, place, conversation(place, "Do I get anything back?"))


def policy(cast: Cast, name: str, *steps: Step, second_look: bool = False, words: str = "") -> ApprovalPolicy:
    """An active policy on public replies, or on those with a word."""
    public = {"field": "visibility", "op": "is", "value": ["public"]}
    said = {"field": "text", "op": "contains_any", "value": [words]}
    tree = {"all": [said if words else public]}
    return create(name=name, tree=tree, steps=steps, second_look=second_look, by=cast.ada)


def verbs(of: str = "draft.") -> list[str]:
    """What the journal says happened, in order."""
    return list(Event.objects.filter(verb__startswith=of).order_by("pk").values_list("verb", flat=True))
