"""Approvals count for whoever was asked, also those in which the approver changed the reply."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from inbox.actions.merge import merge, unmerge
from inbox.actions.review import amend
from inbox.models import Draft
from inbox.policies import Step
from reports.actions.rebuild import differences
from reports.models import Kind, Sample
from tests.cast import NOON, Cast, conversation
from tests.inbox.drafts import Desk, desk, policy
from tests.reports.measured import measure_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(cast: Cast) -> Desk:
    """A conversation whose replies Marketing approves."""
    policy(cast, "All", Step(cast.marketing.pk, "agent"))
    return desk(cast)


def changed(at: Desk) -> Draft:
    """Ben's reply, changed and approved by Marketing an hour later."""
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        draft = at.submitted(by=at.cast.ben)
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        return amend(draft, text="We pay half of the fare back.", version=draft.version, by=at.cast.mia)


def counted(kind: str) -> list[tuple[int, int]]:
    """In which conversations, for which departments."""
    measure_all()
    return list(Sample.objects.filter(kind=kind).values_list("conversation_id", "department_id"))


def test_a_change_counts_with_the_approval_for_whoever_was_asked(at: Desk) -> None:
    changed(at)
    assert counted(Kind.AMENDED) == counted(Kind.APPROVAL) == [(at.row.pk, at.cast.marketing.pk)]
    asked, amended = (Sample.objects.get(kind=kind) for kind in (Kind.APPROVAL, Kind.AMENDED))
    assert (asked.at, asked.value) == (amended.at, 3600)


def test_both_go_where_the_conversation_is_merged_and_come_back(at: Desk) -> None:
    changed(at)
    whole = conversation(at.place, sent_at=NOON)
    merge(at.row, into=whole, by=at.cast.ada)
    assert counted(Kind.AMENDED) == counted(Kind.APPROVAL) == [(whole.pk, at.cast.marketing.pk)]
    unmerge(at.row, by=at.cast.ada)
    assert counted(Kind.AMENDED) == counted(Kind.APPROVAL) == [(at.row.pk, at.cast.marketing.pk)]
    assert differences() == 0
