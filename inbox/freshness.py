"""Whether a reply still answers what its writer read: nothing new from that person, nothing changed or gone.

Whoever asks to decide holds the conversation's row: of a message and a sending that race,
whichever had the row first stands.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Event
from inbox.models import Contact, Conversation, Draft, Message
from inbox.versions import words_of


class Cause(StrEnum):
    """Why a draft needs another look; each has its sentence in SENTENCES."""

    REMOVED = "removed"
    EDITED = "edited"
    WROTE = "wrote"
    POLICY = "policy"
    HELD = "held"


SENTENCES = {
    Cause.REMOVED: lambda: _("The message it answers was deleted by its author."),
    Cause.EDITED: lambda: _("The message it answers was edited since. Read it, then look again."),
    Cause.WROTE: lambda: _("They wrote again before it left. Read that, then look again."),
    Cause.POLICY: lambda: _("Who must approve it has changed meanwhile. It stays until they have."),
    Cause.HELD: lambda: _("It was held while a crisis was on, and its minute has passed. Does it still hold?"),
}


def newest_of_theirs(conversation: Conversation) -> int:
    """The number of the newest message that we did not write; 0 when there is none."""
    theirs = Message.objects.filter(conversation=conversation, is_ours=False, is_context=False, removed_at=None)
    return theirs.aggregate(newest=Max("pk"))["newest"] or 0


def read_up_to(conversation: Conversation, claimed: int | None) -> int:
    """What somebody can have read: as they claim, but never more than there is; all there is without a claim."""
    newest = newest_of_theirs(conversation)
    return newest if claimed is None else min(claimed, newest)


def fingerprint(message: Message | None) -> str:
    """Stands for the words of the message that is answered."""
    return words_of(message.text) if message else ""


def why_stale(draft: Draft, heard: Collection[Message] = (), *, is_read_now: bool = False) -> Cause | None:
    """What has happened to the person's side since `draft` was written or last looked at; None when nothing has.

    `heard` are messages that arrived just now. What others say in a public thread changes nothing,
    nor do messages of before that only a merge brought beside it: unless somebody says
    that they have read all there is (`is_read_now`).
    """
    rows = Message.objects.select_related("author__contact")
    answered = rows.get(pk=draft.answers_id) if draft.answers_id else None
    if answered is None or answered.removed_at:
        return Cause.REMOVED
    if draft.answered_version and fingerprint(answered) != draft.answered_version:
        return Cause.EDITED
    if answered.author is None:
        return None
    theirs = _by_outsiders(draft).filter(_same_person(answered)).exclude(pk=answered.pk)
    newer = Q(pk__gt=draft.seen_message)
    if not is_read_now:
        newer &= Q(home=answered.home_id)
    just_now = Q(pk__in=[message.pk for message in heard])
    return Cause.WROTE if theirs.filter(newer | just_now).exists() else None


def why_held(draft: Draft) -> Cause | None:
    """Why a stale draft is held: what stands against it now, else what the journal says took it down."""
    found = why_stale(draft)
    if found is not None:
        return found
    rows = Event.objects.filter(verb="draft.stale", subject_kind="draft", subject_id=draft.pk).order_by("-pk")
    last = rows.first()
    return Cause(last.data["cause"]) if last is not None else None


def others_since(draft: Draft) -> int:
    """How many messages of other people have come since: told, and no reason to wait."""
    if draft.answers is None or draft.answers.author is None:
        return 0
    later = _by_outsiders(draft).filter(pk__gt=draft.seen_message)
    return later.exclude(_same_person(draft.answers)).count()


def _by_outsiders(draft: Draft) -> QuerySet[Message]:
    """What others wrote in its conversation, and stands."""
    return Message.objects.filter(
        conversation=draft.conversation_id, is_ours=False, is_context=False, removed_at=None
    ).order_by()


def _same_person(message: Message) -> Q:
    """Written by its author, by whatever account of theirs, as far as we know that they are one."""
    contact = message.author.contact if message.author else None
    whole = (contact.survivor_id or contact.pk) if contact else None
    known = Contact.objects.filter(Q(pk=whole) | Q(survivor=whole))
    return Q(author__contact__in=known.values("pk"))
