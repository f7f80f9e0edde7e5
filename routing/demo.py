"""What Northline promises, since five days ago: hours of its desks, policies, and clocks that have run since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.actors import SCHEDULE
from accounts.models import Department, Event, Member
from inbox.actions.tell import READER, tell
from inbox.demo.chapters import register
from inbox.demo.clock import at
from inbox.models import Conversation, JournalPlace
from routing.actions.calendar import create as create_calendar
from routing.actions.keep import keep
from routing.actions.promise import breach, warn
from routing.actions.sla_policy import create
from routing.models import ClockRow, WorkCalendar
from routing.models.clock import State

DESK = [[[480, 1200]]] * 5 + [[[540, 1080]], []]
ON_CALL = [[[360, 1440]]] * 7
OFFICE = [[[540, 1020]]] * 5 + [[], []]
BATCH = 200
LATELY = timedelta(hours=2)


def promise(now: datetime) -> None:
    """Administrators set it up five days ago; the scheduler has done its part up to now."""
    ada = Member.objects.filter(is_administrator=True).order_by("pk").first()
    if ada is None:
        return
    with at(now - timedelta(days=5)):
        _policies(ada, _calendars(ada, now))
    ids = list(Conversation.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        keep(ids[start : start + BATCH], now)
    _warn_and_tell(now)


def _warn_and_tell(now: datetime) -> None:
    """What the scheduler did in these days, each at its time."""
    begun = Event.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    standing = ClockRow.objects.filter(conversation__survivor=None)
    broken = [(row.due_at or now, breach, row) for row in standing.filter(state=State.BREACHED, told_at=None)]
    tight = standing.filter(state=State.RUNNING, risk_at__lte=now, warned_at=None)
    warned = [(row.risk_at or now, warn, row) for row in tight]
    for moment, act, row in sorted([*broken, *warned], key=lambda each: (each[0], each[2].pk)):
        with at(max(moment, now - timedelta(days=5))):
            act(row, by=SCHEDULE)
    _tell(begun, now)
    keep([row.conversation_id for _moment, _act, row in (*broken, *warned)], now)


def _calendars(ada: Member, now: datetime) -> dict[str, WorkCalendar]:
    eve = f"{now.year}-12-24"
    own = [
        {"day": eve, "spans": [[480, 780]], "name": "Christmas Eve"},
        {"day": f"{now.year}-12-31", "spans": [], "name": "Stock-taking"},
    ]
    berlin: dict[str, Any] = {"zone": "Europe/Berlin", "country": "DE", "region": "BE", "by": ada}
    return {
        "desk": create_calendar(name="Service desk", week=DESK, own_days=own, **berlin),
        "office": create_calendar(name="Office", week=OFFICE, **berlin),
        "call": create_calendar(name="On call", week=ON_CALL, zone="Europe/Berlin", by=ada),
    }


def _policies(ada: Member, hours: dict[str, WorkCalendar]) -> None:
    places = dict(Department.objects.values_list("name", "pk"))
    service = [places[name] for name in ("Customer Service",) if name in places]
    pr = [places[name] for name in ("PR",) if name in places]
    rests = ["snoozed", "pending", "asked"]
    told = {"warn_tell": ["assignee"], "breach_tell": ["assignee", "leads"]}
    create(
        name="Service, pressing",
        targets={"first": 30, "next": 60, "resolution": 480},
        departments=service,
        priorities=[3, 4],
        calendar=hours["call"],
        pauses=rests,
        warn_minutes=10,
        breach_acts=["raise"],
        by=ada,
        **told,
    )
    create(
        name="Service",
        targets={"acknowledgement": 60, "first": 240, "next": 360, "full": 480, "resolution": 2880},
        departments=service,
        calendar=hours["desk"],
        pauses=rests,
        warn_share=75,
        by=ada,
        **told,
    )
    create(
        name="PR, public mentions",
        targets={"first": 120, "next": 240},
        departments=pr,
        kinds=["mention", "post", "comment"],
        calendar=None,
        pauses=["snoozed", "asked"],
        warn_minutes=30,
        by=ada,
        **told,
    )
    create(
        name="Everybody else",
        targets={"first": 480, "resolution": 4320},
        calendar=hours["office"],
        pauses=rests,
        warn_share=80,
        warn_tell=["duty"],
        breach_tell=["leads"],
        by=ada,
    )


def _tell(begun: int, now: datetime) -> None:
    """Who is told of what was broken or came near it in the last hours; of the rest they heard then."""
    lately = Event.objects.filter(pk__gt=begun, verb__startswith="promise.", occurred_at__gt=now - LATELY)
    with at(now):
        tell(list(lately.order_by("pk")))
    last = Event.objects.order_by("pk").values_list("xid", "pk").last()
    if last is not None:
        JournalPlace.objects.update_or_create(reader=READER, defaults={"xid": last[0], "event_id": last[1]})


def connect() -> None:
    """Called once when the app is ready."""
    register(promise)
