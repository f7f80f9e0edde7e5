"""Answers are kept with their effect, encrypted, and for two days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.answers import claim, forget_old, settle
from accounts.models import KeptAnswer
from accounts.tasks import forget_answers
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_first_claim_of_a_key_is_new_and_later_ones_find_its_answer(cast: Cast) -> None:
    row, is_new = claim(cast.ben, key="k", fingerprint="f")
    settle(row, status=201, answer={"data": {"id": 7}})
    again, is_new_again = claim(cast.ben, key="k", fingerprint="other")
    assert (is_new, is_new_again) == (True, False)
    assert (again.status, again.answer, again.fingerprint) == (201, {"data": {"id": 7}}, "f")


def test_members_have_their_own_keys(cast: Cast) -> None:
    for member in (cast.ben, cast.ana):
        assert claim(member, key="k", fingerprint="f")[1]


def test_answers_are_forgotten_after_two_days_and_not_before(cast: Cast) -> None:
    for key, age in (("old", timedelta(hours=49)), ("young", timedelta(hours=47))):
        claim(cast.ben, key=key, fingerprint="f")
        KeptAnswer.objects.filter(key=key).update(created_at=timezone.now() - age)
    assert forget_old() == 1
    forget_answers()
    assert [row.key for row in KeptAnswer.objects.all()] == ["young"]
