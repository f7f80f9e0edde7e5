"""Who is told of a draft: those who may decide and are on duty, and its author of what became of it."""

from __future__ import annotations

from datetime import time

import pytest
from django.utils import timezone

from accounts.models import Event
from inbox.actions.deliver import queue
from inbox.actions.review import return_draft
from inbox.actions.tell import tell
from inbox.concerned import approvers_on_duty
from inbox.models import Attention, Notification
from inbox.policies import Step
from inbox.telling import said_of, with_names
from tests.cast import Cast
from tests.inbox.drafts import desk, policy

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    """To whom what is said, after telling of all that happened."""
    tell(list(Event.objects.filter(verb__startswith="draft.").order_by("pk")))
    rows = with_names(Notification.objects.order_by("recipient__name", "pk")).select_related("recipient")
    return [(str(row.recipient), said_of(row).sentence) for row in rows]


def test_approvers_and_then_the_author(cast: Cast) -> None:
    draft = desk(cast).submitted()
    asked = "Tim Weiss’s reply to Mira Castellanos waits for your approval."
    assert told() == [("Ana Petrović", asked), ("Ben Okafor", asked)]
    return_draft(draft, note="No.", version=1, by=cast.ben)
    assert told()[-1] == ("Tim Weiss", "Ben Okafor returned your reply to Mira Castellanos with a note.")
    assert said_of(with_names(Notification.objects.filter(recipient=cast.tim)).get()).href == f"/review/{draft.pk}/"


def test_a_reply_that_a_policy_holds_is_told_as_such(cast: Cast) -> None:
    at = desk(cast)
    queue(at.written(cast.ben), by=cast.ben)
    policy(cast, "All", Step(cast.marketing.pk, "agent"))
    at.leaves()
    assert told() == [
        ("Ben Okafor", "Your reply to Mira Castellanos was held: who must approve it has changed."),
    ]


def test_what_is_new_is_told_as_such(cast: Cast) -> None:
    at = desk(cast)
    at.submitted()
    at.hear()
    assert told()[-1] == ("Tim Weiss", "Your reply to Mira Castellanos needs another look: something new was said.")


def test_those_on_duty_and_where_nobody_is_all(cast: Cast) -> None:
    draft = desk(cast).submitted()
    noon = timezone.now().replace(hour=12, minute=0)
    Attention.objects.create(member=cast.ana, work_from=time(20), work_until=time(22), work_days=[1, 2, 3, 4, 5, 6, 7])
    assert approvers_on_duty(draft.pk, noon) == [cast.ben.pk]
    Attention.objects.create(member=cast.ben, work_from=time(20), work_until=time(22), work_days=[1, 2, 3, 4, 5, 6, 7])
    assert set(approvers_on_duty(draft.pk, noon)) == {cast.ana.pk, cast.ben.pk}
