"""A company with something in every drawer: one row at least of everything that the API tells of."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.actions import absences, invitations, memberships, programs, shadow, tokens
from accounts.actors import INTAKE, OUTSIDE
from accounts.models import Role
from inbox.actions import (
    ability,
    attempt,
    bulk,
    canned,
    checklist,
    contact_field,
    contact_note,
    deliver,
    desk,
    draft,
    escalate,
    fact,
    force_work,
    labels,
    need,
    note,
    placing,
    policy,
    reason,
    roster,
    saved_views,
    staff,
    task_force,
    watch,
    webhook,
)
from inbox.actions.contact_record import Account, Agreed, upsert
from inbox.actions.intake import store_raw
from inbox.actions.receive import receive
from inbox.actions.resolve import resolve
from inbox.channels.base import Figures, Raw
from inbox.models import Channel, Conversation, Post
from inbox.policies import Step
from inbox.staffing import monday_of
from reports.actions import assume, brief, objective, rate
from routing.actions import calendar, rehearsal, rule, sla_policy, word_list
from routing.actions.route import route_messages
from routing.models import Spike
from routing.rule_sets import chosen
from routing.rules import Step as Deed
from tests.cast import Cast, channel, conversation, item


def furnish(cast: Cast) -> Conversation:
    """Something of everything; returns the conversation of Customer Service that most of it is about."""
    row = conversation(cast.channel)
    conversation(channel(cast.marketing))
    conversation(channel(cast.hr))
    _beside(cast, row)
    _people(cast)
    _setup(cast)
    _together(cast, row)
    _rules(cast, row)
    _numbers(cast)
    _posts(cast)
    return row


def _beside(cast: Cast, row: Conversation) -> None:
    note.add_note(row, text="Called back.", by=cast.ben)
    draft.write(row, kind="reply", text="We are sorry.", answers=row.messages.first(), by=cast.ben)
    draft.write(row, kind="reply", text="So are we.", by=cast.ana)
    answered = conversation(channel(cast.service, network="sandbox"), "Where is my refund?")
    reply = draft.write(
        answered, kind="reply", text="It is on its way.", answers=answered.messages.first(), by=cast.ben
    )
    deliver.queue(reply, by=cast.ben)
    person: Any = row.author.contact  # type: ignore[union-attr]
    contact_note.note(person, text="Prefers mail.", department=cast.service, by=cast.ben)
    fact.add(person, text="Travels with a wheelchair.", said_on=date(2026, 5, 3), department=cast.service, by=cast.ben)
    contact_field.create(name="Customer number", kind="text", by=cast.ada)
    account = Account("push", "did:mira")
    known: dict[str, Any] = {"fields": {"company": "Castellanos & Co"}, "custom": {}, "emails": []}
    upsert(system="Salesforce", key="003-88", accounts=[account], consent=Agreed("given"), **known, by=cast.ben)
    bulk.start("take", by=cast.ben, arguments={}, rows=Conversation.objects.visible_to(cast.ben).filter(pk=row.pk))
    store_raw(cast.channel, [Raw("odd-1", {"item": {"text": "?"}})], by=INTAKE)


def _people(cast: Cast) -> None:
    today = timezone.localdate()
    week: dict[str, Any] = {"starts_on": today + timedelta(days=1), "ends_on": today + timedelta(days=3)}
    absences.plan(cast.ben, kind="holiday", by=cast.ben, **week)
    invitations.invite(email="ines@northline.example", name="Ines", roles={cast.service: Role.AGENT}, by=cast.ada)
    shadow.shadow(cast.mia, of=cast.ben, department=cast.service, until=today + timedelta(days=9), by=cast.ana)
    staff.add(cast.channel, member=cast.ben, by=cast.ana)
    roster.plan(cast.channel, liaison=cast.ana, by=cast.ana, **week)
    need.need(cast.channel, departments=[cast.service], by=cast.ana)
    ability.change(cast.ben, languages=["de"], topics=[], by=cast.ben)
    shop, until = programs.create(name="Ticket shop", by=cast.ada), timezone.now() + timedelta(days=30)
    memberships.grant(shop, department=cast.service, role=Role.AGENT, by=cast.ada)
    programs.issue(shop, name="Refunds", scopes=["conversations.write"], departments=[], until=until, by=cast.ada)
    tokens.issue(name="Mine", scopes=["conversations.read"], departments=[], until=until, by=cast.ana)
    placing.change(cast.service, way="turn", most_open=5, match_language=True, by=cast.ana)


def _setup(cast: Cast) -> None:
    labels.create(name="Refund", department=cast.service, by=cast.ana)
    labels.create(name="Press", department=None, by=cast.ada)
    canned.create(title="Sorry", shortcut="sorry", text="We are sorry.", department=cast.service, by=cast.ana)
    saved_views.save(name="Mine", query="?assignee=me", by=cast.ben)
    for member in (cast.ada, cast.ana, cast.nora):
        saved_views.save(name="Mine", query="?assignee=me", by=member)
    tree = {"all": [{"field": "visibility", "op": "is", "value": ["public"]}]}
    policy.create(name="Public replies", tree=tree, steps=[Step(cast.service.pk, "lead")], by=cast.ada)
    desk.change(cast.service, acknowledge_minutes=30, by=cast.ada)
    checklist.create(name="Strike at Easter", lines=["Inform the board"], by=cast.ada)
    watch.create(
        channel(cast.service, network="sandbox"), kind="words", query="delay", department=cast.service, by=cast.ada
    )
    attempt.begin(network="push", name="CRM", settings={}, credentials={}, default_department=cast.service, by=cast.ada)
    told, _secret = webhook.create(name="Ticket shop", address="https://shop.example/hook", by=cast.ada)
    webhook.test(told, by=cast.ada)
    hours = calendar.create(name="Northline’s office", zone="Europe/Berlin", by=cast.ada)
    sla_policy.create(name="Northline’s promise", targets={"first": 60}, calendar=hours, by=cast.ada)


def _together(cast: Cast, row: Conversation) -> None:
    why = reason.create(name="Asks for the lawyers", by=cast.ada)
    question = escalate.Question("May we refund?", why, timezone.now() + timedelta(hours=4))
    escalate.ask(row, to=[cast.marketing], question=question, by=cast.ana)
    until = timezone.localdate() + timedelta(days=7)
    plan = task_force.Plan(name="Delays", lead=cast.ana, members=[cast.ben, cast.mia], ends_on=until)
    force = task_force.open_up(plan, by=cast.ana)
    force_work.add_item(force, text="Ask operations", by=cast.ana)
    force_work.decide(force, text="We apologise in public.", by=cast.ana)


def _rules(cast: Cast, row: Conversation) -> None:
    late = word_list.create(name="Delays", words=["late"], is_topic=True, by=cast.ada)
    tree = {"all": [{"field": "text", "op": "says_list", "value": [late.pk]}]}
    rule.create(name="Draft", trigger="received", tree=tree, steps=[Deed("department", cast.marketing.pk)], by=cast.ada)
    made = rule.create(name="Late", trigger="received", tree=tree, steps=[Deed("priority", 4)], by=cast.ada)
    rule.activate(made, by=cast.ada)
    route_messages([message.pk for message in row.messages.all()])
    spike = Spike.objects.create(
        channel=cast.channel, topic=late, raised_at=timezone.now(), posts=20, usual=1.5, sigmas=9.0, hours=[1, 2, 20]
    )
    spike.messages.set(row.messages.all())
    sets: Any = {"old": chosen("now"), "new": chosen("drafts")}
    tried = rehearsal.start(**sets, days=366, by=cast.ada)
    while rehearsal.carry_out(tried.pk):
        pass
    rehearsal.start(**sets, days=366, by=cast.ada)


def _numbers(cast: Cast) -> None:
    today = timezone.localdate()
    thanked = resolve(conversation(cast.channel, "That was quick."), outcome="answered", by=cast.ana)
    rate.give(thanked, score=5, by=OUTSIDE)
    objective.set_objective(
        cast.service, metric="coverage", target=0.9, due_on=today + timedelta(days=60), by=cast.ana, note="Promised"
    )
    brief.edit(monday_of(today), agenda="The strike", decided="", version=0, by=cast.ana)
    for reader in (cast.ana, cast.ada):
        brief.subscribe(weekday=0, hour=7, by=reader)
    money: dict[str, Any] = {"call_share": Decimal("0.3"), "call_cost": Decimal(35), "currency": "EUR"}
    assume.assume(month=today, tough_hours=4, sales=cast.marketing, by=cast.ada, **money)


def _posts(cast: Cast) -> None:
    """One of our own under which somebody asks something, and one of HR."""
    at = timezone.now() - timedelta(days=2)
    for place in (cast.channel, Channel.objects.get(default_department=cast.hr)):
        receive(place, [item("A new timetable.", thread_key=None, ours=True, sent_at=at)], by=INTAKE)
    post = Post.objects.get(channel=cast.channel).external_id
    under: dict[str, Any] = {"parent_external_id": post, "post_external_id": post}
    asked = item("When does the next train leave?", sent_at=at + timedelta(hours=1), **under)
    receive(cast.channel, [asked, Figures(post, at + timedelta(hours=2), likes=9, reposts=3)], by=INTAKE)
