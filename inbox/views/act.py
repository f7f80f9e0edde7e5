"""Triage: each act is one address, one action, one sentence, and its way back where there is one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.formats import in_full
from inbox.actions import assign as assigning
from inbox.actions import move as moving
from inbox.actions import place as placing
from inbox.actions import resolve as resolving
from inbox.actions import undo as undoing
from inbox.forms import AssignForm, MoveForm, ResolveForm, SnoozeForm
from inbox.models import Conversation
from inbox.placing import lack_words
from inbox.views.answers import (
    absent,
    act_on,
    attempt,
    conversation_or_404,
    joined,
    kept_query,
    member_of,
    say,
    to_conversation,
)
from inbox.views.listing import next_after


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign it to oneself."""
    found = conversation_or_404(request, pk)
    act_on(request, found, lambda: assigning.take(found, by=member_of(request)), _("It is yours now."))
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to somebody."""
    found = conversation_or_404(request, pk)
    form = AssignForm(request.POST)
    if _valid(request, form):
        to = form.cleaned_data["to"]
        said = joined(_("%(member)s works on it now.") % {"member": to}, absent([to.pk]))
        act_on(request, found, lambda: assigning.assign(found, to=to, by=member_of(request)), said)
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Have Liaison find somebody on duty for it; says who that is, or what is missing."""
    found, member = conversation_or_404(request, pk), member_of(request)
    done: list[Conversation] = []

    def act() -> None:
        done.append(placing.place(found, by=member, department=found.department))

    def said() -> str:
        (row,) = done
        if row.assignee is not None:
            return _("%(member)s works on it now.") % {"member": row.assignee}
        return _("It waits for somebody: %(why)s. Liaison tries again.") % {"why": lack_words(row.unplaced)}

    act_on(request, found, act, said)
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def unassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it back to the department."""
    found = conversation_or_404(request, pk)
    said = _("It belongs to nobody in particular again.")
    act_on(request, found, lambda: assigning.unassign(found, by=member_of(request)), said)
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it to another department."""
    found = conversation_or_404(request, pk)
    following = _following(request, found)
    form = MoveForm(request.POST)
    if _valid(request, form):
        to = form.cleaned_data["to"]
        said = _("%(department)s holds it now.") % {"department": to}
        if act_on(request, found, lambda: moving.move(found, to=to, by=member_of(request)), said):
            return following
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """File it as done, with its outcome."""
    found = conversation_or_404(request, pk)
    following = _following(request, found)
    form = ResolveForm(request.POST)
    if _valid(request, form):
        outcome = form.cleaned_data["outcome"]
        said = _("Resolved. It opens again by itself when they write.")
        if act_on(request, found, lambda: resolving.resolve(found, outcome=outcome, by=member_of(request)), said):
            return following
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it need us again."""
    found = conversation_or_404(request, pk)
    act_on(request, found, lambda: resolving.reopen(found, by=member_of(request)), _("It is open again."))
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it sleep until a preset or any minute."""
    found = conversation_or_404(request, pk)
    following = _following(request, found)
    form = SnoozeForm(request.POST)
    if _valid(request, form):
        until = form.cleaned_data["until"]
        said = _("It sleeps until %(when)s, or until they write.") % {"when": in_full(until)}
        if act_on(request, found, lambda: resolving.snooze(found, until=until, by=member_of(request)), said):
            return following
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own act, the one that the toast speaks of or the last."""
    found, given = conversation_or_404(request, pk), request.GET.get("act", "")
    act = int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else 0
    if attempt(request, lambda: undoing.undo(found, by=member_of(request), act=act)):
        say(request, _("Undone: it stands as it stood before."))
    return to_conversation(pk, kept_query(request))


def _valid(request: HttpRequest, form: Form) -> bool:
    if form.is_valid():
        return True
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return False


def _following(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Where to go when it has left the list: the next one, if the member likes that, else the list."""
    member, query = member_of(request), kept_query(request)
    if not member.open_next:
        return to_conversation(conversation.pk, query)
    following = next_after(member, query, conversation)
    if following is None:
        return HttpResponseRedirect(reverse("inbox:list") + query.written())
    return to_conversation(following.pk, query)
