"""What members know, by their own word or a lead's."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member, Membership
from accounts.permissions import require
from inbox.actions.placing import MOST
from inbox.models import Ability, Label
from inbox.placing import primary


@transaction.atomic
def change(member: Member, *, languages: Collection[str], topics: Collection[Label], by: Member) -> Ability:
    """Say which languages one speaks (codes such as "de") and which topics one knows."""
    require(by, "ability.change", member)
    ability = _set(member, languages, topics)
    record("ability.change", ability, by=by, member=member.pk, **_facts(ability))
    return ability


@transaction.atomic
def assess(
    membership: Membership, *, languages: Collection[str], topics: Collection[Label], most_open: int | None, by: Actor
) -> Ability:
    """A lead says it of a colleague in their department, and how much they can carry; None is the department's limit.

    Topics that the lead's department does not use stay as they are.
    """
    require(by, "ability.assess", membership)
    if most_open is not None and not 0 <= most_open <= MOST:
        raise NotPossible(_("Choose at most %(most)d open conversations.") % {"most": MOST})
    usable = Label.objects.usable_in(membership.department_id).values("pk")
    others = Label.objects.filter(pk__in=_known(membership.member)).exclude(pk__in=usable)
    ability = _set(membership.member, languages, [*topics, *others])
    ability.most_open = most_open
    ability.save(update_fields=["most_open"])
    facts = {**_facts(ability), "most_open": most_open, "member": membership.member_id}
    record("ability.assess", membership, by=by, **facts)
    return ability


def _known(member: Member) -> list[int]:
    return list(Ability.topics.through.objects.filter(ability__member=member).values_list("label_id", flat=True))


def _set(member: Member, languages: Collection[str], topics: Collection[Label]) -> Ability:
    ability = Ability.objects.select_for_update().filter(member=member).first() or Ability(member=member)
    ability.languages = sorted({primary(code) for code in languages} - {""})
    ability.save()
    ability.topics.set(topics)
    return ability


def _facts(ability: Ability) -> dict[str, Any]:
    topics = sorted(ability.topics.values_list("pk", flat=True))
    return {"languages": ability.languages, "topics": topics}
