"""What Northline's departments do together: a task force about delays, a committee, and one that is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.actors import TASK_FORCE
from accounts.models import DepartmentKind
from inbox.actions import canned
from inbox.actions.feed import bring_in, flow_in, gather
from inbox.actions.force_close import close, give_all_back
from inbox.actions.force_work import check, decide
from inbox.actions.task_force import Plan, open_up, say
from inbox.demo.clock import at
from inbox.demo.company import Company
from inbox.models import Checklist, Conversation, TaskForce
from inbox.models.conversation import Status


def work_across(company: Company, now: datetime) -> None:
    """Play all three, the oldest first."""
    _works(company, now)
    _committee(company, now)
    _doors(company, now)


def _works(company: Company, now: datetime) -> None:
    """Yesterday, and over this morning: what flowed in has gone back where it came from."""
    people, checklist = company.members, Checklist.objects.filter(is_archived=False).first()
    with at(now - timedelta(hours=30)):
        force = open_up(
            Plan(
                name="Works at Westhaven",
                lead=people["Hal"],
                members=[people["Leila"], people["Jonas"], people["Noor"]],
                ends_on=timezone.localdate() + timedelta(days=2),
                purpose="One voice while the platform at Westhaven is closed",
                feed="platform",
                checklist=checklist,
            ),
            by=people["Hal"],
        )
        gather(force, by=people["Hal"])
    with at(now - timedelta(hours=29)):
        for row in _lying(company, timezone.now(), "platform|station|stop|lift|bus")[:3]:
            bring_in(row, task_force=force, by=TASK_FORCE)
    with at(now - timedelta(hours=28)):
        decide(force, text="Tickets by way of Westhaven are good on bus 44 too, without a form.", by=people["Hal"])
        for item in force.items.all()[:5]:
            check(item, by=people["Jonas"])
    with at(now - timedelta(hours=7)):
        give_all_back(close(force, by=people["Hal"]))


def _lying(company: Company, before: datetime, about: str) -> QuerySet[Conversation]:
    """What Service had and nobody had moved by then, so that each has held something whenever the demo begins."""
    rows = Conversation.objects.standing().filter(
        department=company.departments["Customer Service"], is_closed=False, last_message_at__lt=before, asked_count=0
    )
    rows = rows.filter(preview__iregex=about).exclude(status=Status.RESOLVED)
    lying = rows.annotate(moved_at=Max("segments__started_at")).filter(Q(moved_at=None) | Q(moved_at__lt=before))
    return lying.order_by("-opened_at", "pk")


def _committee(company: Company, now: datetime) -> None:
    """No hurry: it looks at what people say of steps and lifts, and meets once a month."""
    people = company.members
    with at(now - timedelta(days=16)):
        force = open_up(
            Plan(
                name="Accessibility",
                lead=people["Noor"],
                members=[people["Leila"], people["Jonas"], people["Ben"]],
                ends_on=timezone.localdate() + timedelta(days=240),
                kind=DepartmentKind.COMMITTEE,
                purpose="What keeps people from riding with us, and what we change",
                feed="ramp",
            ),
            by=people["Noor"],
        )
    with at(now - timedelta(days=9)):
        decide(force, text="Every stop page says from today whether its lift works.", by=people["Noor"])
        say(force, status="Next meeting on Thursday: the ramps of bus 44", by=people["Noor"])


def _doors(company: Company, now: datetime) -> None:
    """Since this morning, from a complaint that was not the only one."""
    people = company.members
    with at(now - timedelta(hours=5)):
        statement = canned.create(
            title="Valley Line delays",
            shortcut="valley-line",
            text="Thank you for telling us, {{contact.first_name}}. We look into every delay on the Valley Line "
            "and say here what we find.",
            department=None,
            by=people["Ada"],
        )
        force = open_up(
            Plan(
                name="Valley Line delays",
                lead=people["Ana"],
                members=[people["Mia"], people["Noor"], people["Hal"], people["Ben"], people["Leila"]],
                ends_on=timezone.localdate() + timedelta(days=5),
                purpose="Too many late trains in one week: find the cause, answer everybody",
                feed="late",
                checklist=Checklist.objects.filter(is_archived=False).first(),
                statement=statement,
            ),
            by=people["Ana"],
            opened_from=_complaint(company, now - timedelta(hours=5)),
        )
        gather(force, by=people["Ana"])
        waiting = _lying(company, timezone.now(), "late|delay|wait|minutes|cancel|train").filter(assignee=None)
        for row in waiting.exclude(waiting_since=None)[:2]:
            bring_in(row, task_force=force, by=TASK_FORCE)
    with at(now - timedelta(hours=4)):
        _first_steps(company, force)
    _flow(force, now)


def _flow(force: TaskForce, now: datetime) -> None:
    """What came since then is taken in right after it came, or after whoever first moved it."""
    since = Conversation.objects.standing().filter(opened_at__gt=force.opened_at).order_by("opened_at", "pk")
    rows = since.annotate(moved_at=Max("segments__started_at")).values_list("pk", "opened_at", "moved_at")
    for pk, opened_at, moved_at in list(rows):
        with at(min(max(opened_at, moved_at or opened_at) + timedelta(seconds=20), now)):
            flow_in({pk: opened_at})


def _first_steps(company: Company, force: TaskForce) -> None:
    people = company.members
    say(force, status="Signal at Ostermark is repaired tonight; we answer until then", by=people["Ana"])
    decide(force, text="We pay the taxi for everybody who missed the last connection.", by=people["Ana"])
    decide(force, text="No jokes and no offers on the Valley Line before this is over.", by=people["Mia"])
    for item, by in zip(force.items.all()[:3], ("Ana", "Mia", "Noor"), strict=False):
        check(item, by=people[by])


def _complaint(company: Company, before: datetime) -> Conversation | None:
    """The newest about delays that Service held by then."""
    rows = Conversation.objects.standing().filter(
        department=company.departments["Customer Service"], is_closed=False, last_message_at__lt=before
    )
    return rows.filter(preview__icontains="late").exclude(status=Status.RESOLVED).order_by("-last_message_at").first()
