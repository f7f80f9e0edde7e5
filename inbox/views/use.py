"""Canned responses where a reply is written: what "/" offers, and what is put in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import NotPossible, Refused
from inbox.actions.canned import use
from inbox.actions.draft import write
from inbox.buffers import open_draft
from inbox.canned import values_for
from inbox.forms import WriteForm
from inbox.models import CannedResponse, Conversation, Message
from inbox.models.draft import DraftKind
from inbox.presenters.measure import place_of
from inbox.presenters.offering import offered, usable_here
from inbox.variables import Filled, fill, left_sentence
from inbox.views.answers import attempt, conversation_or_404, kept_query, member_of, to_writing


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def canned_here(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: what fits what was typed after "/", filled in. POST: use one; without scripts it joins the draft."""
    found = conversation_or_404(request, pk)
    if request.method != "POST":
        target = _answered(found, request.GET.get("answers", ""))
        return JsonResponse({"found": offered(found, member_of(request), target, request.GET.get("q", "")[:60])})
    chosen = _chosen(request, found)
    form = WriteForm(found, request.POST)
    if "html" not in request.headers.get("Accept", ""):
        return _told(request, found, chosen, form)
    if form.is_valid():
        attempt(request, lambda: _join(request, found, chosen, form))
    return to_writing(found.pk, kept_query(request), write="reply", **({} if chosen else {"canned": "list"}))


def _told(request: HttpRequest, found: Conversation, chosen: CannedResponse | None, form: WriteForm) -> HttpResponse:
    """What a script puts at the caret."""
    try:
        if chosen is None:
            raise NotPossible(_("This canned response is not there any more."))
        use(chosen, conversation=found, by=member_of(request))
    except Refused as error:
        return JsonResponse({"error": str(error)}, status=409)
    target = form.cleaned_data.get("answers") if form.is_valid() else None
    filled = _filled(request, found, chosen, target)
    return JsonResponse({"text": filled.text, "left": left_sentence(filled.left)})


def _join(request: HttpRequest, found: Conversation, chosen: CannedResponse | None, form: WriteForm) -> None:
    """Keep what was typed, with the canned response after it."""
    member, facts = member_of(request), form.cleaned_data
    text, target = facts["text"], facts.get("answers")
    if chosen is not None:
        use(chosen, conversation=found, by=member)
        filled = _filled(request, found, chosen, target)
        text = f"{text.rstrip()}\n{filled.text}" if text.strip() else filled.text
    if text.strip() or open_draft(found, DraftKind.REPLY, member):
        write(found, kind=DraftKind.REPLY, text=text, answers=target, image_alt=facts.get("alt", ""), by=member)


def _filled(request: HttpRequest, found: Conversation, chosen: CannedResponse, target: Message | None) -> Filled:
    return fill(chosen.text, values_for(found, member_of(request), target, place_of(found, target)))


def _chosen(request: HttpRequest, found: Conversation) -> CannedResponse | None:
    """The one that the button named, if it can be used here."""
    given = request.POST.get("canned", "")
    if not (given.isascii() and given.isdecimal() and len(given) < 18):
        return None
    chosen: CannedResponse | None = usable_here(found, member_of(request)).filter(pk=int(given)).first()
    return chosen


def _answered(found: Conversation, given: str) -> Message | None:
    if not (given.isascii() and given.isdecimal() and len(given) < 18):
        return None
    return found.messages.select_related("author__contact__survivor", "channel").filter(pk=int(given)).first()
