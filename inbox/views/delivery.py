"""What people decide about a reply that has been handed to the outbox, or stands on the network."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Member
from inbox.actions import deliver
from inbox.actions.schedule import reschedule as change_minute
from inbox.actions.take_down import delete as take_down
from inbox.forms_later import LaterForm
from inbox.models import Conversation, Delivery, Draft
from inbox.models.draft import DraftState
from inbox.presenters.later import leaves_at
from inbox.presenters.texts import web_address
from inbox.views.answers import attempt, kept_query, member_of, say, to_conversation

LONGEST = 1000
"""Characters of an address that are kept."""
DIGITS = 19
"""More than any number of a message has."""


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reply back before it leaves."""
    found = _delivery_or_404(request, pk)
    if attempt(request, lambda: deliver.cancel(found, by=member_of(request))):
        say(request, _taken_back(found.draft, member_of(request)))
    if request.GET.get("from") == "review" and found.draft.round:
        return redirect("inbox:review_draft", draft_id=found.draft_id)
    return to_conversation(found.conversation_id, kept_query(request))


def _taken_back(draft: Draft, member: Member) -> str:
    """Where a reply is that did not leave: before its approvers, or with its author."""
    if draft.author_id == member.pk:
        return _("Your reply did not leave; it is back in the composer.")
    if draft.state == DraftState.SUBMITTED:
        said = _("%(author)s’s reply did not leave; it waits for approval again.")
    else:
        said = _("%(author)s’s reply did not leave; it is back with %(author)s.")
    return said % {"author": draft.author}


@login_required
@require_POST
def reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Another minute for a reply that waits for its own."""
    found = _delivery_or_404(request, pk)
    form = LaterForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.problem)
    elif attempt(request, lambda: change_minute(found, at=form.moment, by=member_of(request))):
        say(request, _("The reply leaves %(when)s.") % {"when": leaves_at(form.moment)})
    return to_conversation(found.conversation_id, kept_query(request))


@login_required
@require_POST
def attest(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an uncertain reply stands on the network, with its address if that is at hand."""
    found = _delivery_or_404(request, pk)
    given = request.POST.get("address", "").strip()
    address = web_address(given)
    if given and (not address or len(address) > LONGEST):
        messages.error(request, _("This is no web address: it begins with https://. Leave it out if you have none."))
    elif attempt(request, lambda: deliver.attest(found, by=member_of(request), address=address)):
        say(request, _("Noted: it is there."))
    return _back(request, found)


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up an uncertain or refused reply; its text is kept."""
    found = _delivery_or_404(request, pk)
    if attempt(request, lambda: deliver.drop(found, by=member_of(request))):
        say(request, _("The text is back in the composer."))
    return _back(request, found)


@login_required
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try once more; without what the page showed, only what was read before counts."""
    found = _delivery_or_404(request, pk)
    given = request.POST.get("seen", "")
    seen = int(given) if given.isascii() and given.isdecimal() and len(given) < DIGITS else found.draft.seen_message
    if attempt(request, lambda: deliver.send_again(found, by=member_of(request), seen=seen)):
        say(request, _("Your reply is on its way again."))
    return _back(request, found)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of our own messages down on its network."""
    visible = Conversation.objects.visible_to(member_of(request)).filter(messages=pk).first()
    if visible is None:
        raise Http404
    message = visible.messages.get(pk=pk)
    if attempt(request, lambda: take_down(message, by=member_of(request))):
        say(request, _("It is being taken down on the network."))
    return to_conversation(visible.pk, kept_query(request))


def _back(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """To the list of those perhaps sent, for who decides there one by one; else to the conversation."""
    if request.POST.get("from") == "uncertain":
        return redirect("inbox:uncertain")
    return to_conversation(delivery.conversation_id, kept_query(request))


def _delivery_or_404(request: HttpRequest, pk: int) -> Delivery:
    visible = Conversation.objects.visible_to(member_of(request)).filter(deliveries=pk).first()
    if visible is None:
        raise Http404
    return visible.deliveries.get(pk=pk)
