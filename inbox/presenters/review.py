"""The review queue and one draft in it: what was asked, what we would say, and why it waits."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import clock, short_name
from accounts.models import Member
from inbox.connect import channel_of
from inbox.diffing import Stretch, diff, words_changed
from inbox.freshness import SENTENCES, Cause, newest_of_theirs, others_since, why_held
from inbox.models import Draft, DraftVersion, Message, ReviewStep
from inbox.models.draft import WAITING, DraftState
from inbox.models.review import Decision
from inbox.presenters.happenings import Names
from inbox.presenters.later import leaves_at
from inbox.presenters.measure import Count, count_of
from inbox.presenters.media import MediaView, copies_of
from inbox.presenters.networks import account_of, network_label
from inbox.presenters.rivals import rivals_of
from inbox.presenters.rows import author_name
from inbox.presenters.submitted import shown_pictures, shown_text
from inbox.presenters.thread import MessageView, Reader
from inbox.reviewing import approver, decides_for, steps_of, to_review

MOST, MESSAGES = 100, 8
RELATED = (
    "conversation__author__contact",
    "conversation__department",
    "conversation__channel",
    "conversation__post",
    "author",
    "answers__author__contact",
    "answers__channel",
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One draft in the list; `moment` is since when it waits."""

    pk: int
    href: str
    name: str
    network: str
    lead: str
    text: str
    author: str
    department: str
    department_mark: str
    moment: datetime
    stale: bool
    current: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in words, decided or not."""

    icon: str
    sentence: str
    because: list[str]
    note: str = ""
    moment: datetime | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What a version changed in the one before it."""

    sentence: str
    stretches: list[Stretch]
    moment: datetime


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with all that a decision needs; `seen` is the newest message that the page shows."""

    pk: int
    version: int
    seen: int
    title: str
    customer: str
    conversation: str
    private: bool
    messages: list[MessageView]
    text: str
    stretches: list[Stretch]
    changed: str
    changes: list[Change]
    count: Count
    account: str
    network: str
    network_name: str
    preview: str
    pictures: list[MediaView]
    steps: list[StepLine]
    submitted: str
    state: str
    standing: str
    stale: str
    others: str
    rivals: list[str]
    may_decide: bool
    may_look: bool
    look_words: str
    may_withdraw: bool
    is_last: bool
    leaves: str
    place: str = ""
    previous: str = ""
    next: str = ""
    answered: Message | None = field(default=None, repr=False)


def queue_of(member: Member, current: int | None = None) -> list[QueueRow]:
    """What this member may decide on, the longest-waiting first, at most MOST."""
    steps = to_review(member).select_related(*(f"draft__{name}" for name in RELATED))
    rows = steps.defer("draft__image", "draft__conversation__channel__credentials").order_by("asked_at", "pk")
    return [_row(step, current) for step in rows[:MOST]]


def draft_view(draft: Draft, member: Member, rows: list[QueueRow], typed: str | None = None) -> DraftView:
    """One draft as this member sees it, with its neighbours in the queue; of one that is open, what was submitted.

    `typed` is what an approver would have instead: it is counted and previewed.
    """
    prefetch_related_objects([draft], Prefetch("versions", DraftVersion.objects.select_related("author")))
    steps, versions = steps_of(draft), list(draft.versions.all())
    step = next((one for one in steps if not one.decision), None)
    waits = draft.state in WAITING and draft.approved_version is None and step is not None
    able = waits and step is not None and decides_for(member, step, draft) is not None
    cause = why_held(draft) if draft.state == DraftState.STALE else None
    stale = draft.state == DraftState.STALE
    channel, text = channel_of(draft), shown_text(draft)
    said, changes = text if typed is None else typed, _changes(versions)
    before = versions[-2].text if len(versions) > 1 else text
    author, customer = short_name(str(draft.author), ""), author_name(draft.conversation)
    open_steps = [one for one in steps if not one.decision]
    around = _around(rows, draft.pk)
    return DraftView(
        pk=draft.pk,
        version=draft.version,
        seen=newest_of_theirs(draft.conversation),
        title=_("%(author)s’s reply to %(name)s") % {"author": author, "name": customer},
        customer=customer,
        conversation=reverse("inbox:conversation", args=[draft.conversation_id]),
        private=draft.conversation.is_private,
        messages=_messages(draft, member),
        text=text,
        stretches=diff(before, text),
        changed=_counted(diff(before, text)) if before != text else "",
        changes=changes,
        count=count_of(channel, said),
        account=account_of(channel),
        network=channel.network,
        network_name=network_label(channel.network),
        preview=said,
        pictures=shown_pictures(draft),
        steps=[_line(one, waits=waits and one is step) for one in steps],
        submitted=_submitted(draft),
        state=draft.state,
        standing=str(draft.get_state_display()),
        stale=_stale(cause) if stale else "",
        others=_others(draft) if waits else "",
        rivals=rivals_of(draft) if waits else [],
        may_decide=able,
        may_look=stale and waits and (able or draft.author_id == member.pk),
        look_words=_("It still holds") if cause in (Cause.POLICY, Cause.HELD) else _("I have read what is new"),
        may_withdraw=waits and draft.author_id == member.pk,
        is_last=len(open_steps) <= 1,
        leaves=_leaves(member, draft),
        answered=draft.answers,
        **around,
    )


def next_in_queue(member: Member, after: int) -> str:
    """Where to go on after deciding on a draft: the one that follows it, else the oldest."""
    rows = queue_of(member)
    others = [row for row in rows if row.pk != after]
    return others[0].href if others else reverse("inbox:review")


def _row(step: ReviewStep, current: int | None) -> QueueRow:
    draft: Draft = step.draft
    place = draft.conversation
    first = str(draft.author).split(maxsplit=1)[0]
    return QueueRow(
        pk=draft.pk,
        href=reverse("inbox:review_draft", args=[draft.pk]),
        name=author_name(place),
        network=channel_of(draft).network,
        lead=f"{first}:",
        text=draft.text,
        author=str(draft.author),
        department=str(place.department),
        department_mark=place.department.code,
        moment=step.asked_at,
        stale=draft.state == DraftState.STALE,
        current=draft.pk == current,
    )


def _around(rows: list[QueueRow], pk: int) -> dict[str, str]:
    at = next((number for number, row in enumerate(rows) if row.pk == pk), None)
    if at is None:
        return {}
    return {
        "place": _("%(at)d of %(all)d") % {"at": at + 1, "all": len(rows)},
        "previous": rows[at - 1].href if at else "",
        "next": rows[at + 1].href if at + 1 < len(rows) else "",
    }


def _messages(draft: Draft, member: Member) -> list[MessageView]:
    """The last of what was said, with what is answered marked."""
    rows = draft.conversation.messages.select_related("author__contact", "member", "delivery")
    found = list(rows.order_by("-sent_at", "-pk")[:MESSAGES])[::-1]
    if draft.answers is not None and draft.answers_id not in {message.pk for message in found}:
        found = [draft.answers, *found]
    reader = Reader(draft.conversation, member, ([], Names()), query="", target=draft.answers)
    reader.may_reply = reader.may_delete = reader.may_know = False
    reader.copies = copies_of(found, {pk: channel.network for pk, channel in reader.channels.items()})
    return [reader.message(message) for message in found]


def _changes(versions: list[DraftVersion]) -> list[Change]:
    found = []
    for before, after in itertools.pairwise(versions):
        stretches = diff(before.text, after.text)
        words = {"member": after.author or _("somebody"), "what": _counted(stretches)}
        found.append(Change(_("%(member)s: %(what)s") % words, stretches, after.at))
    return found


def _counted(stretches: list[Stretch]) -> str:
    count = words_changed(stretches)
    return ngettext("%(count)d word changed", "%(count)d words changed", count) % {"count": count}


def _line(step: ReviewStep, *, waits: bool) -> StepLine:
    place = {"who": approver(step.role, step.department), "member": step.decided_by or _("Somebody")}
    names = ", ".join(step.names)
    because = [*([_("Policy %(names)s:") % {"names": names}] if names else []), *step.because]
    if step.decision == Decision.APPROVE:
        return StepLine("check", _("%(member)s approved it, as was asked of %(who)s.") % place, because, moment=step.at)
    if step.decision == Decision.RETURN:
        return StepLine("undo", _("%(member)s returned it.") % place, because, step.note, step.at)
    sentence = _("Asks %(who)s.") if waits else _("Then asks %(who)s.")
    return StepLine("policy", sentence % place, because, waits=waits)


def _submitted(draft: Draft) -> str:
    if draft.submitted_at is None:
        return ""
    words = {"author": draft.author, "time": clock(draft.submitted_at)}
    return _("%(author)s submitted it at %(time)s.") % words


def _stale(cause: Cause | None) -> str:
    if cause is None:
        return _("Something has changed since it was written. Look at it again first.")
    return SENTENCES[cause]()


def _others(draft: Draft) -> str:
    count = others_since(draft)
    if not count:
        return ""
    said = ngettext("%(count)d other person has written since.", "Others have written %(count)d times since.", count)
    return said % {"count": count}


def _leaves(member: Member, draft: Draft) -> str:
    if draft.send_at is not None and draft.send_at > timezone.now():
        return _("Leaves %(when)s, as its author wishes.") % {"when": leaves_at(draft.send_at)}
    if not member.undo_seconds:
        return _("Leaves at once.")
    return _("Leaves %(seconds)d s after approval; undo with z.") % {"seconds": member.undo_seconds}
