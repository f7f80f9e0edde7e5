"""The review queue: read, then approve, change, return or look again; each act is one address."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from inbox.actions import review as deciding
from inbox.actions.submit import withdraw as take_back
from inbox.connect import channel_of
from inbox.forms_review import AmendForm, CountForm, DecideForm, LookForm, ReturnForm
from inbox.models import Conversation, Delivery, Draft
from inbox.models.delivery import WAITING
from inbox.models.draft import OPEN, DraftKind, DraftState
from inbox.presenters.later import leaves_at
from inbox.presenters.measure import counted
from inbox.presenters.review import RELATED, draft_view, next_in_queue, queue_of
from inbox.views.answers import attempt, kept_query, member_of, say, to_conversation


@login_required
@never_cache
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """The queue with its oldest draft opened."""
    rows = queue_of(member_of(request))
    return _page(request, _draft_or_404(request, rows[0].pk) if rows else None, is_chosen=False)


@login_required
@never_cache
@require_safe
def review_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """One draft beside the queue; whoever sees the conversation may read how it goes."""
    return _page(request, _draft_or_404(request, draft_id), is_chosen=True)


@login_required
@require_POST
def approve(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Say yes, and go on with the next."""
    found, form = _draft_or_404(request, draft_id), DecideForm(request.POST)
    return _decide(request, found, form, lambda: deciding.approve(found, by=member_of(request), **form.cleaned_data))


@login_required
@require_POST
def amend(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Change it and approve the change; what was typed is kept where that is refused."""
    found, form = _draft_or_404(request, draft_id), AmendForm(request.POST)
    return _decide(
        request,
        found,
        form,
        lambda: deciding.amend(found, by=member_of(request), **form.cleaned_data),
        editing=True,
    )


@login_required
@require_POST
def count(request: HttpRequest, draft_id: int) -> HttpResponse:
    """How much room words take that an approver is typing; nothing is saved."""
    found, form = _draft_or_404(request, draft_id), CountForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": " ".join(str(error) for error in form.errors.get("text", []))}, status=422)
    return JsonResponse({"count": counted(channel_of(found), form.cleaned_data["text"])})


@login_required
@require_POST
def give_back(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Return it to its author, with a note."""
    found, form = _draft_or_404(request, draft_id), ReturnForm(request.POST)
    return _decide(
        request, found, form, lambda: deciding.return_draft(found, by=member_of(request), **form.cleaned_data)
    )


@login_required
@require_POST
def look_again(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Say that what is new was read, and that the reply still holds."""
    found, form = _draft_or_404(request, draft_id, submitted=False), LookForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Open the draft again: the page was too old."))
    else:
        _look_again(request, found, form)
    if request.POST.get("from") == "conversation" or not found.round:
        return to_conversation(found.conversation_id, kept_query(request))
    return redirect("inbox:review_draft", draft_id=found.pk)


@login_required
@require_POST
def withdraw(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Its author takes it back into the composer."""
    found = _draft_or_404(request, draft_id)
    if attempt(request, lambda: take_back(found, by=member_of(request))):
        say(request, _("Your draft is back in the composer."))
    return to_conversation(found.conversation_id, kept_query(request))


def _look_again(request: HttpRequest, draft: Draft, form: LookForm) -> None:
    done: list[Draft] = []
    if not attempt(
        request, lambda: done.append(deciding.look_again(draft, by=member_of(request), **form.cleaned_data))
    ):
        return
    asks_now = done[0].round != draft.round
    say(request, _("The reply waits for approval.") if asks_now else _("Noted: it still answers what they wrote."))


def _decide(
    request: HttpRequest, draft: Draft, form: DecideForm, act: Callable[[], object], *, editing: bool = False
) -> HttpResponse:
    """Do it and open what waits next; a refusal is said over the same draft."""
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    elif attempt(request, act):
        _say(request, draft)
        return redirect(next_in_queue(member_of(request), after=draft.pk))
    if editing:
        return _page(
            request, _draft_or_404(request, draft.pk), is_chosen=True, typed=request.POST.get("text", "")[:100_000]
        )
    return redirect("inbox:review_draft", draft_id=draft.pk)


def _say(request: HttpRequest, draft: Draft) -> None:
    """What came of it, with the way back while there is one."""
    now = _draft_or_404(request, draft.pk)
    waiting = Delivery.objects.filter(
        draft=now, state__in=WAITING, conversation__in=Conversation.objects.visible_to(member_of(request))
    ).first()
    if now.state == DraftState.RETURNED:
        say(request, _("%(member)s has it back, with your note.") % {"member": now.author})
    elif waiting is None:
        say(request, _("Approved. Now somebody else has to look at it."))
    else:
        _say_leaving(request, waiting)


def _say_leaving(request: HttpRequest, delivery: Delivery) -> None:
    """It leaves by itself; an undo until then leads back to its draft in the queue."""
    undo, seconds = f"{reverse('inbox:cancel', args=[delivery.pk])}?from=review", member_of(request).undo_seconds
    if delivery.scheduled_for:
        leaves = _("Approved; it leaves %(when)s.") % {"when": leaves_at(delivery.scheduled_for)}
        say(request, leaves, undo=undo)
    elif seconds:
        leaves = _("Approved; it is on its way. It leaves in %(seconds)s s.") % {"seconds": seconds}
        say(request, leaves, undo=undo, until=delivery.not_before.isoformat(), counts="approved")
    else:
        say(request, _("Approved; it is on its way."))


def _page(request: HttpRequest, draft: Draft | None, *, is_chosen: bool, typed: str | None = None) -> HttpResponse:
    member = member_of(request)
    rows = queue_of(member, draft.pk if draft else None)
    view = draft_view(draft, member, rows, typed) if draft else None
    may_edit = view is not None and view.may_decide and not view.stale
    context = {
        "rows": rows,
        "view": view,
        "is_chosen": is_chosen,
        "editing": may_edit and (typed is not None or "edit" in request.GET),
        "typed": typed if typed is not None else (view.text if view else ""),
        "returning": view is not None and view.may_decide and "return" in request.GET,
    }
    return render(request, "inbox/review/review.html", context)


def _draft_or_404(request: HttpRequest, draft_id: int, *, submitted: bool = True) -> Draft:
    """A submitted draft (or one that is held, without) of a conversation that the member may see."""
    visible = Draft.objects.filter(conversation__in=Conversation.objects.visible_to(member_of(request)).order_by())
    rows = visible.filter(kind=DraftKind.REPLY).defer("conversation__channel__credentials")
    rows = rows.filter(round__gt=0) if submitted else rows.exclude(state__in=OPEN)
    found = rows.select_related(*RELATED).filter(pk=draft_id).first()
    if found is None:
        raise Http404
    return found
