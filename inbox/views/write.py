"""The composer's addresses: save what is typed, send or submit it. Notes are in inbox/views/note.py."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import astuple
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import Refused
from accounts.models import Member
from accounts.permissions import may
from inbox.actions.deliver import AlreadySent, queue
from inbox.actions.draft import attach, discard
from inbox.actions.draft import write as write_draft
from inbox.actions.schedule import schedule
from inbox.actions.submit import submit
from inbox.connect import channel_of
from inbox.forms import WriteForm
from inbox.forms_later import LaterForm
from inbox.later import WRITTEN
from inbox.models import Conversation, Delivery, Draft
from inbox.models.draft import DraftKind
from inbox.newer import Seen, newer_than
from inbox.presenters.asked import asked_sentence
from inbox.presenters.composer import saved_at
from inbox.presenters.later import leaves_at
from inbox.presenters.measure import counted
from inbox.reviewing import asks_for
from inbox.variables import left_in, left_sentence
from inbox.views.answers import attempt, conversation_or_404, kept_query, member_of, say, to_conversation, to_writing


class SomethingNewer(Exception):
    """More has been said than the writer saw; the page shows both and lets them choose."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(*("" if number is None else str(number) for number in astuple(seen)))

    def __str__(self) -> str:
        return "-".join(self.args)


@login_required
@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Save a buffer as it is being typed; tells a script when it was saved and how long it is."""
    found = conversation_or_404(request, pk)
    form = WriteForm(found, request.POST)
    if not request.accepts("application/json") or "html" in request.headers.get("Accept", ""):
        if form.is_valid() and attempt(request, lambda: _save(request, found, form)):
            say(request, _("Your draft is saved."))
        return to_conversation(pk, kept_query(request))
    if not form.is_valid():
        return JsonResponse({"error": _first_error(form)}, status=422)
    try:
        saved = _save(request, found, form)
    except Refused as error:
        return JsonResponse({"error": str(error)}, status=409)
    told = {"saved": saved_at(saved), "count": counted(channel_of(saved), saved.text)}
    if saved.kind == DraftKind.REPLY:
        told["left"] = left_sentence(left_in(saved.text))
        told["asked"] = asked_sentence(found, member_of(request), saved, saved.answers)
    return JsonResponse(told)


@login_required
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the reply; whatever is refused, the text stays in the composer."""
    found = conversation_or_404(request, pk)
    form = WriteForm(found, request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _first_error(form))
        if "text" not in form.errors and "kind" not in form.errors:
            attempt(request, lambda: _save(request, found, form))
        return to_conversation(pk, kept_query(request))
    done: list[Delivery | Draft] = []
    later = LaterForm(request.POST) if "later" in request.POST else None
    if later is not None and not later.is_valid():
        messages.error(request, later.problem)
        attempt(request, lambda: _save(request, found, form))
        return to_writing(pk, kept_query(request), write="reply")
    try:
        if attempt(request, lambda: done.append(_send(request, found, form, later))) and done:
            _tell(request, done[0])
    except SomethingNewer as newer:
        return to_writing(pk, kept_query(request), write="reply", newer=str(newer), **_chosen(form, later))
    return to_conversation(pk, kept_query(request))


def _chosen(form: WriteForm, later: LaterForm | None) -> dict[str, str]:
    """What the button said, for who wants the same once they have read what is newer."""
    if later is not None:
        return {"at": timezone.localtime(later.moment).strftime(WRITTEN)}
    return {"way": form.cleaned_data["way"] or "send"}


def _send(
    request: HttpRequest, conversation: Conversation, form: WriteForm, later: LaterForm | None
) -> Delivery | Draft:
    """Do what the button said: send, or submit for approval; now, or at the minute that was chosen."""
    saved = _save(request, conversation, form)
    _attach(request, saved, form)
    facts = form.cleaned_data
    member, seen = member_of(request), Seen(facts.get("seen"), facts.get("seen_reply"), facts.get("seen_step"))
    if newer_than(conversation, member, seen):
        raise SomethingNewer(seen)
    read = saved.answers_id if seen.message is None else seen.message
    try:
        if later is not None:
            return _send_later(saved, later.moment, by=member, seen=read)
        act = submit if facts["way"] == "submit" else queue
        return act(saved, by=member, seen=read)
    except AlreadySent:
        # What was submitted twice leaves no second copy in the composer either.
        with suppress(Refused):
            discard(saved, by=member_of(request))
        raise


def _send_later(saved: Draft, at: datetime, *, by: Member, seen: int | None) -> Delivery | Draft:
    """Where somebody has to look first, the minute is kept for when they have."""
    if may(by, "delivery.schedule", saved) and not asks_for(saved):
        return schedule(saved, at=at, by=by, seen=seen)
    return submit(saved, by=by, seen=seen, at=at)


def _save(request: HttpRequest, conversation: Conversation, form: WriteForm) -> Draft:
    facts = form.cleaned_data
    return write_draft(
        conversation,
        kind=facts["kind"],
        text=facts["text"],
        answers=facts.get("answers"),
        image_alt=facts.get("alt", ""),
        by=member_of(request),
    )


def _attach(request: HttpRequest, saved: Draft, form: WriteForm) -> None:
    picture = form.cleaned_data.get("image")
    if picture or form.cleaned_data.get("image_gone"):
        attach(saved, picture=picture, by=member_of(request))


def _tell(request: HttpRequest, delivery: Delivery | Draft) -> None:
    if isinstance(delivery, Draft):
        say(request, _submitted(delivery))
        return
    if delivery.scheduled_for:
        text = _("Your reply leaves %(when)s.") % {"when": leaves_at(delivery.scheduled_for)}
        say(request, text, undo=reverse("inbox:cancel", args=[delivery.pk]))
        return
    seconds = member_of(request).undo_seconds
    if not seconds:
        say(request, _("Your reply is on its way."))
        return
    undo = reverse("inbox:cancel", args=[delivery.pk])
    text = _("Your reply leaves in %(seconds)s s.") % {"seconds": seconds}
    say(request, text, undo=undo, until=delivery.not_before.isoformat())


def _submitted(draft: Draft) -> str:
    if draft.send_at is None:
        return _("Your reply waits for approval.")
    return _("Your reply waits for approval; it leaves %(when)s, if it is approved by then.") % {
        "when": leaves_at(draft.send_at)
    }


def _first_error(form: WriteForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
