"""Northline's rules tried on its own weeks: a person corrects one, and the rehearsal is there to be read."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import Department, Member, Role
from inbox.demo.chapters import register
from inbox.demo.clock import at
from inbox.models import Conversation, Message
from routing.actions.correct import correct
from routing.actions.rehearsal import carry_out, start
from routing.actions.route import route_messages
from routing.actions.rule import activate, create
from routing.models import Rule
from routing.rule_sets import chosen
from routing.rules import Step

DAYS = 30
ROUTED = 60
"""Of the newest messages, so many were decided on by rules."""


def rehearse(now: datetime) -> None:
    """Told after the rules; where none are there yet, a few are written first."""
    ada = Member.objects.filter(is_administrator=True).order_by("pk").first()
    places = {row.name: row for row in Department.objects.all()}
    if ada is None or not {"Product", "Customer Service", "PR"} <= places.keys():
        return
    with at(now - timedelta(hours=2)):
        if not Rule.objects.exists():
            _rules(ada, places)
        _draft(ada, places)
    newest = Message.objects.filter(is_ours=False, is_context=False, removed_at=None, conversation__is_closed=False)
    untouched = newest.filter(conversation__assignee=None, conversation__status="open").order_by("-sent_at", "-pk")
    wanted = list(untouched.values_list("pk", "sent_at")[:ROUTED])
    then = now - timedelta(hours=1)
    with at(then):
        route_messages([pk for pk, sent_at in wanted if sent_at < then])
    with at(now):
        route_messages([pk for pk, sent_at in wanted if sent_at >= then])
        _correct(places)
    old, new = chosen("now"), chosen("drafts")
    if old is not None and new is not None:
        with at(now):
            made = start(old=old, new=new, by=ada, days=DAYS)
            while carry_out(made.pk):
                pass


def _says(*words: str) -> dict[str, object]:
    return {"all": [{"field": "text", "op": "contains_any", "value": list(words)}]}


def _rules(ada: Member, places: dict[str, Department]) -> None:
    """A first set of rules that decides."""
    product, service = Step("department", places["Product"].pk), Step("department", places["Customer Service"].pk)
    money = [service, Step("priority", 3)]
    for name, words, steps in (
        ("App and ticket machines", ("app", "ticket machine*", "crash*", "error"), [product]),
        ("Money back", ("~refund", "money back", "compensation"), money),
    ):
        activate(create(name=name, trigger="received", tree=_says(*words), steps=steps, by=ada), by=ada)


def _draft(ada: Member, places: dict[str, Department]) -> None:
    """One that nobody has switched on yet, worth a rehearsal."""
    press = Step("department", places["PR"].pk)
    words = ("crowd*", "standing", "wheelchair*", "lift", "step-free")
    create(name="Crowding and access, for PR", trigger="received", tree=_says(*words), steps=[press], by=ada)


def _correct(places: dict[str, Department]) -> None:
    """The lead of a department to which a rule gave something sends it where it belongs."""
    moved = Conversation.objects.filter(decisions__winner__isnull=False, is_closed=False, status="open").distinct()
    for conversation in moved.exclude(department=places["Customer Service"])[:2]:
        lead = Member.objects.filter(
            memberships__department=conversation.department, memberships__role=Role.LEAD
        ).first()
        if lead is not None:
            correct(conversation, to=places["Customer Service"], by=lead)


def connect() -> None:
    """Called once when the app is ready."""
    register(rehearse)
