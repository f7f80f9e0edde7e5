"""Requests between departments: all that concern one, one by itself, and what can be done about it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Member
from inbox.actions.accept import accept as accepting
from inbox.actions.add_people import add_people as adding
from inbox.actions.answer import answer as answering
from inbox.actions.decline import decline as declining
from inbox.actions.escalate import ask_again as asking_again
from inbox.actions.withdraw import withdraw as withdrawing
from inbox.forms_escalations import AnswerForm, DeclineForm, PeopleForm, QuestionForm, due_span, dues
from inbox.models import Conversation, Escalation, Reason
from inbox.models.escalation import Kind
from inbox.presenters.escalations import (
    OF_CONVERSATION,
    RELATED,
    RequestView,
    incoming,
    one_view,
    outgoing,
    over,
    views_of,
)
from inbox.views.answers import act_on, kept_query, member_of, to_conversation

MOST = 100
SHOWS = ("in", "out", "over")


@login_required
@never_cache
@require_safe
def escalations(request: HttpRequest) -> HttpResponse:
    """What is asked of us, what we asked, and what is over; the soonest first."""
    member, given = member_of(request), request.GET.get("show", "")
    show = given if given in SHOWS else "in"
    asked, asking = incoming(member).order_by("due_at", "pk"), outgoing(member).order_by("due_at", "pk")
    rows = {"in": asked, "out": asking, "over": over(member).order_by("-closed_at", "-pk")}[show]
    context = {
        "show": show,
        "rows": views_of(rows, member, limit=MOST),
        "counts": {"in": asked.count(), "out": asking.count()},
        "refresh": reverse("inbox:escalations") + f"?show={show}",
    }
    return render(request, "inbox/escalations/list.html", context)


@login_required
@never_cache
@require_safe
def escalation(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its forms, on a page that nothing replaces while one writes."""
    return _page(request, escalation_or_404(request, pk))


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """See to it; a transfer is held from then on."""
    found = escalation_or_404(request, pk)
    taken = _("%(department)s holds it now.") % {"department": found.asked_name}
    said = taken if found.kind == Kind.TRANSFER else _("Accepted. They know that you see to it.")
    act_on(request, found.conversation, lambda: accepting(found, by=member_of(request)), said)
    return _back(request, found)


@login_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, with a reason."""
    found, form = escalation_or_404(request, pk), DeclineForm(request.POST)
    if form.is_valid():
        reason, said = form.cleaned_data["reason"], _("Declined. They read your reason.")
        if act_on(request, found.conversation, lambda: declining(found, reason=reason, by=member_of(request)), said):
            return _back(request, found)
        found = _again(found)
    return _page(request, found, form, typing=("decline", "reason"))


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer; what was typed is kept where that is refused."""
    found, form = escalation_or_404(request, pk), AnswerForm(request.POST)
    if form.is_valid():
        text, said = form.cleaned_data["text"], _("Answered. It stands beside their reply, ready to use.")
        if act_on(request, found.conversation, lambda: answering(found, text=text, by=member_of(request)), said):
            return _back(request, found)
        found = _again(found)
    return _page(request, found, form, typing=("answer", "text"))


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask no more."""
    found = escalation_or_404(request, pk)
    said = _("Withdrawn: %(name)s is not asked any more.") % {"name": found.asked_name}
    act_on(request, found.conversation, lambda: withdrawing(found, by=member_of(request)), said)
    return _back(request, found)


@login_required
@require_POST
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, with a question and a due time of its own."""
    found, form = escalation_or_404(request, pk), QuestionForm(request.POST)
    if form.is_valid():
        said = _("%(name)s is asked again.") % {"name": found.asked_name}
        act: Callable[[], object] = lambda: asking_again(found, question=form.asked(), by=member_of(request))  # noqa: E731
        if act_on(request, found.conversation, act, said):
            return _back(request, found)
    return _page(request, _again(found), form, typing=("ask_again", "question"))


@login_required
@require_POST
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring somebody to it."""
    found, form = escalation_or_404(request, pk), PeopleForm(request.POST)
    if form.is_valid():
        chosen = list(form.cleaned_data["people"])
        said = _("%(names)s know of it now.") % {"names": ", ".join(map(str, chosen))}
        act_on(request, found.conversation, lambda: adding(found, people=chosen, by=member_of(request)), said)
    else:
        messages.error(request, _("Choose somebody from the list."))
    return redirect("inbox:escalation", pk=found.pk)


def escalation_or_404(request: HttpRequest, pk: int) -> Escalation:
    """One on a conversation that the member may see; anything else does not exist."""
    rows = Escalation.objects.visible_to(member_of(request)).select_related(*RELATED, *OF_CONVERSATION)
    found: Escalation | None = rows.defer("conversation__channel__credentials").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _again(found: Escalation) -> Escalation:
    return Escalation.objects.select_related(*RELATED, *OF_CONVERSATION).get(pk=found.pk)


def _page(
    request: HttpRequest, found: Escalation, form: object = None, *, typing: tuple[str, str] | None = None
) -> HttpResponse:
    """`typing`: the act that was tried, and the field whose words are not to be lost."""
    member = member_of(request)
    known = {*found.people.values_list("pk", flat=True)}
    others = Member.objects.active().exclude(pk__in={member.pk, *known}).order_by("name")
    newest = found.conversation.messages.filter(is_ours=False, removed_at=None).select_related("author")
    one = one_view(found, member)
    context = {
        "one": one,
        "left": _left(request, one, *typing) if typing else "",
        "refused": " ".join(str(said) for said in messages.get_messages(request) if said.level == messages.ERROR),
        "form": form,
        "typed": request.POST if request.method == "POST" else {},
        "doing": request.GET.get("do", ""),
        "said": list(reversed(newest.order_by("-sent_at", "-pk")[:3])),
        "others": others,
        "reasons": Reason.objects.filter(is_archived=False),
        "dues": dues(),
        "span": due_span(),
        "group": uuid.uuid4(),
        "reason_id": str(found.reason_id),
    }
    return render(request, "inbox/escalations/escalation.html", context)


def _left(request: HttpRequest, one: RequestView, word: str, field: str) -> str:
    """What was typed into a form that is not there any more; empty where it still is, or it was sent before."""
    typed = request.POST.get(field, "").replace("\r\n", "\n").strip()
    return "" if word in one.may or typed in (one.answer, one.decline_reason, one.question) else typed


def _back(request: HttpRequest, found: Escalation) -> HttpResponse:
    """Where the button stood: the conversation, else a page of ours; a conversation that is closed now to no place."""
    given = request.POST.get("next", "")
    target = given if url_has_allowed_host_and_scheme(given, allowed_hosts=None) else ""
    seen = Conversation.objects.visible_to(member_of(request)).filter(pk=found.conversation_id).exists()
    if target or not seen:
        return HttpResponseRedirect(target or reverse("inbox:escalations"))
    return to_conversation(found.conversation_id, kept_query(request))
