"""Merging conversations: what might belong together, doing it, and taking it apart again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import require
from inbox.actions import merge as merging
from inbox.models import Conversation
from inbox.presenters.merging import candidates
from inbox.views.answers import attempt, conversation_or_404, kept_query, member_of, say, to_conversation


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: those that might belong to this one. POST: merge the chosen one into it."""
    found = conversation_or_404(request, pk)
    require(member_of(request), "conversation.merge", found)
    query = kept_query(request)
    if request.method == "POST":
        part = _chosen(request, found)
        if part is None:
            messages.error(request, _("Choose a conversation from the list."))
        elif attempt(request, lambda: merging.merge(part, into=found, by=member_of(request))):
            undo = reverse("inbox:unmerge", args=[part.pk]) + query.written()
            say(
                request,
                _("They are one conversation now. Each message is still answered where it was written."),
                undo=undo,
            )
        return to_conversation(found.pk, query)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context = {
        "conversation": found,
        "rows": candidates(found, member_of(request), words),
        "words": words,
        "back": query.written(),
    }
    return render(request, "inbox/merge.html", context)


@login_required
@require_POST
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one out of the conversation that shows it; answers with the survivor."""
    shown = Conversation.objects.visible_to(member_of(request)).filter(merged=pk).first()
    if shown is None:
        raise Http404
    part, query = shown.merged.get(pk=pk), kept_query(request)
    if attempt(request, lambda: merging.unmerge(part, by=member_of(request))):
        undo = f"{reverse('inbox:merge', args=[shown.pk])}{query.written()}"
        undo += f"{'&' if query.written() else '?'}part={part.pk}"
        say(request, _("Both stand for themselves again, each with what was written in it since."), undo=undo)
    return to_conversation(shown.pk, query)


def _chosen(request: HttpRequest, found: Conversation) -> Conversation | None:
    given = request.POST.get("part", "") or request.GET.get("part", "")
    if not (given.isascii() and given.isdecimal() and len(given) < 18):
        return None
    visible = Conversation.objects.visible_to(member_of(request)).exclude(pk=found.pk)
    return visible.filter(pk=int(given)).first()
