"""Answers are kept with their effect, encrypted, and for two days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.answers import claim, forget_old, let_go, settle
from accounts.models import KeptAnswer
from accounts.tasks import forget_answers

pytestmark = pytest.mark.django_db


def test_the_first_claim_of_a_key_is_new_and_later_ones_find_its_answer() -> None:
    row, is_new = claim("token:1", key="k", fingerprint="f")
    settle(row, status=201, answer={"data": {"id": 7}})
    again, is_new_again = claim("token:1", key="k", fingerprint="other")
    assert (is_new, is_new_again) == (True, False)
    assert (again.status, again.answer, again.fingerprint) == (201, {"data": {"id": 7}}, "f")


def test_each_owner_has_keys_of_its_own() -> None:
    for owner in ("token:1", "token:2", "channel:1"):
        assert claim(owner, key="k", fingerprint="f")[1]


def test_a_key_is_let_go_unless_it_has_its_answer() -> None:
    refused, _new = claim("token:1", key="refused", fingerprint="f")
    answered, _new = claim("token:1", key="answered", fingerprint="f")
    settle(answered, status=200, answer={})
    for row in (refused, answered):
        let_go(row)
    assert [row.key for row in KeptAnswer.objects.all()] == ["answered"]


def test_answers_are_forgotten_after_two_days_and_not_before() -> None:
    for key, age in (("old", timedelta(hours=49)), ("young", timedelta(hours=47))):
        claim("token:1", key=key, fingerprint="f")
        KeptAnswer.objects.filter(key=key).update(created_at=timezone.now() - age)
    assert forget_old() == 1
    forget_answers()
    assert [row.key for row in KeptAnswer.objects.all()] == ["young"]
