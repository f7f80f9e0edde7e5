"""What waits too long is reminded of, and goes back to its author."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actors import SCHEDULE
from accounts.errors import NotPossible
from inbox import tasks
from inbox.actions.review import approve
from inbox.actions.review_time import expire, remind
from inbox.models import ReviewStep
from tests.cast import Cast
from tests.inbox.drafts import desk, verbs

pytestmark = pytest.mark.django_db


def test_those_who_may_decide_are_reminded_once(cast: Cast) -> None:
    desk(cast).submitted()
    tasks.sweep_reviews()
    assert "draft.remind" not in verbs()
    ReviewStep.objects.update(asked_at=timezone.now() - timedelta(hours=4, minutes=1))
    tasks.sweep_reviews()
    tasks.sweep_reviews()
    assert verbs().count("draft.remind") == 1


def test_after_a_week_it_goes_back_with_nothing_lost(cast: Cast) -> None:
    at = desk(cast)
    draft = at.submitted()
    step = ReviewStep.objects.get()
    assert not expire(step, by=SCHEDULE)
    ReviewStep.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    tasks.sweep_reviews()
    draft.refresh_from_db()
    assert (draft.state, draft.text) == ("returned", "We pay the fare back.")
    assert verbs()[-1] == "draft.expire"
    with pytest.raises(NotPossible, match="any more"):
        approve(draft, version=1, by=cast.ben)
    assert not remind(step, by=SCHEDULE)


def test_what_is_decided_needs_no_reminder(cast: Cast) -> None:
    desk(cast).approved()
    step = ReviewStep.objects.get()
    assert not remind(step, by=SCHEDULE)
    assert not expire(step, by=SCHEDULE)
