"""Acts on contacts: notes, facts, merging; each one address, one action, one sentence."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inbox.actions import contact_merge as merging
from inbox.actions import contact_note, fact
from inbox.forms_contacts import FactForm, LearnForm, NoteForm
from inbox.models import ContactMerge, ContactNote, Conversation, Fact
from inbox.presenters.contacts import desks
from inbox.views.answers import attempt, member_of, say
from inbox.views.contacts.common import contact_or_404, known_or_404, to_contact, valid
from inbox.views.contacts.pages import contact_page


@login_required
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note about them."""
    person, member = known_or_404(request, pk), member_of(request)
    form = NoteForm(desks(member), request.POST)
    if not valid(request, form, lambda: contact_note.note(person.head, by=member, **form.cleaned_data)):
        return contact_page(request, person, note_form=form)
    say(request, _("Note added."))
    return to_contact(person.head.pk, "notes")


@login_required
@require_POST
def note_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a note off."""
    found = _note(request, pk, removed=False)
    if attempt(request, lambda: contact_note.remove_note(found, by=member_of(request))):
        say(request, _("The note is taken off."), undo=reverse("inbox:contact_note_restore", args=[pk]))
    return to_contact(found.contact_id, "notes")


@login_required
@require_POST
def note_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring it back."""
    found = _note(request, pk, removed=True)
    if attempt(request, lambda: contact_note.restore_note(found, by=member_of(request))):
        say(request, _("The note is back."))
    return to_contact(found.contact_id, "notes")


@login_required
@require_POST
def fact_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what they told us elsewhere."""
    person, member = known_or_404(request, pk), member_of(request)
    form = FactForm(desks(member), request.POST)
    if not valid(request, form, lambda: fact.add(person.head, by=member, **form.cleaned_data)):
        return contact_page(request, person, fact_form=form)
    say(request, _("Noted."))
    return to_contact(person.head.pk, "facts")


@login_required
@require_POST
def fact_learn(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what they said in a message."""
    member = member_of(request)
    seen = Conversation.objects.visible_to(member).filter(messages=pk).first()
    if seen is None:
        raise Http404
    message = seen.messages.select_related("author__contact", "conversation__department").get(pk=pk)
    if message.author is None:
        raise Http404
    form = LearnForm(request.POST, auto_id="fact_%s")
    if not valid(request, form, lambda: fact.learn(message, by=member, **form.cleaned_data)):
        return contact_page(request, known_or_404(request, message.author.contact_id), message, fact_form=form)
    say(request, _("Noted, with the message as its source."))
    return to_contact(message.author.contact_id, "facts")


@login_required
@require_POST
def fact_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a fact off."""
    found = _fact(request, pk, removed=False)
    if attempt(request, lambda: fact.remove(found, by=member_of(request))):
        say(request, _("The fact is taken off."), undo=reverse("inbox:fact_restore", args=[pk]))
    return to_contact(found.contact_id, "facts")


@login_required
@require_POST
def fact_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring it back."""
    found = _fact(request, pk, removed=True)
    if attempt(request, lambda: fact.restore(found, by=member_of(request))):
        say(request, _("The fact is back."))
    return to_contact(found.contact_id, "facts")


@login_required
@require_POST
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """`other` is the same person: merge it into this one."""
    person, member = known_or_404(request, pk), member_of(request)
    part = contact_or_404(request, other)
    if attempt(request, lambda: merging.merge(part, into=person.head, by=member)):
        undo = reverse("inbox:contact_unmerge", args=[part.survivor_id or part.pk])
        say(request, _("They are one contact now."), undo=undo)
    return to_contact(person.head.pk)


@login_required
@require_POST
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merged contact out again."""
    part = contact_or_404(request, pk)
    edge = ContactMerge.objects.filter(part=part).first()
    if attempt(request, lambda: merging.unmerge(part, by=member_of(request))) and edge is not None:
        undo = reverse("inbox:contact_merge", args=[edge.whole_id, part.pk])
        say(request, _("Both are contacts of their own again, as they were, with what came to each since."), undo=undo)
    return to_contact(part.pk)


@login_required
@require_POST
def set_apart(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """They are not the same person: never suggest it again."""
    person = known_or_404(request, pk)
    stranger = contact_or_404(request, other)
    if attempt(request, lambda: merging.set_apart(person.head, other=stranger, by=member_of(request))):
        undo = reverse("inbox:contact_compare_again", args=[person.head.pk, other])
        say(request, _("They stay two contacts, and it is not suggested again."), undo=undo)
    return to_contact(person.head.pk)


@login_required
@require_POST
def compare_again(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Take that back."""
    person = known_or_404(request, pk)
    stranger = contact_or_404(request, other)
    if attempt(request, lambda: merging.compare_again(person.head, other=stranger, by=member_of(request))):
        say(request, _("They may be suggested again."))
    return to_contact(person.head.pk)


def _note(request: HttpRequest, pk: int, *, removed: bool) -> ContactNote:
    rows = ContactNote.objects.visible_to(member_of(request), removed=removed)
    found: ContactNote = get_object_or_404(rows.select_related("department", "contact"), pk=pk)
    contact_or_404(request, found.contact_id)
    return found


def _fact(request: HttpRequest, pk: int, *, removed: bool) -> Fact:
    rows = Fact.objects.visible_to(member_of(request), removed=removed)
    found: Fact = get_object_or_404(rows.select_related("department", "source__conversation__department"), pk=pk)
    contact_or_404(request, found.contact_id)
    return found
