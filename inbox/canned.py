"""What canned responses say to somebody: their variables filled in, and whether a draft is one of them as it is."""

from __future__ import annotations

from accounts.formats import short_name
from accounts.models import Member
from inbox.connect import channel_of
from inbox.models import CannedResponse, Channel, Conversation, Draft, Handle, Message
from inbox.variables import Filled, fill, first_name, left_in, plain


def values_for(conversation: Conversation, member: Member, answers: Message | None, channel: Channel) -> dict[str, str]:
    """What stands in place of the variables; empty for what is not known."""
    handle = answers.author if answers and answers.author else conversation.author
    name = _name(handle) if handle else ""
    return {
        "contact.name": name,
        "contact.first_name": first_name(name),
        "contact.handle": _at(handle),
        "member.name": member.name,
        "member.first_name": first_name(member.name),
        "conversation.number": str(conversation.pk),
        "department.name": conversation.department.name,
        "channel.name": channel.name,
    }


def filled_for(response: CannedResponse, draft: Draft) -> Filled:
    """Its text as it reads in this draft."""
    return fill(response.text, values_for(draft.conversation, draft.author, draft.answers, channel_of(draft)))


def values_in(response: CannedResponse, draft: Draft) -> list[str]:
    """What its variables say in this draft."""
    values = values_for(draft.conversation, draft.author, draft.answers, channel_of(draft))
    return [values.get(mark[2:-2].strip(), "") for mark in left_in(response.text)]


def is_approved_as_is(draft: Draft) -> CannedResponse | None:
    """The canned response that these words are, to the letter, if it was approved as it is; with one query.

    A picture is more than its words, and what is not filled in can't be sent.
    """
    if draft.image or not draft.text.strip():
        return None
    responses = CannedResponse.objects.usable_in(draft.conversation.department_id).filter(is_approved_as_is=True)
    text = _compared(draft.text)
    for response in responses:
        filled = filled_for(response, draft)
        if not filled.left and _compared(filled.text) == text:
            return response
    return None


def _compared(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _name(handle: Handle) -> str:
    """As the contact is known here, else as they call themselves there."""
    contact = handle.contact.survivor or handle.contact
    return short_name(contact.name) or short_name(handle.name)


def _at(handle: Handle | None) -> str:
    """ "@mira.example"."""
    known = plain(handle.handle).lstrip("@") if handle else ""
    return f"@{known}" if known else ""
