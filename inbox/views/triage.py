"""Marks on a conversation: how much it presses, and the words to find it by."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inbox.actions import label as labelling
from inbox.actions import prioritise as prioritising
from inbox.models.conversation import Priority
from inbox.views.answers import act_on, conversation_or_404, kept_query, member_of, to_conversation


@login_required
@require_POST
def prioritise(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how much it presses."""
    found, chosen = conversation_or_404(request, pk), Priority.of(_given(request, "to"))
    wanted = chosen.value if chosen else 0
    said = _("Its priority is %(priority)s now.") % {"priority": str(chosen.label).lower() if chosen else ""}
    act_on(request, found, lambda: prioritising.prioritise(found, priority=wanted, by=member_of(request)), said)
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def label(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a label on it."""
    found, name = conversation_or_404(request, pk), _given(request, "name")
    said = _("Labelled “%(label)s”.") % {"label": name}
    act_on(request, found, lambda: labelling.label(found, name=name, by=member_of(request)), said)
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def unlabel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a label off."""
    found, name = conversation_or_404(request, pk), _given(request, "name")
    said = _("The label “%(label)s” is off.") % {"label": name}
    act_on(request, found, lambda: labelling.unlabel(found, name=name, by=member_of(request)), said)
    return to_conversation(pk, kept_query(request))


def _given(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, "")).strip()
