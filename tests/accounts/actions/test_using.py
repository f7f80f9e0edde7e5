"""A token's last use is noted, once a minute."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.using import used
from accounts.models import Token
from tests.cast import Cast
from tests.programs import program_of

pytestmark = pytest.mark.django_db


def test_it_is_noted_and_within_a_minute_not_again(cast: Cast) -> None:
    token = program_of(cast.ben).token
    assert token is not None
    used(token)
    first = Token.objects.get().last_used_at
    used(token)
    assert Token.objects.get().last_used_at == first
    Token.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    used(token)
    last = Token.objects.get().last_used_at
    assert last is not None
    assert last > timezone.now() - timedelta(minutes=1)
