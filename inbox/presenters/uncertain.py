"""Replies that were perhaps sent and that looking did not settle: what a person needs to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.formats import clock
from accounts.models import Member
from accounts.permissions import RANK, roles_of
from accounts.verbs import VERBS
from inbox.models import Conversation, Delivery
from inbox.models.delivery import DeliveryQuerySet
from inbox.presenters.networks import account_of, network_label
from inbox.presenters.texts import web_address

MOST = 100


@dataclass(frozen=True, slots=True)
class UncertainView:
    """One of them, on the list."""

    pk: int
    text: str
    sender: str
    since: datetime
    to: str
    department: str
    conversation: str
    network: str
    network_key: str
    account: str
    thread: str
    result: str


def to_settle(member: Member) -> DeliveryQuerySet:
    """Those that wait for this member: visible, and in a department where they may decide."""
    found: DeliveryQuerySet = Delivery.objects.for_people()
    if member.is_administrator:
        return found
    least = RANK[VERBS["delivery.send_again"]]
    places = [department for department, role in roles_of(member).items() if role.rank >= least]
    visible = Conversation.objects.visible_to(member).filter(department__in=places)
    return found.filter(conversation__in=visible.order_by().values("pk"))


def uncertain_views(member: Member) -> list[UncertainView]:
    """The longest-waiting first, at most MOST."""
    of_conversation = ("conversation__department", "conversation__author__contact", "conversation__post")
    related = (*of_conversation, "channel", "member", "answers")
    rows = to_settle(member).select_related(*related).defer("record", "channel__credentials")
    return [_view(row) for row in rows.order_by("first_started_at", "pk")[:MOST]]


def _view(row: Delivery) -> UncertainView:
    place: Conversation = row.conversation
    return UncertainView(
        pk=row.pk,
        text=row.text,
        sender=str(row.member),
        since=row.first_started_at or row.created_at,
        to=str(place),
        department=str(place.department),
        conversation=reverse("inbox:conversation", args=[place.pk]),
        network=network_label(row.channel.network),
        network_key=row.channel.network,
        account=account_of(row.channel),
        thread=_thread(row),
        result=_result(row),
    )


def _result(row: Delivery) -> str:
    """What the network left unsaid, and what looking brought."""
    looked = _("We looked %(count)d times and did not find it; we look again at %(time)s.")
    said = looked % {"count": row.look_ups, "time": clock(row.not_before)}
    error = row.error.strip()
    return f"{error}{'' if error.endswith('.') or not error else '.'} {said}".strip()


def _thread(row: Delivery) -> str:
    """Where to look: the message it answers, else our post, else our account."""
    answered = row.answers.url if row.answers else ""
    post = row.conversation.post.url if row.conversation.post else ""
    return next((address for given in (answered, post, row.channel.url) if (address := web_address(given))), "")
