"""What the pages about contacts share: whom the member may know, and where an act leads back to."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import reverse

from inbox.models import Contact
from inbox.presenters.contacts import Known, known
from inbox.views.answers import attempt, member_of


def contact_or_404(request: HttpRequest, pk: int) -> Contact:
    """A contact the member sees a conversation of; others don't exist."""
    found: Contact | None = Contact.objects.visible_to(member_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def known_or_404(request: HttpRequest, pk: int) -> Known:
    """Somebody with all that is merged with them; any of their numbers leads there."""
    person = known(pk, member_of(request))
    if person is None:
        raise Http404
    return person


def to_contact(pk: int, anchor: str = "") -> HttpResponseRedirect:
    """Show the contact, at one of its parts."""
    return HttpResponseRedirect(reverse("inbox:contact", args=[pk]) + (f"#{anchor}" if anchor else ""))


def valid(request: HttpRequest, form: Form, act: Callable[[], object]) -> bool:
    """Do it if the form can be used; what is wrong is said in a toast, and what was typed stays in the form."""
    if form.is_valid():
        return attempt(request, act)
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return False
