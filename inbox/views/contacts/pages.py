"""The list of people outside, and the page of each."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotPossible
from accounts.permissions import may, require
from inbox.actions import contact as writing
from inbox.filters import ListQuery
from inbox.forms_contacts import ContactForm, FactForm, LearnForm, NoteForm
from inbox.models import ContactField, ContactRecord, Conversation, Message
from inbox.models.contact import Relationship
from inbox.presenters import contacts as shown
from inbox.presenters.contacts import PAGE, Known
from inbox.presenters.rows import rows_for
from inbox.presenters.thread import said_at
from inbox.views.answers import member_of, say
from inbox.views.contacts.common import known_or_404, to_contact


@login_required
@never_cache
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """Those one may know, the latest met first."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    relationship = request.GET.get("relationship", "")
    before = request.GET.get("before", "")
    after = int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else None
    rows = shown.listed(member_of(request), relationship=relationship, words=words, before=after)
    kept = {name: value for name, value in (("q", words), ("relationship", relationship)) if value}
    older = ""
    if len(rows) > PAGE:
        older = "?" + urlencode({**kept, "before": str(rows[PAGE - 1].head.pk)})
    context = {
        "rows": rows[:PAGE],
        "older": older,
        "words": words,
        "relationship": relationship,
        "relationships": Relationship.choices,
    }
    return render(request, "inbox/contacts/list.html", context)


@login_required
@never_cache
@require_safe
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Who they are, what they told us, and every conversation with them."""
    person = known_or_404(request, pk)
    if person.head.pk != pk:
        kept = request.GET.urlencode()
        answer = to_contact(person.head.pk)
        answer["Location"] += f"?{kept}" if kept else ""
        return answer
    return contact_page(request, person)


def contact_page(request: HttpRequest, person: Known, source: Message | None = None, **forms: Form) -> HttpResponse:
    """The page of a contact; `forms` are those that were refused, with what was typed."""
    source = source or _source(request, person)
    return render(request, "inbox/contacts/contact.html", {**_context(request, person, source), **forms})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Their fields. Only what was changed is written, so that what came by a merge stays where it is."""
    person, member = known_or_404(request, pk), member_of(request)
    require(member, "contact.change", person.head)
    form = contact_form(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.change(person.head, fields=form.plain_changes(), custom=form.own_changes(), by=member)
            writing.set_emails(person.head, addresses=form.addresses(), among=person.ids, by=member)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Saved."))
            return to_contact(person.head.pk)
    return render(request, "inbox/contacts/change.html", {"person": person, "form": form})


def contact_form(person: Known, data: Any) -> ContactForm:
    """The form with what is known."""
    fields = list(ContactField.objects.filter(is_active=True))
    own = {f"own_{field.pk}": person.custom.get(str(field.pk), "") for field in fields}
    return ContactForm(fields, data=data, initial={**person.values, "emails": "\n".join(person.emails), **own})


def _context(request: HttpRequest, person: Known, source: Message | None) -> dict[str, Any]:
    member = member_of(request)
    desks = shown.desks(member)
    history = shown.history_of(person, member)
    may_merge = may(member, "contact.merge", person.head)
    return {
        "person": person,
        "shown": [*shown.shown(person), *shown.custom_values(person)],
        "facts": shown.facts(person, member),
        "notes": shown.notes(person, member),
        "records": ContactRecord.objects.filter(contact__in=person.ids),
        "rows": rows_for(history[: shown.HISTORY], member, ListQuery()),
        "more": len(history) > shown.HISTORY,
        "parts": shown.parts(person) if may_merge else [],
        "perhaps": shown.perhaps(person, member) if may_merge else [],
        "may_change": may(member, "contact.change", person.head),
        "source": source,
        "source_words": said_at(source) if source else "",
        "fact_form": LearnForm(auto_id="fact_%s") if source else FactForm(desks),
        "fact_action": _fact_action(person, source),
        "note_form": NoteForm(desks),
        "desks": desks,
    }


def _fact_action(person: Known, source: Message | None) -> str:
    if source is None:
        return reverse("inbox:fact_add", args=[person.head.pk])
    return reverse("inbox:fact_learn", args=[source.pk])


def _source(request: HttpRequest, person: Known) -> Message | None:
    """The message from which a fact is to be noted, if it is theirs and one may see it."""
    given = request.GET.get("from", "")
    if not (given.isascii() and given.isdecimal() and len(given) < 18):
        return None
    seen = Conversation.objects.visible_to(member_of(request)).filter(messages=int(given)).first()
    if seen is None:
        return None
    found: Message | None = (
        seen.messages.select_related("author").filter(pk=int(given), author__contact__in=person.ids).first()
    )
    return found
