"""Labels as they are shown: on rows, beside a conversation, in menus."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Member
from accounts.permissions import may
from inbox.filters import ListQuery
from inbox.models import Conversation, Label


@dataclass(frozen=True, slots=True)
class LabelView:
    """A word in its colour; `href` is the list of everything that has it."""

    pk: int
    name: str
    colour: str
    href: str = ""
    scope: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class LabelMenu:
    """What can be put on a conversation or taken off; `may_create` whether a new word makes a label."""

    choices: list[LabelView]
    may_create: bool


def label_views(labels: Iterable[Label], address: str = "") -> list[LabelView]:
    """Labels, each leading to its list under this address."""
    return [
        LabelView(one.pk, one.name, one.colour, address + ListQuery(label=(one.pk,)).written() if address else "")
        for one in labels
    ]


def labels_on(conversation: Conversation, member: Member, address: str) -> list[LabelView]:
    """What a conversation is labelled with, as far as the member may know of it."""
    seen = Label.objects.visible_to(member).filter(conversations=conversation)
    return label_views(seen, address)


def label_menu(conversation: Conversation, member: Member, held: Iterable[LabelView]) -> LabelMenu:
    """The department's labels and the organisation's, those it has first."""
    on = {one.pk for one in held}
    usable = Label.objects.usable_in(conversation.department_id).select_related("department")
    choices = [
        LabelView(one.pk, one.name, one.colour, scope=one.department.code if one.department else "", held=one.pk in on)
        for one in usable
    ]
    choices += [
        LabelView(one.pk, one.name, one.colour, held=True) for one in held if one.pk not in {x.pk for x in choices}
    ]
    choices.sort(key=lambda one: not one.held)
    return LabelMenu(choices, may(member, "label.create", conversation))
