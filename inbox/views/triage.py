"""Marks on a conversation: how much it presses, and the words to find it by."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inbox.actions import label as labelling
from inbox.actions import prioritise as prioritising
from inbox.models import Conversation
from inbox.models.conversation import Priority
from inbox.views.answers import attempt, conversation_or_404, kept_query, member_of, say, to_conversation


@login_required
@require_POST
def prioritise(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how much it presses."""
    found = conversation_or_404(request, pk)
    before, chosen = Priority(found.priority), Priority.of(_given(request, "to"))
    wanted = chosen.value if chosen else 0
    if attempt(request, lambda: prioritising.prioritise(found, priority=wanted, by=member_of(request))):
        said = _("Its priority is %(priority)s now.") % {"priority": str(Priority(wanted).label).lower()}
        say(request, said, undo=_undo(request, "prioritise", found, to=before.key))
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def label(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a label on it."""
    found, name = conversation_or_404(request, pk), _given(request, "name")
    if attempt(request, lambda: labelling.label(found, name=name, by=member_of(request))):
        say(request, _("Labelled “%(label)s”.") % {"label": name}, undo=_undo(request, "unlabel", found, name=name))
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def unlabel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a label off."""
    found, name = conversation_or_404(request, pk), _given(request, "name")
    if attempt(request, lambda: labelling.unlabel(found, name=name, by=member_of(request))):
        said = _("The label “%(label)s” is off.") % {"label": name}
        say(request, said, undo=_undo(request, "label", found, name=name))
    return to_conversation(pk, kept_query(request))


def _given(request: HttpRequest, name: str) -> str:
    """What was chosen; an undo's address carries it in its parameters."""
    return str(request.POST.get(name) or request.GET.get(name, "")).strip()


def _undo(request: HttpRequest, verb: str, conversation: Conversation, **chosen: str) -> str:
    """The inverse act's address, which also knows the list one came from."""
    kept = kept_query(request).written()
    return reverse(f"inbox:{verb}", args=[conversation.pk]) + kept + ("&" if kept else "?") + urlencode(chosen)
