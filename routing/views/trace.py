"""Why is this here? The decisions about a conversation explained, and what people say against them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Department
from accounts.permissions import may
from inbox.actions.read import view_closed
from inbox.forms import MoveForm
from inbox.models import Conversation
from inbox.views.answers import act_on, conversation_or_404, kept_query, member_of, to_conversation
from routing.actions import correct as correcting
from routing.presenters_readings import message_read, reading_rows
from routing.presenters_why import decision_rows, explained, held_because
from routing.views.numbers import number_in, number_in_post


@login_required
@never_cache
@require_safe
def why(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest decision that did something, or the one that is asked for, condition by condition."""
    member, found = member_of(request), conversation_or_404(request, pk)
    if found.pk != pk:
        return redirect("routing:why", found.pk)
    if member.is_administrator and found.is_closed:
        view_closed(found, by=member)
    rows, wanted = decision_rows(found, member), number_in(request, "decision")
    chosen = next((row for row in rows if row.pk == wanted), None) if wanted else (rows[0] if rows else None)
    if wanted and chosen is None:
        raise Http404
    told = explained(chosen.pk, member, every="all" in request.GET) if chosen else None
    message = message_read(found, told.message if told else None)
    context: dict[str, Any] = {
        "conversation": found,
        "rows": rows,
        "because": held_because(found, member),
        "told": told,
        "message": message,
        "readings": reading_rows(message) if message else [],
        "may_correct": may(member, "message.correct", found),
        "departments": _others(request, found),
        "back": kept_query(request).written(),
    }
    return render(request, "routing/why.html", context)


@login_required
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it lies with the wrong department: it goes where it belongs, and that is kept."""
    found, form = conversation_or_404(request, pk), MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the department that it belongs to."))
        return redirect("routing:why", found.pk)
    to: Department = form.cleaned_data["to"]
    said = _("%(department)s holds it now, and the next rehearsal counts that.") % {"department": to}
    if not act_on(request, found, lambda: correcting.correct(found, to=to, by=member_of(request)), said):
        return redirect("routing:why", found.pk)
    if Conversation.objects.visible_to(member_of(request)).filter(pk=found.pk).exists():
        return redirect("routing:why", found.pk)
    return to_conversation(pk, kept_query(request))


@login_required
@require_POST
def correct_reading(request: HttpRequest, pk: int, message_id: int) -> HttpResponse:
    """Say what a message is: its language, tone, topics, or whether it needs a reply."""
    found = conversation_or_404(request, pk)
    message = found.messages.filter(pk=message_id, is_ours=False, removed_at=None).first()
    if message is None:
        raise Http404
    kind, value = request.POST.get("kind", ""), ",".join(request.POST.getlist("value"))
    said = _("Kept: no program reads that otherwise again.")
    act_on(
        request,
        found,
        lambda: correcting.correct_reading(message, kind=kind, value=value, by=member_of(request)),
        said,
    )
    decision = number_in_post(request, "decision")
    return redirect(reverse("routing:why", args=[found.pk]) + (f"?decision={decision}" if decision else "") + "#took")


def _others(request: HttpRequest, found: Conversation) -> list[Department]:
    """Where it could belong instead; nothing for those who may not say so."""
    if not may(member_of(request), "conversation.correct", found):
        return []
    return list(Department.objects.active().exclude(pk=found.department_id))
