"""One table says who may do what, and its three questions give one answer."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from accounts.actors import SCHEDULE
from accounts.errors import NotAllowed
from accounts.models import Department, Member, Membership, Role
from accounts.permissions import RANK, may, require, who_may
from accounts.verbs import VERBS, Right
from tests.cast import Cast, channel, conversation, member

pytestmark = pytest.mark.django_db


def members_of(cast: Cast) -> list[Member]:
    everybody = [getattr(cast, field.name) for field in fields(cast)]
    gone = member("Gus Alder", {cast.service: Role.LEAD}, is_active=False)
    return [one for one in everybody if isinstance(one, Member)] + [gone]


def subjects_of(cast: Cast) -> list[Any]:
    kept = conversation(channel(cast.hr), "About my contract.")
    return [None, conversation(cast.channel), kept, cast.channel, cast.marketing, cast.hr, cast.ben]


def every_question(cast: Cast) -> Iterator[tuple[str, Any, Member]]:
    subjects, members = subjects_of(cast), members_of(cast)
    return itertools.product(sorted(VERBS), subjects, members)


def test_may_and_who_may_agree_about_everybody(cast: Cast) -> None:
    found: dict[tuple[str, int], set[Member]] = {}
    for verb, subject, one in every_question(cast):
        if (verb, id(subject)) not in found:
            found[verb, id(subject)] = set(who_may(verb, subject))
        assert (one in found[verb, id(subject)]) == may(one, verb, subject), (verb, str(subject), str(one))


def test_require_refuses_exactly_those_who_may_not_with_a_sentence(cast: Cast) -> None:
    for verb, subject, one in every_question(cast):
        refusal = ""
        try:
            require(one, verb, subject)
        except NotAllowed as error:
            refusal = str(error)
        assert bool(refusal) != may(one, verb, subject), (verb, str(subject), str(one))
        assert not refusal or re.match(r"^[A-Z].*\.$", refusal)


def test_every_right_that_roles_give_has_a_rank_and_every_role_reaches_it() -> None:
    given_by_role = {Right.OBSERVER, Right.TRAINEE, Right.AGENT, Right.LEAD}
    assert set(RANK) == given_by_role
    assert set(VERBS.values()) <= given_by_role | {Right.SELF, Right.ADMINISTRATOR, Right.NOBODY}
    assert [role.rank for role in Role] == sorted(RANK.values())


def test_rights_on_a_conversation_are_asked_where_it_lies(cast: Cast) -> None:
    found = conversation(cast.channel)
    assert may(cast.ben, "conversation.resolve", found)
    assert not may(cast.tim, "conversation.resolve", found)
    assert not may(cast.mia, "conversation.resolve", found)
    assert may(cast.ada, "conversation.resolve", found)


def test_what_is_ones_own_is_nobody_elses(cast: Cast) -> None:
    assert may(cast.nora, "profile.change", cast.nora)
    assert not may(cast.ada, "profile.change", cast.nora)
    assert list(who_may("profile.change", cast.nora)) == [cast.nora]


def test_nobody_signs_in_for_anybody_and_the_product_may_do_all(cast: Cast) -> None:
    assert not may(cast.ada, "member.sign_in", cast.ada)
    assert may(SCHEDULE, "conversation.wake", conversation(cast.channel))


def test_a_membership_in_an_archived_department_gives_nothing(cast: Cast) -> None:
    Department.objects.filter(pk=cast.marketing.pk).update(is_active=False)
    assert not may(cast.mia, "conversation.take")
    assert cast.mia not in who_may("conversation.take")


def test_a_verb_that_does_not_exist_is_an_error_not_a_no(cast: Cast) -> None:
    with pytest.raises(KeyError):
        may(cast.ada, "conversation.explode")


def test_departments_exist_for_those_who_may_know_them(cast: Cast) -> None:
    def seen(one: Member) -> set[str]:
        return {item.code for item in Department.objects.visible_to(one)}

    assert seen(cast.nora) == {"CS", "MK"}
    assert seen(cast.hal) == seen(cast.ada) == {"CS", "MK", "HR"}
    assert seen(member("Gus Alder", {cast.hr: Role.LEAD}, is_active=False)) == set()
    Membership.objects.filter(member=cast.hal).delete()
    assert seen(cast.hal) == {"CS", "MK"}
