"""Somebody of the demo is away, and one department's work finds somebody by itself."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.away import away_now
from accounts.models import Event
from inbox.demo.company import make_company
from inbox.demo.people import share_out
from inbox.models import Ability, Conversation, Delegation, Placing
from tests.cast import channel, conversation

pytestmark = pytest.mark.django_db


def test_mia_is_away_leila_covers_and_marketing_places() -> None:
    company = make_company()
    place = channel(company.departments["Marketing"])
    rows = [conversation(place, language=language).pk for language in ("de", "en", "cy")]

    share_out(company, timezone.now())

    (away,) = away_now().values()
    assert (away.member, away.cover) == (company.members["Mia"], company.members["Leila"])
    assert Delegation.objects.get().delegate == company.members["Leila"]
    assert [one.department.name for one in Placing.objects.on()] == ["Marketing"]
    assert Ability.objects.count() == 5
    found = {row.pk: row for row in Conversation.objects.filter(pk__in=rows).select_related("assignee")}
    assert found[rows[0]].assignee == company.members["Jonas"]
    assert found[rows[1]].assignee is not None
    assert found[rows[2]].unplaced == "language:cy"
    assert Event.objects.filter(verb="conversation.leave_waiting").count() == 1
