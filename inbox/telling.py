"""Each notification in words; pure, so that page and mail say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import short_name
from accounts.models import Event
from inbox.models import Notification, RosterAlert, TaskForce
from inbox.models.attention import About
from inbox.models.notification import NotificationQuerySet
from inbox.notices import words
from inbox.presenters.staffing import Known, in_words
from inbox.staffing import Lack, Warned, week_of


@dataclass(frozen=True, slots=True)
class Said:
    """A whole sentence, where it leads, and the name of that place."""

    sentence: str
    href: str
    where: str
    icon: str
    remedy: str = ""


def with_names(rows: NotificationQuerySet) -> NotificationQuerySet:
    """With all that said_of() needs, in one query."""
    related = ("notice__channel", "conversation__author", "call__department", "actor", "draft")
    more = ("alert__channel", "alert__department", "alert__liaison", "alert__cover", "task_force__department")
    told = Event.objects.filter(pk=OuterRef("event_id"), verb="draft.stale")
    named = rows.annotate(cause=Subquery(told.values("data__cause")[:1]))
    return named.select_related(*related, *more).defer(
        "notice__channel__credentials", "alert__channel__credentials", "draft__image"
    )


def said_of(row: Notification) -> Said:
    """What a notification says."""
    if row.notice is not None:
        said = words(row.notice)
        return Said(said.sentence, said.href, said.where, "alert", said.remedy)
    if row.call is not None:
        department = row.call.department
        sentence = _("%(department)s has new work that nobody has looked at yet.") % {"department": department}
        href = f"{reverse('inbox:list')}?{urlencode({'department': department.slug})}"
        return Said(sentence, href, _("See it"), "inbox")
    if row.alert is not None:
        return _of_roster(row.alert, row.recipient_id)
    if row.task_force is not None:
        return _of_task_force(row.task_force)
    return _of_conversation(row)


def _of_roster(alert: RosterAlert, reader: int) -> Said:
    """As the roster says it; whoever steps in reads that it is them."""
    people = {one.pk: one for one in (alert.liaison, alert.cover) if one is not None}
    places = {alert.department.pk: alert.department} if alert.department else {}
    warned = Warned(
        Lack(alert.lack),
        tuple(alert.days),
        department=alert.department_id or 0,
        member=alert.liaison_id or 0,
        cover=alert.cover_id or 0,
    )
    known = Known(alert.channel, people, places, timezone.localdate())
    view = in_words(warned, week_of(alert.monday), known)
    remedy = _("It is you who steps in.") if alert.cover_id == reader else ""
    return Said(view.sentence, view.href, view.mend, "calendar", remedy)


def _of_task_force(task_force: TaskForce) -> Said:
    sentence = _("The last day of %(name)s has come.") % {"name": task_force.department}
    href = reverse("inbox:task_force", args=[task_force.department.slug])
    remedy = _("Nothing closes by itself: close it, or give it another day.")
    return Said(sentence, href, _("To its page"), "flag", remedy)


def _of_conversation(row: Notification) -> Said:
    author = row.conversation.author if row.conversation else None
    name = short_name(author.name, short_name(author.handle, _("Somebody"))) if author else _("Somebody")
    facts = {"actor": str(row.actor) if row.actor else "Liaison", "name": name}
    if row.about == About.REVIEW:
        said = _of_review(row, facts)
        if said is not None:
            return said
    key = row.verb if row.about == About.FOLLOWED else f"{row.about}:{row.verb}"
    icon, words_of = _SAID.get(key) or _OTHERWISE
    sentence = words_of() % facts
    if row.times > 1:
        more = row.times - 1
        sentence += " " + ngettext("And %(count)d thing more.", "And %(count)d things more.", more) % {"count": more}
    place = f"#note-{row.note_id}" if row.note_id else ""
    href = reverse("inbox:conversation", args=[row.conversation_id]) + place
    return Said(sentence, href, _("To the conversation"), icon)


def _of_review(row: Notification, facts: dict[str, str]) -> Said | None:
    """A draft that waits for the reader, or theirs that was decided on; both lead to the draft."""
    if row.draft is None:
        return None
    own = row.draft.author_id == row.recipient_id
    known = _OWN if own else _ASKED
    found = known.get(f"{row.verb}:{getattr(row, 'cause', '')}") or known.get(row.verb)
    if found is None:
        return None
    icon, words_of = found
    if not row.draft.round:
        href = reverse("inbox:conversation", args=[row.conversation_id])
        return Said(words_of() % facts, href, _("To the conversation"), icon)
    return Said(words_of() % facts, reverse("inbox:review_draft", args=[row.draft.pk]), _("To the draft"), icon)


_OWN: dict[str, tuple[str, Callable[[], str]]] = {
    "draft.approve": ("check", lambda: _("%(actor)s approved your reply to %(name)s.")),
    "draft.amend": ("pen", lambda: _("%(actor)s changed your reply to %(name)s and approved it.")),
    "draft.return": ("undo", lambda: _("%(actor)s returned your reply to %(name)s with a note.")),
    "draft.expire": ("clock", lambda: _("Nobody decided in time on your reply to %(name)s; it is yours again.")),
    "draft.stale": ("alert", lambda: _("Your reply to %(name)s needs another look.")),
    "draft.stale:wrote": ("alert", lambda: _("Your reply to %(name)s needs another look: something new was said.")),
    "draft.stale:edited": (
        "alert",
        lambda: _("Your reply to %(name)s needs another look: what it answers was edited."),
    ),
    "draft.stale:removed": (
        "alert",
        lambda: _("Your reply to %(name)s needs another look: what it answers was deleted."),
    ),
    "draft.stale:held": ("alert", lambda: _("Your reply to %(name)s was held by a crisis, and its minute has passed.")),
    "draft.stale:policy": ("alert", lambda: _("Your reply to %(name)s was held: who must approve it has changed.")),
}
_ASKED: dict[str, tuple[str, Callable[[], str]]] = {
    "draft.submit": ("pen", lambda: _("%(actor)s’s reply to %(name)s waits for your approval.")),
    "draft.approve": ("pen", lambda: _("%(actor)s approved a reply to %(name)s; now it waits for you.")),
    "draft.amend": ("pen", lambda: _("%(actor)s changed a reply to %(name)s; now it waits for you.")),
    "draft.pass_on": ("pen", lambda: _("A reply to %(name)s waits for your department’s approval now.")),
    "draft.look_again": ("pen", lambda: _("A reply to %(name)s still holds, and waits for your approval.")),
    "draft.remind": ("clock", lambda: _("A reply to %(name)s still waits for your approval.")),
    "draft.stale": ("alert", lambda: _("A reply to %(name)s needs another look.")),
    "draft.stale:wrote": ("alert", lambda: _("A reply to %(name)s needs another look: something new was said.")),
    "draft.stale:edited": ("alert", lambda: _("A reply to %(name)s needs another look: what it answers was edited.")),
    "draft.stale:removed": (
        "alert",
        lambda: _("A reply to %(name)s needs another look: what it answers was deleted."),
    ),
    "draft.stale:held": ("alert", lambda: _("A reply to %(name)s was held by a crisis, and its minute has passed.")),
    "draft.stale:policy": ("alert", lambda: _("A reply to %(name)s was held: who must approve it has changed.")),
}


_SAID: dict[str, tuple[str, Callable[[], str]]] = {
    "mention:note.add": ("at", lambda: _("%(actor)s mentioned you in a note on the conversation with %(name)s.")),
    "mention:conversation.point": ("route", lambda: _("A rule wants you to see the conversation with %(name)s.")),
    "mention:spike.raise": (
        "alert",
        lambda: _("Far more than usual is said; the conversation with %(name)s is part of it."),
    ),
    "failed:delivery.reject": ("alert", lambda: _("Your reply to %(name)s was not sent; the text is kept.")),
    "failed:delivery.ask": (
        "alert",
        lambda: _("Your reply to %(name)s was perhaps sent. Somebody must look on the network."),
    ),
    "promised:promise.warn": (
        "alert",
        lambda: _("A promise to %(name)s is at risk: they should hear from us soon."),
    ),
    "promised:promise.breach": ("alert", lambda: _("A promise to %(name)s is broken: it is overdue.")),
    "asked:escalation.ask": ("escalate", lambda: _("%(actor)s asks your department about %(name)s.")),
    "asked:escalation.ask_again": ("escalate", lambda: _("%(actor)s asks your department again about %(name)s.")),
    "asked:escalation.restore": ("escalate", lambda: _("%(actor)s asks your department after all about %(name)s.")),
    "asked:escalation.transfer": (
        "escalate",
        lambda: _("%(actor)s offers your department the conversation with %(name)s."),
    ),
    "asked:escalation.add_people": ("people", lambda: _("%(actor)s wants you to see to a question about %(name)s.")),
    "asked:escalation.accept": ("check", lambda: _("%(actor)s accepted what was asked about %(name)s.")),
    "asked:escalation.pass_on": (
        "escalate",
        lambda: _("A question about %(name)s that a colleague had accepted is yours now."),
    ),
    "asked:escalation.put_back": (
        "escalate",
        lambda: _("Whoever had accepted a question about %(name)s is not there; it is your department’s again."),
    ),
    "asked:escalation.decline": ("x", lambda: _("%(actor)s declined what was asked about %(name)s.")),
    "asked:escalation.answer": ("reply", lambda: _("The answer to the question about %(name)s is there.")),
    "asked:escalation.withdraw": ("undo", lambda: _("What you were asked about %(name)s was withdrawn.")),
    "asked:escalation.raise": ("alert", lambda: _("Nobody accepted in time what was asked about %(name)s.")),
    "asked:escalation.overdue": ("clock", lambda: _("The answer to the question about %(name)s is overdue.")),
    "assigned:conversation.assign": ("user", lambda: _("%(actor)s gave you the conversation with %(name)s.")),
    "assigned:conversation.place": (
        "user",
        lambda: _("The conversation with %(name)s was given to you."),
    ),
    "assigned:message.receive": ("reply", lambda: _("%(name)s wrote again in a conversation that is yours.")),
    "message.receive": ("reply", lambda: _("There is a new message in the conversation with %(name)s.")),
    "note.add": ("note", lambda: _("%(actor)s added a note to the conversation with %(name)s.")),
    "delivery.succeed": ("send", lambda: _("We answered %(name)s.")),
    "conversation.take": ("user", lambda: _("%(actor)s took the conversation with %(name)s.")),
    "conversation.assign": ("assign", lambda: _("%(actor)s gave the conversation with %(name)s to a colleague.")),
    "conversation.place": ("assign", lambda: _("The conversation with %(name)s was given to a colleague.")),
    "conversation.move": (
        "route",
        lambda: _("%(actor)s moved the conversation with %(name)s to another department."),
    ),
    "conversation.resolve": ("done", lambda: _("%(actor)s resolved the conversation with %(name)s.")),
    "conversation.reopen": ("reopen", lambda: _("The conversation with %(name)s is open again.")),
    "conversation.snooze": ("snooze", lambda: _("%(actor)s let the conversation with %(name)s sleep.")),
    "conversation.wake": ("clock", lambda: _("The conversation with %(name)s woke up.")),
}
_OTHERWISE: tuple[str, Callable[[], str]] = (
    "info",
    lambda: _("Something happened in the conversation with %(name)s."),
)
