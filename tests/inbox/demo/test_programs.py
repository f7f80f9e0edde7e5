"""The demo's programs."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Member, Token
from inbox.demo.company import make_company
from inbox.demo.programs import connect_programs

pytestmark = pytest.mark.django_db


def test_two_programs_and_a_lead_have_tokens() -> None:
    connect_programs(make_company(), timezone.now())
    names = set(Member.objects.filter(is_program=True).values_list("name", flat=True))
    assert names == {"Ticket shop", "Data warehouse"}
    assert Token.objects.usable().count() == 3
    assert all(token.created_at < timezone.now() for token in Token.objects.all())
