"""Who is named in a note, and whether they may be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Department, Member
from accounts.permissions import may
from inbox.mentioning import Name, places
from inbox.models import Conversation
from inbox.seeing import who_sees


@dataclass(frozen=True, slots=True)
class Named:
    """A place in a text and whom it names; exactly one of the two is set."""

    start: int
    length: int
    member: Member | None = None
    department: Department | None = None


class OutsiderMentioned(NotAllowed):
    """Somebody is named who can't see the conversation; a lead may let them in."""

    def __init__(self, sentence: str, members: Sequence[Member]) -> None:
        super().__init__(sentence)
        self.members = list(members)


def named_in(text: str, by: Member, chosen: Collection[str]) -> list[Named]:
    """The members and departments that stand in a text as "@Name", as far as they exist for its author."""
    if "@" not in text:
        return []
    members = {f"m{member.pk}": member for member in Member.objects.active()}
    departments = {f"d{place.pk}": place for place in Department.objects.visible_to(by).active()}
    names = [Name(key, member.name) for key, member in members.items()]
    names += [Name(key, place.name) for key, place in departments.items()]
    found = []
    for place in places(text, names, chosen):
        if len(place.keys) > 1:
            raise NotPossible(
                _("More than one is called “%(name)s”. Choose the one you mean from the list that @ opens.")
                % {"name": place.text}
            )
        (key,) = place.keys
        found.append(Named(place.start, place.length, members.get(key), departments.get(key)))
    return found


def refuse_outsiders(conversation: Conversation, named: Sequence[Named], by: Member) -> None:
    """Raise when a closed conversation would be spoken of to people outside it."""
    if not conversation.is_closed or not named:
        return
    for who in named:
        if who.department and who.department.pk != conversation.department_id:
            raise NotPossible(
                _("This conversation is closed, and %(department)s can't be let into it as a whole. Name the people.")
                % {"department": who.department}
            )
    people = {who.member.pk: who.member for who in named if who.member}
    inside = set(who_sees(conversation).filter(pk__in=people).values_list("pk", flat=True))
    outside = [member for pk, member in people.items() if pk not in inside]
    if outside:
        raise OutsiderMentioned(_sentence(conversation, outside, by), outside)


def _sentence(conversation: Conversation, outside: Sequence[Member], by: Member) -> str:
    who = {"members": ", ".join(map(str, outside)), "department": conversation.department}
    if may(by, "conversation.admit", conversation):
        return _("This conversation is closed, and %(members)s can't see it. The note is kept: decide below.") % who
    return (
        _("This conversation is closed, and %(members)s can't see it; only a lead of %(department)s may let them in.")
        % who
    )
