"""A reply leaves at a minute that somebody chooses: kept, changed, cancelled, and held as any other."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions import dispatch
from inbox.actions.deliver import cancel, queue
from inbox.actions.review import approve, look_again
from inbox.actions.schedule import reschedule, schedule
from inbox.actions.submit import submit
from inbox.models import Delivery, Draft
from inbox.policies import Step
from tests.cast import Cast
from tests.inbox.drafts import Desk, desk, policy, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(cast: Cast) -> Desk:
    return desk(cast)


def soon(**ahead: float) -> datetime:
    return timezone.now().replace(second=0, microsecond=0) + timedelta(**(ahead or {"hours": 20}))


def waits(at: Desk, when: datetime | None = None) -> Delivery:
    return schedule(at.written(at.cast.ben), at=when or soon(), by=at.cast.ben)


def let_come(row: Delivery) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.filter(pk=row.pk).update(not_before=past, scheduled_for=past)


def test_it_waits_for_its_minute(at: Desk) -> None:
    when = soon()
    row = waits(at, when)
    assert (row.state, row.not_before, row.scheduled_for) == ("queued", when, when)
    assert row.is_scheduled
    assert dispatch.start(row.pk) is None
    event = Event.objects.get(verb="delivery.schedule")
    assert event.data == {"draft": row.draft_id, "version": 1, "at": when.isoformat()}
    assert verbs("delivery.") == ["delivery.schedule"]
    let_come(row)
    assert dispatch.start(row.pk) is not None


@pytest.mark.parametrize(
    ("ahead", "sentence"),
    [({"minutes": -1}, "has passed"), ({"days": -400}, "has passed"), ({"days": 91}, "within the next 90 days")],
)
def test_neither_the_past_nor_the_far_future(at: Desk, ahead: dict[str, float], sentence: str) -> None:
    with pytest.raises(NotPossible, match=sentence):
        waits(at, soon(**ahead))
    with pytest.raises(NotPossible, match=sentence):
        submit(at.written(at.cast.tim), by=at.cast.tim, at=soon(**ahead))
    row = waits(at)
    with pytest.raises(NotPossible, match=sentence):
        reschedule(row, at=soon(**ahead), by=at.cast.ben)


def test_ninety_days_ahead_is_no_trouble(at: Desk) -> None:
    assert waits(at, soon(days=89, hours=23)).is_scheduled


def test_who_may_not_send_now_may_not_send_later(at: Desk) -> None:
    draft = at.written(at.cast.tim)
    with pytest.raises(NotAllowed):
        schedule(draft, at=soon(), by=at.cast.tim)
    policy(at.cast, "All", Step(at.cast.marketing.pk, "agent"))
    with pytest.raises(NotPossible, match="must be approved first: an agent of Marketing"):
        waits(at)
    assert not Delivery.objects.exists()


def test_another_minute(at: Desk) -> None:
    row, when = waits(at), soon(days=2)
    before = row.scheduled_for
    row = reschedule(row, at=when, by=at.cast.ana)
    assert (row.not_before, row.scheduled_for, row.draft.send_at) == (when, when, when)
    assert before is not None
    event = Event.objects.get(verb="delivery.reschedule")
    assert event.data == {"at": when.isoformat(), "before": before.isoformat()}
    reschedule(row, at=when, by=at.cast.ana)
    assert Event.objects.filter(verb="delivery.reschedule").count() == 1
    for nobody in (at.cast.tim, at.cast.olga, at.cast.mia):
        with pytest.raises(NotAllowed):
            reschedule(row, at=soon(days=3), by=nobody)


def test_what_leaves_by_itself_has_no_minute_to_change(at: Desk) -> None:
    row = queue(at.written(at.cast.ben), by=at.cast.ben)
    assert row.scheduled_for is None
    with pytest.raises(NotPossible, match="does not wait for a later minute"):
        reschedule(row, at=soon(), by=at.cast.ben)
    later = waits(desk(at.cast))
    let_come(later)
    dispatch.start(later.pk)
    with pytest.raises(NotPossible, match="does not wait for a later minute"):
        reschedule(later, at=soon(), by=at.cast.ben)


def test_cancelled_it_is_in_the_composer_again_and_then_leaves_at_once(at: Desk) -> None:
    row = waits(at)
    cancel(row, by=at.cast.ben)
    draft = Draft.objects.get(pk=row.draft_id)
    assert draft.state == "writing"
    again = queue(draft, by=at.cast.ben)
    assert again.scheduled_for is None
    assert again.not_before - timezone.now() < timedelta(minutes=1)


def test_what_they_write_before_its_minute_holds_it(at: Desk) -> None:
    when = soon()
    row = waits(at, when)
    newer = at.hear("Never mind, I found it.")
    row.refresh_from_db()
    draft = Draft.objects.get(pk=row.draft_id)
    assert (row.state, draft.state) == ("rejected", "stale")
    let_come(row)
    assert dispatch.start(row.pk) is None
    Delivery.objects.filter(pk=row.pk).update(scheduled_for=when)
    look_again(draft, version=draft.version, seen=newer.pk, by=at.cast.ben)
    row.refresh_from_db()
    assert (row.state, row.not_before) == ("queued", when)


def test_looked_at_after_its_minute_it_leaves_at_once(at: Desk) -> None:
    row = waits(at)
    newer = at.hear()
    let_come(row)
    look_again(Draft.objects.get(pk=row.draft_id), version=1, seen=newer.pk, by=at.cast.ben)
    assert dispatch.start(row.pk) is not None


def test_an_answer_of_now_does_not_wait_behind_it(at: Desk) -> None:
    waits(at)
    now = queue(at.written(at.cast.ana, "One moment, please."), by=at.cast.ana)
    Delivery.objects.filter(pk=now.pk).update(not_before=timezone.now() - timedelta(seconds=1))
    assert dispatch.start(now.pk) is not None


def test_the_minute_of_what_must_be_approved_is_kept_for_then(at: Desk) -> None:
    when = soon()
    draft = submit(at.written(at.cast.tim), by=at.cast.tim, at=when)
    approve(draft, version=draft.version, by=at.cast.ben)
    row = Delivery.objects.get()
    assert (row.scheduled_for, row.not_before) == (when, when)
    assert verbs("delivery.") == ["delivery.schedule"]
    assert reschedule(row, at=soon(days=2), by=at.cast.ben).is_scheduled


def test_approved_after_its_minute_it_leaves_at_once(at: Desk) -> None:
    draft = submit(at.written(at.cast.tim), by=at.cast.tim, at=soon())
    Draft.objects.filter(pk=draft.pk).update(send_at=timezone.now() - timedelta(minutes=5))
    approve(draft, version=draft.version, by=at.cast.ben)
    row = Delivery.objects.get()
    assert row.scheduled_for is None
    assert verbs("delivery.") == ["delivery.queue"]
