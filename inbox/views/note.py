"""Adding a note; whatever is refused, its text stays in the composer."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import Refused
from accounts.permissions import may
from inbox.actions.draft import write as write_draft
from inbox.actions.note import OutsiderMentioned, add_note, add_note_and_admit
from inbox.forms_note import NoteForm
from inbox.models import Conversation, Note
from inbox.models.draft import DraftKind
from inbox.views.answers import (
    absent,
    attempt,
    conversation_or_404,
    joined,
    kept_query,
    member_of,
    say,
    to_conversation,
    to_writing,
)


@login_required
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a note for members. Naming an outsider in what is closed asks a lead whether to let them in."""
    found = conversation_or_404(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return _kept(request, found)
    try:
        added = _add(request, found, form)
    except OutsiderMentioned as refusal:
        messages.error(request, str(refusal))
        asked = ",".join(str(member.pk) for member in refusal.members)
        may_admit = may(member_of(request), "conversation.admit", found)
        return _kept(request, found, **({"admit": asked} if may_admit else {}))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _kept(request, found)
    named = added.mentions.exclude(member=None).values_list("member_id", flat=True)
    say(request, joined(_("Note added."), absent(named)))
    return to_conversation(pk, kept_query(request))


def _add(request: HttpRequest, found: Conversation, form: NoteForm) -> Note:
    facts, member = form.cleaned_data, member_of(request)
    text, chosen, admit = facts["text"], facts["chosen"], list(facts["admit"])
    if admit:
        return add_note_and_admit(found, text=text, members=admit, by=member, chosen=chosen)
    return add_note(found, text=text, by=member, chosen=chosen)


def _kept(request: HttpRequest, found: Conversation, **more: str) -> HttpResponse:
    """Back to the composer, with the text as its draft."""
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\x00", "\ufffd")
    member = member_of(request)
    if text.strip() and may(member, "note.add", found):
        attempt(request, lambda: write_draft(found, kind=DraftKind.NOTE, text=text, by=member))
    return to_writing(found.pk, kept_query(request), write="note", **more)
