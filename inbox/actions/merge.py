"""Two conversations that are one matter: shown and worked as one, and taken apart again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.events import Act, record_all
from accounts.models import Member
from accounts.permissions import require
from inbox.actions._apart import carry, parts_of, restate, state_of, take_back
from inbox.actions._custody import hand, rest, stand_again
from inbox.actions._lock import lock_row, store
from inbox.actions.move import closed_now
from inbox.actions.refresh import refresh
from inbox.actions.resolve import FILING_COLUMNS, open_again
from inbox.models import Channel, Conversation, Merged
from inbox.models.conversation import Status
from inbox.replay import State


@transaction.atomic
def merge(part: Conversation, *, into: Conversation, by: Member) -> Conversation:
    """Show one conversation in another, with its messages, notes and drafts; returns the survivor.

    The survivor's department holds all of it, and its labels, assignee and state stand; it opens
    when the part was open and waits for us. Each message is still answered in its own thread.
    Raises NotPossible where that would show to some what was closed to them, or answer in public
    what was said in private.
    """
    part, whole = _both(part, into)
    require(by, "conversation.merge", part)
    require(by, "conversation.merge", whole)
    _refuse(part, whole)
    first = Merged.objects.filter(whole=whole).order_by("at", "pk").first()
    now = timezone.now()
    base, since = (first.base, first.since) if first else (state_of(whole).stored(), now)
    Merged.objects.create(part=part, whole=whole, member=by, at=now, since=since, base=base)
    Conversation.objects.filter(pk__in=parts_of(part.pk)).update(survivor=whole)
    carry(part, whole)
    rest(part)
    was_open = part.status == Status.OPEN
    refresh([whole.pk])
    whole = lock_row(whole.pk)
    before = whole.status
    if was_open and whole.waiting_since is not None and before != Status.OPEN:
        open_again(whole)
    store(whole, *FILING_COLUMNS)
    part.version += 1
    part.save(update_fields=["version"])
    record_all([Act("conversation.merge", whole, {"part": part.pk, "before": before}, also=(part,))], by=by)
    return whole


@transaction.atomic
def unmerge(part: Conversation, *, by: Member) -> Conversation:
    """Take a merged conversation out again, with all that came to it since; returns it.

    It stands as it stood when it was merged, plus what was said in its threads since. What
    members did meanwhile was done to the survivor and stays there. Raises NotPossible for a
    conversation that is in no other.
    """
    part, root = _both_rows(part.pk, _shows(part))
    edge = Merged.objects.filter(part=part).select_related("whole").first()
    if edge is None or part.survivor_id != root.pk:
        raise NotPossible(_("This conversation is not merged into another."))
    require(by, "conversation.unmerge", root)
    family = parts_of(part.pk)
    path = _path(edge)
    edge.delete()
    Conversation.objects.filter(pk__in=family - {part.pk}).update(survivor=part)
    part.survivor = None
    part.save(update_fields=["survivor"])
    take_back(part, root, family)
    stand_again(part)
    _restate_all(part, edge, path)
    refresh([part.pk, root.pk])
    part, root = lock_row(part.pk), lock_row(root.pk)
    _into_order(part)
    root.is_closed = closed_now(root)
    store(root, "is_closed")
    record_all([Act("conversation.unmerge", root, {"part": part.pk}, also=(part,))], by=by)
    return part


def _both(part: Conversation, into: Conversation) -> tuple[Conversation, Conversation]:
    """Both rows as they stand, each followed to what shows it; nothing arrives on them meanwhile."""
    ids = [_shows(part), _shows(into)]
    return _both_rows(*ids)


def _both_rows(one: int, other: int) -> tuple[Conversation, Conversation]:
    if one == other:
        raise NotPossible(_("These are one conversation already."))
    channels = Conversation.objects.filter(pk__in=(one, other)).values("channel_id")
    list(Channel.objects.select_for_update(no_key=True).filter(pk__in=channels).order_by("pk").values_list("pk"))
    rows = {pk: lock_row(pk) for pk in sorted((one, other))}
    return rows[one], rows[other]


def _shows(conversation: Conversation) -> int:
    """The number under which it is shown now."""
    survivor = Conversation.objects.filter(pk=conversation.pk).values_list("survivor_id", flat=True).first()
    return survivor or conversation.pk


def _refuse(part: Conversation, whole: Conversation) -> None:
    if part.survivor_id or whole.survivor_id:
        raise NotPossible(_("One of them was merged a moment ago. Look again."))
    if part.is_private != whole.is_private:
        raise NotPossible(
            _("A private conversation and a public one stay apart, so that nothing private is answered in public.")
        )
    if part.is_closed != whole.is_closed or (part.is_closed and part.department_id != whole.department_id):
        raise NotPossible(
            _("One of them is closed to those who see the other. Move it to the department that holds the other first.")
        )
    if part.is_closed and _asked(part) != _asked(whole):
        raise NotPossible(_("They are closed, and other departments were asked about one of them, who see only that."))


def _asked(conversation: Conversation) -> set[int]:
    return set(conversation.asked_departments.values_list("department_id", flat=True))


def _path(edge: Merged) -> list[tuple[Conversation, Merged, Merged | None]]:
    """Each conversation that showed it, the innermost first, with its base and what it was merged into."""
    found = []
    whole: Conversation | None = edge.whole
    while whole is not None:
        first = Merged.objects.filter(whole=whole).order_by("at", "pk").first()
        up = Merged.objects.filter(part=whole).select_related("whole").first()
        if first is not None:
            found.append((whole, first, up))
        whole = up.whole if up else None
    return found


def _restate_all(part: Conversation, edge: Merged, path: list[tuple[Conversation, Merged, Merged | None]]) -> None:
    """The part goes on from where it rested; those that showed it are as if it had never been there."""
    part = lock_row(part.pk)
    restate(part, state_of(part), edge.at)
    for whole, first, up in path:
        restate(lock_row(whole.pk), State(**first.base), first.since, up.at if up else None)


def _into_order(part: Conversation) -> None:
    """What changed in the house while it rested: its assignee may be gone, its department archived."""
    if part.assignee is not None and not part.assignee.is_active:
        part.assignee = None
    if not part.department.is_active and part.status != Status.RESOLVED:
        hand(part, part.channel.default_department)
    part.is_closed = closed_now(part)
    store(part, "assignee", "department", "is_closed")
