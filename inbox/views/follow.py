"""Following a conversation."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inbox.actions import follow as following
from inbox.views.answers import attempt, conversation_or_404, kept_query, member_of, say, to_conversation


@login_required
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Be told what happens in it."""
    found = conversation_or_404(request, pk)
    if attempt(request, lambda: following.follow(found, by=member_of(request))):
        say(request, _("You are told what happens here."), undo=_address("unfollow", request, pk))
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def unfollow(request: HttpRequest, pk: int) -> HttpResponse:
    """Be told no longer."""
    found = conversation_or_404(request, pk)
    if attempt(request, lambda: following.unfollow(found, by=member_of(request))):
        say(request, _("You are no longer told what happens here."), undo=_address("follow", request, pk))
    return to_conversation(pk, kept_query(request))


def _address(verb: str, request: HttpRequest, pk: int) -> str:
    return reverse(f"inbox:{verb}", args=[pk]) + kept_query(request).written()
