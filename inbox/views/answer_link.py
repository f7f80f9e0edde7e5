"""The page behind a mailed link: one question, answered without a login. GET shows, only POST records."""

from __future__ import annotations

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actors import OUTSIDE
from accounts.errors import NotPossible
from accounts.models.invitation import hash_of
from inbox.actions.answer import answer_by_link as answering
from inbox.forms_escalations import AnswerForm
from inbox.models import Escalation
from inbox.models.escalation import EscalationState

TRIES = 60
WITHIN = 60
"""Requests that one address may make in so many seconds: enough for people, not for guessing."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The question with the messages that the asker chose; used, withdrawn or expired: a calm page."""
    return _unlisted(_answered(request, secret))


def _answered(request: HttpRequest, secret: str) -> HttpResponse:
    if _too_often(request):
        context: dict[str, object] = {"why": "often", "left": _typed(request)}
        return render(request, "inbox/escalations/gone.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    found = Escalation.objects.with_secret(secret)
    why = _why_not(found)
    if found is None or why:
        status = {"": HTTPStatus.OK, "unknown": HTTPStatus.NOT_FOUND, "answered": HTTPStatus.OK}
        sent = found is not None and found.answer == _typed(request) != ""
        context = {"why": "thanks" if sent else why, "row": found, "left": "" if sent else _typed(request)}
        return render(request, "inbox/escalations/gone.html", context, status=status.get(why, HTTPStatus.GONE))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            answering(found, text=text, secret_hash=hash_of(secret), by=OUTSIDE)
        except NotPossible as error:
            form.add_error("text", str(error))
        else:
            return render(request, "inbox/escalations/gone.html", {"why": "thanks", "row": found, "left": ""})
    context = {"row": found, "form": form, "typed": request.POST.get("text", ""), "shown": _shown(found)}
    return render(request, "inbox/escalations/answer.html", context)


def _typed(request: HttpRequest) -> str:
    """What they wrote, which is not lost whatever has happened to the link."""
    return request.POST.get("text", "").replace("\r\n", "\n").strip()


def _why_not(found: Escalation | None) -> str:
    """Why the link takes no answer; empty when it does."""
    if found is None:
        return "unknown"
    if found.state == EscalationState.ANSWERED:
        return "answered"
    if found.closed_at is not None:
        return "withdrawn"
    if found.link_expires_at is None or found.link_expires_at <= timezone.now():
        return "expired"
    return ""


def _shown(found: Escalation) -> list[tuple[str, str, object]]:
    """Author, words and time of the messages that were chosen and still stand."""
    rows = found.shown.filter(removed_at=None).select_related("author").order_by("sent_at", "pk")
    return [(_("We") if row.is_ours else str(row.author), row.text, row.sent_at) for row in rows]


def _too_often(request: HttpRequest) -> bool:
    key = f"answer-link:{get_adapter().get_client_ip(request)}"
    if cache.add(key, 1, WITHIN):
        return False
    try:
        return cache.incr(key) > TRIES
    except ValueError:  # it ran out in this very moment
        return False


def _unlisted(response: HttpResponse) -> HttpResponse:
    """No search engine lists it, and no page it leads to learns the address."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"  # with "no-referrer", browsers post from "null", which is refused
    return response
