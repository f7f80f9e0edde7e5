"""What people decide about a reply that has been handed to the outbox, or stands on the network."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inbox.actions import deliver
from inbox.actions.take_down import delete as take_down
from inbox.models import Conversation, Delivery
from inbox.views.answers import attempt, kept_query, member_of, say, to_conversation


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reply back before it leaves."""
    found = _delivery_or_404(request, pk)
    if attempt(request, lambda: deliver.cancel(found, by=member_of(request))):
        say(request, _("Your reply did not leave; it is back in the composer."))
    return to_conversation(found.conversation_id, kept_query(request))


@login_required
@require_POST
def attest(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an uncertain reply stands on the network."""
    found = _delivery_or_404(request, pk)
    if attempt(request, lambda: deliver.attest(found, by=member_of(request))):
        say(request, _("Noted: it is there."))
    return to_conversation(found.conversation_id, kept_query(request))


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up an uncertain or refused reply; its text is kept."""
    found = _delivery_or_404(request, pk)
    if attempt(request, lambda: deliver.drop(found, by=member_of(request))):
        say(request, _("The text is back in the composer."))
    return to_conversation(found.conversation_id, kept_query(request))


@login_required
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try once more."""
    found = _delivery_or_404(request, pk)
    if attempt(request, lambda: deliver.send_again(found, by=member_of(request))):
        say(request, _("Your reply is on its way again."))
    return to_conversation(found.conversation_id, kept_query(request))


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


def _delivery_or_404(request: HttpRequest, pk: int) -> Delivery:
    visible = Conversation.objects.visible_to(member_of(request)).filter(deliveries=pk).first()
    if visible is None:
        raise Http404
    return visible.deliveries.get(pk=pk)
