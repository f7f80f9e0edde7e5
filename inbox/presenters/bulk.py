"""Acts on many conversations in words: what is being done, how far it is, what was skipped and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.away import away_now, away_words
from accounts.formats import in_full
from accounts.models import Department, Member, Role
from inbox.counting import CAP, capped_counts
from inbox.filters import ListQuery
from inbox.models import BulkItem, BulkJob, Conversation, Label
from inbox.models.bulk import BulkItemState, BulkState
from inbox.models.conversation import Outcome, Priority
from inbox.presenters.places import departments_of
from inbox.presenters.rows import author_name

PAGE = 100
SESSION = "bulk"
"""The job whose progress the list shows, in the session."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A job as the bar and its page show it."""

    pk: int
    words: str
    said: str
    running: bool
    stopped: bool
    total: int
    over: int
    done: int
    skipped: int
    began_at: datetime
    href: str
    undo: str
    """Where it is undone; empty when it can't be."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One conversation of a job; without a name and a way there when it is not to be seen any more."""

    pk: int
    name: str
    href: str
    preview: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a menu for the selection."""

    value: str
    label: str
    mark: str = ""
    colour: str = ""
    away: str = ""


def progress_of(job: BulkJob) -> Progress:
    """How far it is."""
    counted = job.items.values_list("state").order_by("state").annotate(Count("id"))
    counts: dict[str, int] = {str(state): count for state, count in counted}
    done, skipped = counts.get(BulkItemState.DONE, 0), counts.get(BulkItemState.SKIPPED, 0)
    running = job.state == BulkState.RUNNING
    undoable = not running and done and job.is_reversible and not hasattr(job, "undone_by")
    return Progress(
        pk=job.pk,
        words=words_of(job),
        said=_said(done, skipped, job.total, running=running),
        running=running,
        stopped=job.state == BulkState.STOPPED,
        total=job.total,
        over=done + skipped,
        done=done,
        skipped=skipped,
        began_at=job.created_at,
        href=reverse("inbox:bulk", args=[job.pk]),
        undo=reverse("inbox:bulk_undo", args=[job.pk]) if undoable else "",
    )


def bulk_bar(request: HttpRequest) -> Progress | None:
    """The member's job whose progress the list shows, if there is one; asks the database only then."""
    pk, member = request.session.get(SESSION), request.user
    if not pk or not isinstance(member, Member):
        return None
    job = BulkJob.objects.visible_to(member).filter(pk=pk).first()
    return progress_of(job) if job else None


def _said(done: int, skipped: int, total: int, *, running: bool) -> str:
    if running:
        return _("%(over)s of %(total)s") % {"over": number_format(done + skipped), "total": number_format(total)}
    said = ngettext("%(count)s done", "%(count)s done", done) % {"count": number_format(done)}
    if skipped:
        said += ", " + ngettext("%(count)s skipped", "%(count)s skipped", skipped) % {"count": number_format(skipped)}
    return said


def words_of(job: BulkJob) -> str:
    """What is done, as the button said it."""
    facts: dict[str, Any] = job.arguments
    plain = {
        "take": _("Take"),
        "unassign": _("Back to the department"),
        "reopen": _("Reopen"),
        "read": _("Mark as read"),
        "undo": _("Undo"),
    }
    if job.verb in plain:
        return plain[job.verb]
    if job.verb == "assign":
        member = Member.objects.filter(pk=facts["to"]).first()
        return _("Give to %(member)s") % {"member": member or _("somebody")}
    if job.verb == "move":
        department = Department.objects.filter(pk=facts["to"]).first()
        return _("Move to %(department)s") % {"department": department or _("another department")}
    if job.verb == "snooze":
        until = parse_datetime(facts["until"])
        return _("Snooze until %(when)s") % {"when": in_full(until) if until else ""}
    return _with_word(job.verb, facts)


def _with_word(verb: str, facts: dict[str, Any]) -> str:
    if verb == "resolve":
        return _("Resolve: %(outcome)s") % {"outcome": Outcome(facts["outcome"]).label}
    if verb == "prioritise":
        return _("Priority: %(word)s") % {"word": Priority(facts["priority"]).label}
    name = {"label": facts.get("name", "")}
    return _("Label “%(label)s”") % name if verb == "label" else _("Without the label “%(label)s”") % name


def items_of(job: BulkJob, member: Member, state: str, after: int) -> tuple[list[ItemView], int]:
    """A page of a job's conversations in this state, and the last number on it when there are more."""
    rows = BulkItem.objects.filter(job=job, state=state, pk__gt=after).order_by("id")[: PAGE + 1]
    page = list(rows)
    ids = [item.conversation_id for item in page[:PAGE] if item.conversation_id]
    seen = Conversation.objects.visible_to(member).select_related("author").filter(pk__in=ids)
    by_id = {row.pk: row for row in seen}
    views = [_item(item, by_id.get(item.conversation_id or 0)) for item in page[:PAGE]]
    return views, page[PAGE - 1].pk if len(page) > PAGE else 0


def _item(item: BulkItem, row: Conversation | None) -> ItemView:
    if row is None:
        return ItemView(item.pk, _("A conversation that you can’t see here"), "", "", item.reason)
    href = reverse("inbox:conversation", args=[row.pk])
    return ItemView(item.pk, author_name(row), href, row.preview or _("No text"), item.reason)


def matching(query: ListQuery, member: Member) -> str:
    """How many match, in words; never counts further than a thousand."""
    found = capped_counts({"all": query.rows(member).order_by().values("last_message_at")})["all"].count
    if found >= CAP:
        return _("All that match, more than %(count)s") % {"count": number_format(CAP - 1)}
    return ngettext("The one that matches", "All %(count)s that match", found) % {"count": number_format(found)}


def lines_for(word: str, member: Member) -> list[Line]:
    """The lines of one of the menus that ask the database; empty for any other word."""
    if word == "assign":
        places_seen = {one.pk for one in departments_of(member)}
        works = Q(memberships__role__in=(Role.AGENT, Role.LEAD), memberships__department__in=places_seen)
        people = Member.objects.active().filter(works | Q(is_administrator=True)).distinct()
        away = away_now()
        return [
            Line(f"assign:{pk}", name, away=away_words(away.get(pk)))
            for pk, name in people.order_by("name").values_list("pk", "name")
        ]
    if word == "move":
        places = Department.objects.active().order_by("name")
        return [Line(f"move:{one.pk}", one.name, mark=one.code) for one in places]
    if word == "label":
        labels = Label.objects.visible_to(member).filter(is_archived=False)
        names = {one.name.casefold(): one for one in labels}
        return [Line(f"label:{one.name}", one.name, colour=one.colour) for one in names.values()]
    return []
