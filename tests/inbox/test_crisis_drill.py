"""The drill: 500 posts within ten minutes, a task force, a crisis, and all as it was before."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.models import Department, Event
from inbox.actions.assign import take
from inbox.actions.crisis import declare_crisis
from inbox.actions.deliver import cancel, queue
from inbox.actions.draft import write
from inbox.actions.feed import gather
from inbox.actions.force_work import check, decide
from inbox.actions.intake import store_raw
from inbox.actions.review import approve
from inbox.actions.submit import submit
from inbox.actions.understand import process
from inbox.channels.base import Raw
from inbox.channels.sandbox.raws import raws_of_notices
from inbox.connect import connector_for
from inbox.models import ApprovalPolicy, Channel, Checklist, Conversation, Delivery, Message, Segment, TaskForce
from inbox.tasks.forces import feed_task_forces, give_back
from tests.cast import Cast, channel
from tests.inbox.forces import opened, over, set_to_leave
from tests.inbox.requests import held
from tests.journal import await_settled

pytestmark = [pytest.mark.django_db(transaction=True)]
POSTS, BEFORE = 500, 100
COLUMNS = ("department_id", "assignee_id", "status", "outcome", "priority", "is_closed", "times_returned")


def post(number: int, at: datetime) -> Raw:
    """One notice of the sandbox network: every tenth is about something else."""
    text = "What a lovely ride." if number % 10 == 9 else f"The doors closed on my dog, train {number}!"
    author = {"id": f"acct-{number}", "handle": f"rider{number}", "name": f"Rider {number}", "url": "", "followers": 3}
    said = {"id": f"drill-{number}", "author": author, "text": text, "created_at": at.isoformat(), "url": ""}
    absent = dict.fromkeys(("edited_at", "deleted_at", "reply_to", "quote_author", "to", "image"))
    named = {"start": 0, "end": 0, "id": "us", "url": ""}
    body = {**absent, **said, "mentions": [named]}
    notice = {"change": "created", "reason": "mention", "post": body, "ancestors": []}
    return raws_of_notices([notice], us="us")[0]


def arrive(place: Channel, first: int, count: int, began: datetime) -> None:
    """So many posts, spread evenly over the ten minutes, ten at a time, as a poll brings them."""
    for number in range(first, first + count, 10):
        at = began + timedelta(seconds=number * 600 / POSTS)
        raws = [post(one, at) for one in range(number, min(number + 10, first + count))]
        with time_machine.travel(at + timedelta(seconds=2)):
            process(store_raw(place, raws, by=INTAKE), connector_for(place))


def snapshot() -> dict[str, Any]:
    """All that a crisis may change: conversations, policies, departments in use, replies set to leave later."""
    replies = Delivery.objects.filter(scheduled_for__isnull=False).order_by("pk")
    return {
        "conversations": {row["pk"]: row for row in Conversation.objects.values("pk", *COLUMNS)},
        "policies": list(ApprovalPolicy.objects.active().values_list("pk", flat=True)),
        "departments": list(Department.objects.active().order_by("pk").values_list("pk", flat=True)),
        "replies": list(replies.values("pk", "state", "scheduled_for", "not_before", "held_by")),
    }


def test_the_drill(cast: Cast) -> None:
    began = timezone.now() - timedelta(minutes=20)
    place = channel(cast.service, network="sandbox", settings={"account_id": "us", "account_handle": "northline"})
    arrive(place, 0, BEFORE, began)
    rows = list(Conversation.objects.order_by("pk"))
    assert len(rows) == BEFORE
    for row in rows[:20]:
        take(row, by=cast.ben)
    scheduled = set_to_leave(rows[5], cast.ben)
    before = snapshot()

    checklist = Checklist.objects.create(name="Drill", lines=["Call the workshop", "Tell the press"])
    with time_machine.travel(began + timedelta(seconds=121)):
        force = opened(cast, opened_from=rows[0], checklist=checklist)
        gather(force, by=cast.ana)
        declare_crisis(force, by=cast.ana)
    arrive(place, BEFORE, POSTS - BEFORE, began)
    await_settled()
    feed_task_forces()

    matching = Conversation.objects.filter(preview__contains="doors")
    assert Conversation.objects.count() == POSTS
    assert matching.count() == POSTS * 9 // 10
    assert set(matching.values_list("department", flat=True)) == {force.department_id}
    assert not Conversation.objects.exclude(preview__contains="doors").filter(department=force.department).exists()

    rows = list(Conversation.objects.order_by("pk")[:BEFORE])
    draft = write(
        rows[1],
        kind="reply",
        text="Is your dog well?",
        answers=Message.objects.get(conversation=rows[1]),
        by=cast.mia,
    )
    with pytest.raises(Exception, match="must be approved first: an agent of Doors"):
        queue(draft, by=cast.mia)
    draft = submit(draft, by=cast.mia)
    approve(draft, version=draft.version, by=cast.ben)
    scheduled.refresh_from_db()
    assert scheduled.held_by_id == force.pk
    decide(force, text="We check every door tonight.", by=cast.ana)
    check(force.items.all()[0], by=cast.mia)

    cancel(Delivery.objects.get(draft=draft), by=cast.ben)
    over(force, by=cast.ana)
    give_back(force.pk)
    after = snapshot()
    for pk, former in before["conversations"].items():
        assert after["conversations"][pk] == former
    assert {row["department_id"] for row in after["conversations"].values()} == {cast.service.pk}
    assert {key: after[key] for key in ("policies", "departments", "replies")} == {
        key: before[key] for key in ("policies", "departments", "replies")
    }
    _prove(force, POSTS * 9 // 10)
    _count_again(force)


def _prove(force: TaskForce, count: int) -> None:
    """The journal says that each came in once and went back once, to where it was."""
    moves = Event.objects.filter(verb="conversation.move").order_by("pk")
    place = force.department_id
    came = {(event.conversation_id, event.data["before"]) for event in moves if event.data["after"] == place}
    went = {(event.conversation_id, event.data["after"]) for event in moves if event.data["before"] == place}
    assert came == went
    assert len(came) == count == moves.count() // 2
    assert Segment.objects.lasting().count() == Conversation.objects.count()
    for row in Conversation.objects.filter(pk__in=sorted(pk or 0 for pk, _department in came)[:25]):
        assert held(row) == ["Customer Service", "Doors", "Customer Service"]


def _count_again(force: TaskForce) -> None:
    """The summary's numbers, counted from the messages alone."""
    force.refresh_from_db()
    messages = Message.objects.filter(is_ours=False, text__contains="doors")
    hours = Counter(
        at.astimezone(UTC).replace(minute=0, second=0, microsecond=0).isoformat()
        for at in messages.values_list("sent_at", flat=True)
    )
    summary = force.summary
    assert (summary["conversations"], summary["messages"]) == (messages.count(), messages.count())
    assert {hour["hour"]: hour["messages"] for hour in summary["hours"]} == dict(hours)
    assert sum(hour["conversations"] for hour in summary["hours"]) == messages.count()
    assert (summary["decisions"], summary["items"], summary["done"]) == (1, 2, 1)
    assert (summary["answered"], summary["unanswered"]) == (0, messages.count())
    assert summary["first_response_seconds"] is None
    assert (summary["people"], summary["departments"]) == (3, 2)
