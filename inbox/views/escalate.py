"""Escalate or move: asking others about a conversation, from a page of its own."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import Refused
from accounts.models import Department
from accounts.permissions import may
from inbox.actions import escalate as asking
from inbox.asking import asking_department
from inbox.forms_escalations import MESSAGES, AskForm, MailForm, due_span, dues
from inbox.models import Conversation, Reason
from inbox.presenters.rows import author_name
from inbox.views.answers import conversation_or_404, kept_query, member_of, say, to_conversation

WAYS = ("ask", "transfer", "mail")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def escalate(request: HttpRequest, pk: int) -> HttpResponse:
    """The form in one of three ways; POST asks, and keeps what was typed where that is refused."""
    found = conversation_or_404(request, pk)
    query, way = kept_query(request), _way(request)
    form: AskForm | MailForm | None = None
    if request.method == "POST":
        form = MailForm(request.POST, found) if way == "mail" else AskForm(request.POST)
        if form.is_valid() and _asked(request, found, form, way):
            return to_conversation(found.pk, query)
    return render(request, "inbox/escalations/escalate.html", _context(request, found, form, way, query.written()))


def _way(request: HttpRequest) -> str:
    given = request.POST.get("way") or request.GET.get("way", "")
    return given if given in WAYS else "ask"


def _asked(request: HttpRequest, found: Conversation, form: AskForm | MailForm, way: str) -> bool:
    """Whether it was asked; if not, the form says why."""
    member, question = member_of(request), form.asked()
    blocking = form.cleaned_data["blocking"]
    try:
        if isinstance(form, MailForm):
            row = asking.ask_outside(found, to=form.outsider(), question=question, is_blocking=blocking, by=member)
            say(request, _("%(name)s gets a mail with the question and a link.") % {"name": row.asked_name})
            return True
        to = list(form.cleaned_data["to"])
        names = ", ".join(str(department) for department in to)
        if way == "transfer":
            asking.transfer(found, to=to, question=question, by=member)
            say(request, _("Offered to %(names)s. You hold it until somebody accepts.") % {"names": names})
        else:
            asking.ask(found, to=to, question=question, is_blocking=blocking, by=member)
            say(request, _("%(names)s is asked. The answer comes back here.") % {"names": names})
    except Refused as error:
        form.add_error(None, str(error))
        return False
    return True


def _context(
    request: HttpRequest, found: Conversation, form: AskForm | MailForm | None, way: str, back: str
) -> dict[str, Any]:
    member = member_of(request)
    asked = set(found.escalations.standing().values_list("to_department_id", flat=True))
    typed = request.POST if form is not None else request.GET
    if form is None and asking_department(member, found) is None:
        messages.info(request, _("Only an agent of %(department)s may ask others.") % {"department": found.department})
    shown = found.messages.filter(removed_at=None).select_related("author").order_by("-sent_at", "-pk")
    return {
        "conversation": found,
        "title": author_name(found),
        "form": form,
        "way": way,
        "back": back,
        "group": typed.get("group") if form is not None and "group" not in form.errors else uuid.uuid4(),
        "departments": Department.objects.active().exclude(pk=found.department_id),
        "asked": asked,
        "reasons": Reason.objects.filter(is_archived=False),
        "dues": dues(),
        "span": due_span(),
        "typed": typed,
        "chosen": set(typed.getlist("to")),
        "shown": list(reversed(shown[:MESSAGES])) if way == "mail" else [],
        "chosen_messages": set(typed.getlist("shown")),
        "may_transfer": may(member, "escalation.transfer", found),
        "needs_lead": found.is_closed and not may(member, "conversation.admit", found),
    }
