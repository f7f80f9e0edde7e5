"""Drafts on their way as the thread shows them: where they stand, what was changed and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Member
from inbox.diffing import Stretch, diff
from inbox.freshness import Cause, why_held
from inbox.models import Conversation, Draft, DraftVersion, ReviewStep
from inbox.models.draft import DraftKind, DraftState
from inbox.models.review import Decision
from inbox.presenters.asked import in_words
from inbox.presenters.media import MediaView
from inbox.presenters.submitted import shown_pictures, shown_text
from inbox.reviewing import approver, asks_for, decides_for

MOST = 5


@dataclass(frozen=True, slots=True)
class DraftCard:
    """One of them; `stretches` show what an approver changed, `note` what they wrote to its author."""

    pk: int
    state: str
    icon: str
    sentence: str
    moment: datetime
    text: str
    version: int
    seen: int
    stretches: list[Stretch] = field(default_factory=list)
    pictures: list[MediaView] = field(default_factory=list)
    note: str = ""
    href: str = ""
    href_words: str = ""
    withdraw: str = ""
    look: str = ""
    look_words: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Why one is held, and what the button says."""

    sentence: str
    look_words: str


def draft_cards(conversation: Conversation, member: Member, seen: int) -> list[DraftCard]:
    """Those that wait, came back, are held, or were changed by an approver; most often none, for one query."""
    waits = Q(state__in=(DraftState.SUBMITTED, DraftState.RETURNED), round__gt=0) | Q(state=DraftState.STALE)
    own = Q(state=DraftState.APPROVED, author=member, round__gt=0)
    rows = conversation.drafts.filter(waits | own, kind=DraftKind.REPLY).select_related("author").defer("image")
    steps = ReviewStep.objects.select_related("department", "decided_by", "not_by").order_by("round", "position")
    versions = DraftVersion.objects.order_by("number").select_related("author")
    related = rows.prefetch_related(Prefetch("steps", steps), Prefetch("versions", versions))
    cards = (_card(draft, conversation, member, seen) for draft in related.order_by("-updated_at")[:MOST])
    return [card for card in cards if card is not None]


def _card(draft: Draft, conversation: Conversation, member: Member, seen: int) -> DraftCard | None:
    draft.conversation = conversation
    steps = [step for step in draft.steps.all() if step.round == draft.round]
    changed = _changed(draft)
    if draft.state == DraftState.APPROVED and not changed:
        return None
    step = next((one for one in steps if not one.decision), None)
    own = draft.author_id == member.pk
    waits = step is not None and draft.state in (DraftState.SUBMITTED, DraftState.STALE)
    able = waits and step is not None and decides_for(member, step, draft) is not None
    held = _held(draft, step) if draft.state == DraftState.STALE else None
    icon, sentence = ("alert", held.sentence) if held else _standing(draft, steps, step)
    return DraftCard(
        pk=draft.pk,
        state=draft.state,
        icon=icon,
        sentence=sentence,
        moment=draft.submitted_at or draft.updated_at,
        text="" if changed else shown_text(draft),
        pictures=shown_pictures(draft),
        version=draft.version,
        seen=seen,
        stretches=changed,
        note=next((one.note for one in reversed(steps) if one.note), ""),
        href=reverse("inbox:review_draft", args=[draft.pk]) if draft.round else "",
        href_words=_("Decide on it") if able else _("How it goes"),
        withdraw=reverse("inbox:draft_withdraw", args=[draft.pk]) if own and waits else "",
        look=reverse("inbox:draft_look_again", args=[draft.pk]) if held and (own or able) else "",
        look_words=held.look_words if held else "",
    )


def _held(draft: Draft, step: ReviewStep | None) -> Held:
    """What holds it, and what looking again does; where nobody had to approve it, somebody may have to now."""
    words: dict[str, object] = {"author": draft.author}
    asked = in_words(asks_for(draft)) if step is None else []
    if asked:
        words["who"] = ", ".join(one.who for one in asked)
        sentence = _("%(author)s’s reply was held: it needs approval now. It asks %(who)s.") % words
        return Held(sentence, _("Submit for approval"))
    cause = why_held(draft)
    look = _("It still holds") if cause in (Cause.POLICY, Cause.HELD) else _("I have read what is new: it still holds")
    return Held((_HELD[cause]() if cause else _("%(author)s’s reply needs another look.")) % words, look)


_HELD = {
    Cause.WROTE: lambda: _("%(author)s’s reply needs another look: something new was said."),
    Cause.EDITED: lambda: _("%(author)s’s reply needs another look: what it answers was edited."),
    Cause.REMOVED: lambda: _("%(author)s’s reply needs another look: what it answers was deleted."),
    Cause.HELD: lambda: _("%(author)s’s reply needs another look: a crisis held it, and its minute has passed."),
    Cause.POLICY: lambda: _("%(author)s’s reply needs another look: who must approve it has changed."),
}


def _changed(draft: Draft) -> list[Stretch]:
    """What approvers changed in the author's last words."""
    versions = list(draft.versions.all())
    theirs = [version for version in versions if version.author_id != draft.author_id]
    own = [version for version in versions if version.author_id == draft.author_id]
    if not theirs or not own or theirs[-1].number < own[-1].number:
        return []
    return diff(own[-1].text, theirs[-1].text)


def _standing(draft: Draft, steps: list[ReviewStep], step: ReviewStep | None) -> tuple[str, str]:
    words = {"author": draft.author, "who": approver(step.role, step.department) if step else ""}
    if draft.state == DraftState.RETURNED:
        last = next((one for one in reversed(steps) if one.decision == Decision.RETURN), None)
        if last is None and step is None:
            return "undo", _("%(author)s’s reply did not leave; it is kept here beside another one.") % words
        if last is None:
            return "clock", _(
                "Nobody decided in time on %(author)s’s reply; it can be changed and submitted again."
            ) % words
        words["member"] = last.decided_by or _("Somebody")
        return "undo", _("%(member)s returned %(author)s’s reply.") % words
    if draft.state == DraftState.APPROVED:
        last = next((one for one in reversed(steps) if one.decision == Decision.APPROVE), None)
        words["member"] = (last.decided_by if last else None) or _("Somebody")
        return "pen", _("%(member)s changed your reply before it left.") % words
    return "pen", _("%(author)s’s reply waits for approval. It asks %(who)s.") % words
