"""The console's pages of webhooks: who is told what, the log, and sending again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Refused
from accounts.permissions import require
from accounts.views.common import act, first_error, form_page, member_of, page
from inbox.actions import webhook as do
from inbox.actions import webhook_calls
from inbox.forms_webhooks import TOPICS, OverlapForm, ReplayForm, WebhookForm
from inbox.models import Webhook, WebhookCall
from inbox.models.webhook import CallState
from inbox.presenters.webhooks import call_view, said_of
from inbox.views.answers import attempt

type View = Callable[..., HttpResponse]
LOGGED = 50
NUMBER_LENGTH = 15


@page
def webhooks(request: HttpRequest) -> HttpResponse:
    """All that stand, each with what waits for it."""
    require(member_of(request), "webhook.create")
    waits = Count("calls", filter=Q(calls__state=CallState.WAITING))
    rows = Webhook.objects.standing().select_related("member").annotate(waits=waits)
    return render(request, "inbox/webhooks/list.html", {"webhooks": [(row, said_of(row)) for row in rows]})


@form_page
def create(request: HttpRequest) -> HttpResponse:
    """A new one; its secret is shown in the answer, this once."""
    require(member_of(request), "webhook.create")
    form = WebhookForm(request.POST or None, by=member_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = do.create(by=member_of(request), **form.facts())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _secret_shown(request, made, secret) if secret else redirect("inbox:webhook", made.pk)
    return render(request, "inbox/webhooks/change.html", {"form": form, "webhook": None})


@page
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One: what it is told, how it goes, and the log, a page at a time."""
    require(member_of(request), "webhook.change")
    found = _webhook(pk)
    calls = found.calls.prefetch_related("tries")
    state, after = request.GET.get("state", ""), request.GET.get("after", "")
    if state in CallState.values:
        calls = calls.filter(state=state)
    if after.isascii() and after.isdecimal() and len(after) < NUMBER_LENGTH:
        calls = calls.filter(pk__lt=int(after))
    rows = list(calls[: LOGGED + 1])
    context: dict[str, Any] = {
        "webhook": found,
        "said": said_of(found),
        "topics": [str(dict(TOPICS).get(verb, verb)) for verb in found.verbs],
        "calls": [call_view(row) for row in rows[:LOGGED]],
        "more": rows[LOGGED - 1].pk if len(rows) > LOGGED else None,
        "state": state,
        "states": CallState.choices,
        "waits": found.calls.waiting().count(),
        "replay_form": ReplayForm(),
        "overlap_form": OverlapForm(),
    }
    return render(request, "inbox/webhooks/webhook.html", context)


@form_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it of something else, or elsewhere."""
    require(member_of(request), "webhook.change")
    found = _webhook(pk)
    form = WebhookForm(request.POST or None, by=member_of(request), webhook=found)
    if request.method == "POST" and form.is_valid():
        try:
            do.change(found, by=member_of(request), **form.facts())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(webhook)s” is told this from now on.") % {"webhook": found})
            return redirect("inbox:webhook", pk)
    return render(request, "inbox/webhooks/change.html", {"form": form, "webhook": found})


@page
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """The telling of one event: each attempt, with what was sent and answered."""
    require(member_of(request), "webhook.change")
    found = _call(pk)
    return render(request, "inbox/webhooks/call.html", {"call": call_view(found), "webhook": found.webhook})


@act
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret, shown in this answer and nowhere else."""
    require(member_of(request), "webhook.rotate_secret")
    found, form = _webhook(pk), OverlapForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect("inbox:webhook", pk)
    made, secret = do.rotate_secret(found, overlap=form.overlap(), by=member_of(request))
    return _secret_shown(request, made, secret)


@act
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of a time again."""
    require(member_of(request), "webhook.replay")
    found, form = _webhook(pk), ReplayForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_error(form))
    elif attempt(request, lambda: webhook_calls.replay(found, by=member_of(request), **form.cleaned_data)):
        messages.success(request, _("It is sent again, behind what waits already."))
    return redirect("inbox:webhook", pk)


@act
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """One event again."""
    require(member_of(request), "webhook.send_again")
    found = _call(pk)
    if attempt(request, lambda: webhook_calls.send_again(found, by=member_of(request))):
        messages.success(request, _("It is sent again in a moment."))
    return redirect("inbox:webhook", found.webhook_id)


@act
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it away for good."""
    require(member_of(request), "webhook.archive")
    found = _webhook(pk)
    if attempt(request, lambda: do.archive(found, by=member_of(request))):
        messages.success(request, _("“%(webhook)s” is told nothing any more.") % {"webhook": found})
    return redirect("inbox:webhooks")


def _act(verb: str, deed: Callable[..., object], says: Promise) -> View:
    @act
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        require(member_of(request), verb)
        found = _webhook(pk)
        if attempt(request, lambda: deed(found, by=member_of(request))):
            messages.success(request, str(says) % {"webhook": found})
        return redirect("inbox:webhook", pk)

    return view


pause = _act("webhook.pause", do.pause, gettext_lazy("“%(webhook)s” is paused; what happens is kept for it."))
resume = _act("webhook.resume", do.resume, gettext_lazy("“%(webhook)s” goes on where it stopped."))
test = _act("webhook.test", do.test, gettext_lazy("A test is on its way; the log says in a moment what came of it."))


def _webhook(pk: int) -> Webhook:
    found: Webhook | None = Webhook.objects.standing().select_related("member", "view").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _call(pk: int) -> WebhookCall:
    rows = WebhookCall.objects.select_related("webhook").filter(webhook__archived_at=None)
    found: WebhookCall | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _secret_shown(request: HttpRequest, made: Webhook, secret: str) -> HttpResponse:
    response = render(request, "inbox/webhooks/secret.html", {"webhook": made, "secret": secret})
    response["Cache-Control"] = "private, no-store"
    return response
