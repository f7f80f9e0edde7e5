"""Northline's labels, priorities and saved views."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from inbox.actions.labels import create
from inbox.actions.prioritise import prioritise
from inbox.actions.saved_views import save, share
from inbox.demo.clock import at
from inbox.demo.company import Company
from inbox.demo.scripts import scripts
from inbox.demo.story import SEED
from inbox.filters import ListQuery
from inbox.models import Conversation, Label
from inbox.models.conversation import Priority, Status
from inbox.models.label import Colour

SHARE = {Priority.URGENT: 0.05, Priority.HIGH: 0.16, Priority.LOW: 0.25}
"""Up to which throw of the dice a waiting conversation gets this priority."""


def make_labels(company: Company) -> None:
    """Every word that the story labels with, each in a colour of its own; all departments use them."""
    words = sorted({word for script in scripts() for word in script.labels})
    colours = [str(colour) for colour in Colour]
    for number, word in enumerate(words):
        create(name=word, department=None, colour=colours[number % len(colours)], by=company.members["Ada"])


def prioritise_and_keep(company: Company, now: datetime) -> None:
    """Some of what waits presses more than the rest; Ana and her department keep their lists."""
    random = Random(SEED)  # noqa: S311 - a story, no secret
    with at(now - timedelta(minutes=2)):
        for conversation in Conversation.objects.filter(status=Status.OPEN).order_by("pk"):
            throw = random.random()
            found = next((priority for priority, share_ in SHARE.items() if throw < share_), None)
            if found is not None:
                prioritise(conversation, priority=found, by=company.members["Ada"])
        _keep(company)


def _keep(company: Company) -> None:
    ana, service = company.members["Ana"], company.departments["Customer Service"]
    pressing = ListQuery(priority=(Priority.HIGH.key, Priority.URGENT.key), sort="waiting")
    share(name="Pressing", query=pressing.written(), department=service, icon="alert", by=company.members["Ada"])
    save(
        name="Mine, longest wait first", query=ListQuery(assignee="me", sort="waiting").written(), icon="clock", by=ana
    )
    label = Label.objects.order_by("name").first()
    if label is not None:
        query = ListQuery(label=(label.pk,), status=("open", "pending"))
        save(name=label.name, query=query.written(), icon="tag", by=ana)
