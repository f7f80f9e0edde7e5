"""The link with which somebody outside rates how their matter was resolved; it works for that resolution only."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from inbox.models import Conversation
from inbox.models.conversation import Outcome
from inbox.presenters.asides import Aside, AsideLine, register
from reports.models import Rating

OPEN_FOR = timedelta(days=30)
"""After a resolution."""
_SIGNER = Signer(sep="~", salt="reports.rating")


def link_of(conversation: Conversation) -> str:
    """The whole address; empty for what is not resolved, is over too long, or was spam."""
    if conversation.resolved_at is None or conversation.outcome == Outcome.SPAM:
        return ""
    if conversation.resolved_at < timezone.now() - OPEN_FOR:
        return ""
    return settings.LIAISON_URL + reverse("reports:rate", args=[token_of(conversation)])


def token_of(conversation: Conversation) -> str:
    """Names the conversation and when it was resolved, signed."""
    assert conversation.resolved_at is not None  # noqa: S101 - asked of what is resolved only
    return _SIGNER.sign(f"{conversation.pk}.{int(conversation.resolved_at.timestamp())}")


def conversation_of(token: str) -> tuple[Conversation | None, str]:
    """What a token names, and why it can't be rated now (empty where it can): "unknown", "again" or "over"."""
    try:
        pk, moment = (int(part) for part in _SIGNER.unsign(token).split("."))
    except (BadSignature, ValueError):
        return None, "unknown"
    found = Conversation.objects.standing().select_related("channel", "department").filter(pk=pk).first()
    if found is None:
        return None, "unknown"
    if found.resolved_at is None or int(found.resolved_at.timestamp()) != moment:
        return found, "again"
    if found.resolved_at < timezone.now() - OPEN_FOR:
        return found, "over"
    return found, ""


def rating_of(conversation: Conversation) -> Rating | None:
    """What they said of how it was resolved this time."""
    if conversation.resolved_at is None:
        return None
    return Rating.objects.filter(conversation=conversation, resolved_at=conversation.resolved_at).first()


def rating_aside(conversation: Conversation, _member: Member) -> Aside | None:
    """Beside what is resolved: how it was rated, or the link with which that is asked for."""
    link = link_of(conversation)
    if not link:
        return None
    given = rating_of(conversation)
    if given is not None:
        return Aside(_("Rating"), [AsideLine(_("%(score)s of 5") % {"score": given.score}, _("Given by their link."))])
    sentence = _("Send them this link: they rate how it went with one click. It works for 30 days.")
    return Aside(_("Rating"), [AsideLine(_("Not rated yet"), sentence, address=link)])


def connect() -> None:
    """Called once when the app is ready."""
    register(rating_aside)
