"""Who must approve a reply, and why, in words: for its writer before, for its approvers after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Department, Member
from inbox.models import Conversation, Draft, Message
from inbox.models.draft import DraftKind
from inbox.policies import Need
from inbox.reviewing import approver, asks_for


@dataclass(frozen=True, slots=True)
class Asked:
    """One step: who is asked ("a lead of PR"), by which policies, and for which reasons."""

    who: str
    policies: str
    because: list[str]


def asked_sentence(conversation: Conversation, member: Member, reply: Draft | None, target: Message | None) -> str:
    """Whom a reply of this member has to ask, and why, with what they have written so far; empty for nobody."""
    draft = reply or Draft(kind=DraftKind.REPLY)
    draft.conversation, draft.author, draft.answers = conversation, member, target
    return " ".join(_sentence(one) for one in in_words(asks_for(draft)))


def _sentence(one: Asked) -> str:
    asks = _("Asks %(who)s.") % {"who": one.who}
    policy = _("Policy %(names)s:") % {"names": one.policies} if one.policies else ""
    return " ".join(part for part in (asks, policy, *one.because) if part)


def in_words(needs: Iterable[Need]) -> list[Asked]:
    """Needs as people read them."""
    needs = list(needs)
    places = Department.objects.in_bulk({need.step.department_id for need in needs}) if needs else {}
    return [
        Asked(approver(need.step.role, places[need.step.department_id]), ", ".join(need.names), list(need.because))
        for need in needs
    ]
