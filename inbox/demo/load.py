"""Loading the demo: all of it or nothing, once."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from inbox.demo import intake, network
from inbox.demo.acquaintances import acquaint
from inbox.demo.acts import Day
from inbox.demo.bulk import act_on_many
from inbox.demo.canned import prepare_answers
from inbox.demo.chapters import tell_all
from inbox.demo.clock import at
from inbox.demo.company import Company, make_company
from inbox.demo.drafts import look_over_drafts
from inbox.demo.escalations import ask_around
from inbox.demo.forces import work_across
from inbox.demo.heard import listen
from inbox.demo.network import Written
from inbox.demo.people import share_out
from inbox.demo.policies import make_policies
from inbox.demo.programs import connect_programs
from inbox.demo.roster import plan_weeks
from inbox.demo.story import DAYS, SEED, Story, tell
from inbox.demo.tickets import note_about_tickets
from inbox.demo.together import work_together
from inbox.demo.told import tell_of_people
from inbox.demo.triage import make_labels, prioritise_and_keep
from inbox.demo.webhooks import tell_others
from inbox.models import Channel, Message
from inbox.sandbox.store import forget_all, open_store
from inbox.sandbox.store import transaction as sandbox_transaction


class Occupied(Exception):
    """Somebody works here already; the message is a whole sentence."""


def load(file: Path, base: str, now: datetime | None = None) -> bool:
    """Fill an empty Liaison with Northline, and the sandbox (its memory and address) with its customers.

    Returns False when the demo is there already; raises Occupied when other members are.
    """
    if Member.objects.filter(is_demo=True).exists():
        return False
    if Member.objects.exists():
        raise Occupied("The demo is for an empty Liaison; this one has members already.")
    now = now or timezone.now()
    db = open_store(file)
    try:
        # The network's memory is committed first: at worst it tells of customers whom nobody has
        # met yet, and the next attempt begins it anew.
        with transaction.atomic(), sandbox_transaction(db):
            forget_all(db)
            _play(db, tell(now), base, now)
    finally:
        db.close()
    return True


def _play(db: sqlite3.Connection, story: Story, base: str, now: datetime) -> None:
    with at(now - timedelta(days=DAYS + 2)):
        company = make_company()
        make_labels(company)
    written = network.put(db, story, now)
    with at(now - timedelta(days=DAYS + 1)):
        channels = intake.connect_channels(company, written, base)
    cursors = {handle: _first_telling(channels[handle], written, handle, base, now) for handle in channels}
    network.change_minds(written, story, now)
    for handle, channel in channels.items():
        notices, cursor = network.told(written, handle, base, cursors[handle])
        raws = intake.raws_of(notices, channel.external_id)
        intake.take_in(channel, raws, {"since": cursor}, now)
    figures = intake.daily_figures(story, written, now)
    intake.take_in(channels["northline"], figures, {"since": cursors["northline"]}, now)
    listen(company, written, channels["northline"], base, now)
    intake.name_members(company, story, written)
    _act(company, story, written, now)
    prioritise_and_keep(company, now)
    acquaint(company, now)
    note_about_tickets(company, now)
    ask_around(company, now)
    work_together(company, now)
    act_on_many(company, now)
    look_over_drafts(company, now)
    prepare_answers(company, now)
    make_policies(company, now)
    plan_weeks(company, channels, now)
    connect_programs(company, now)
    tell_others(company, now)
    tell_of_people(company, now)
    work_across(company, now)
    share_out(company, now)
    tell_all(now)


def _first_telling(channel: Channel, written: Written, handle: str, base: str, now: datetime) -> int:
    """Everything as it was first written; returns the cursor after it."""
    notices, cursor = network.told(written, handle, base)
    intake.take_in(channel, intake.raws_of(notices, channel.external_id), {"since": cursor}, now)
    return cursor


def _act(company: Company, story: Story, written: Written, now: datetime) -> None:
    first_ids = {written.said[number][0]: exchange for number, exchange in enumerate(story.exchanges)}
    with at(now - timedelta(days=DAYS)):
        day = Day(company, Random(SEED), now, story.exchanges)  # noqa: S311 - a story, no secret
    messages = Message.objects.filter(external_id__in=first_ids).select_related("conversation")
    conversations = {message.external_id: message.conversation for message in messages}
    seen: set[int] = set()
    for external_id, exchange in first_ids.items():
        conversation = conversations[external_id]
        # Whoever writes in private a second time continues the same conversation.
        if conversation.pk not in seen:
            seen.add(conversation.pk)
            day.plan(exchange, conversation)
    day.play()
