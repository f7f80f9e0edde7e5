"""Triage: each act is one address, one action, one sentence, and its way back where there is one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.formats import in_full
from inbox.actions import assign as assigning
from inbox.actions import move as moving
from inbox.actions import resolve as resolving
from inbox.actions import undo as undoing
from inbox.forms import AssignForm, MoveForm, ResolveForm, SnoozeForm
from inbox.models import Conversation
from inbox.views.answers import attempt, conversation_or_404, kept_query, member_of, say, to_conversation
from inbox.views.listing import next_after


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign it to oneself."""
    found = conversation_or_404(request, pk)
    if attempt(request, lambda: assigning.take(found, by=member_of(request))):
        say(request, _("It is yours now."), undo=_undo(request, "unassign", found))
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to somebody."""
    found = conversation_or_404(request, pk)
    form = AssignForm(_facts(request))
    if _valid(request, form):
        to, before = form.cleaned_data["to"], found.assignee_id
        if attempt(request, lambda: assigning.assign(found, to=to, by=member_of(request))):
            undo = _undo(request, "assign", found, to=before) if before else _undo(request, "unassign", found)
            say(request, _("%(member)s works on it now.") % {"member": to}, undo=undo)
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def unassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it back to the department."""
    found = conversation_or_404(request, pk)
    before = found.assignee_id
    if attempt(request, lambda: assigning.unassign(found, by=member_of(request))):
        undo = _undo(request, "assign", found, to=before) if before else ""
        say(request, _("It belongs to nobody in particular again."), undo=undo)
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it to another department."""
    found = conversation_or_404(request, pk)
    following = _following(request, found)
    form = MoveForm(_facts(request))
    if _valid(request, form):
        to, before = form.cleaned_data["to"], found.department_id
        if attempt(request, lambda: moving.move(found, to=to, by=member_of(request))):
            still_seen = Conversation.objects.visible_to(member_of(request)).filter(pk=found.pk).exists()
            undo = _undo(request, "move", found, to=before) if still_seen else ""
            say(request, _("%(department)s holds it now.") % {"department": to}, undo=undo)
            return following
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """File it as done, with its outcome."""
    found = conversation_or_404(request, pk)
    following = _following(request, found)
    form = ResolveForm(_facts(request))
    if _valid(request, form):
        outcome = form.cleaned_data["outcome"]
        if attempt(request, lambda: resolving.resolve(found, outcome=outcome, by=member_of(request))):
            say(request, _("Resolved. It opens again by itself when they write."), undo=_undo(request, "undo", found))
            return following
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it need us again."""
    found = conversation_or_404(request, pk)
    if attempt(request, lambda: resolving.reopen(found, by=member_of(request))):
        say(request, _("It is open again."))
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it sleep until a preset or any minute."""
    found = conversation_or_404(request, pk)
    following = _following(request, found)
    form = SnoozeForm(_facts(request))
    if _valid(request, form):
        until = form.cleaned_data["until"]
        if attempt(request, lambda: resolving.snooze(found, until=until, by=member_of(request))):
            said = _("It sleeps until %(when)s, or until they write.") % {"when": in_full(until)}
            say(request, said, undo=_undo(request, "undo", found))
            return following
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last resolve or snooze."""
    found = conversation_or_404(request, pk)
    if attempt(request, lambda: undoing.undo(found, by=member_of(request))):
        say(request, _("Undone: it stands as it stood before."))
    return to_conversation(pk, kept_query(request))


def _facts(request: HttpRequest) -> QueryDict:
    """What was chosen; an undo's address carries it in its parameters."""
    facts = request.GET.copy()
    facts.update(request.POST)
    return facts


def _valid(request: HttpRequest, form: Form) -> bool:
    if form.is_valid():
        return True
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return False


def _undo(request: HttpRequest, verb: str, conversation: Conversation, *, to: int | None = None) -> str:
    """The inverse act's address, which also knows the list one came from."""
    kept = kept_query(request).written()
    chosen = f"{'&' if kept else '?'}to={to}" if to else ""
    return reverse(f"inbox:{verb}", args=[conversation.pk]) + kept + chosen


def _following(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Where to go when it has left the list: the next one, if the member likes that, else the list."""
    member, query = member_of(request), kept_query(request)
    if not member.open_next:
        return to_conversation(conversation.pk, query)
    following = next_after(member, query, conversation)
    if following is None:
        return HttpResponseRedirect(reverse("inbox:list") + query.written())
    return to_conversation(following.pk, query)
