"""A browser says that it shows a conversation, or that somebody is writing there; nothing is stored."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.away import away_now, away_words
from inbox.ephemeral import shout
from inbox.models import Conversation
from inbox.presence import DOINGS, TAB_LENGTH, VIEWING, sign
from inbox.views.answers import member_of


@login_required
@require_POST
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass a sign on to those who look at the same conversation."""
    member = member_of(request)
    visible = Conversation.objects.visible_to(member).filter(pk=pk)
    found = visible.only("pk", "department_id", "is_closed", "assignee_id").order_by().first()
    if found is None:
        raise Http404
    doing = request.POST.get("doing", VIEWING)
    tab = request.POST.get("tab", "").replace("\x00", "")[:TAB_LENGTH]
    if tab and doing in DOINGS:
        shout(sign(found, member, doing=doing, tab=tab, away=away_words(away_now(among=[member.pk]).get(member.pk))))
    return HttpResponse(status=204)
