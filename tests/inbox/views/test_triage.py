"""Priority and labels on a conversation: each act, its way back, and who has the button."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.events import record
from inbox.actions.label import label, unlabel
from inbox.actions.labels import create
from inbox.models import Conversation
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
ACTS = {"prioritise": {"to": "high"}, "label": {"name": "Refund"}, "unlabel": {"name": "Refund"}}


@pytest.fixture
def made(cast: Cast, client: Client) -> Conversation:
    """An open conversation of Service, and Ben signed in."""
    client.force_login(cast.ben)
    create(name="Refund", department=cast.service, by=cast.ana)
    return conversation(cast.channel)


def undo(client: Client, page: str) -> None:
    found = re.search(r'<form method="post" action="([^"]+)">[^§]*?<span>Undo</span>', page.split('id="toasts"')[1])
    assert found
    client.post(found.group(1).replace("&amp;", "&"))


def test_prioritise_and_back(client: Client, made: Conversation) -> None:
    page = client.post(f"/inbox/{made.pk}/prioritise/", {"to": "urgent"}, follow=True).content.decode()
    assert "Its priority is urgent now." in page
    assert 'data-priority="urgent"' in page
    made.refresh_from_db()
    assert made.priority == 4
    undo(client, page)
    made.refresh_from_db()
    assert made.priority == 2


def test_a_priority_that_is_none_is_refused_in_a_sentence(client: Client, made: Conversation) -> None:
    page = client.post(f"/inbox/{made.pk}/prioritise/", {"to": "burning"}, follow=True).content.decode()
    assert "is no priority" in page


def test_label_and_back_keep_the_list(client: Client, made: Conversation) -> None:
    facts = {"name": "refund", "back": "?label=7,9&sort=oldest"}
    answer = client.post(f"/inbox/{made.pk}/label/", facts)
    assert answer.headers["Location"] == f"/inbox/{made.pk}/?label=7,9&sort=oldest"
    page = client.get(f"/inbox/{made.pk}/").content.decode()
    assert list(made.labels.values_list("name", flat=True)) == ["Refund"]
    undo(client, page)
    assert not made.labels.exists()


def test_unlabel_and_back(cast: Cast, client: Client, made: Conversation) -> None:
    label(made, name="Refund", by=cast.ana)
    page = client.post(f"/inbox/{made.pk}/unlabel/", {"name": "Refund"}, follow=True).content.decode()
    assert not made.labels.exists()
    undo(client, page)
    assert made.labels.exists()


def test_only_a_lead_is_offered_to_make_one(cast: Cast, client: Client, made: Conversation) -> None:
    assert "Make this label" not in client.get(f"/inbox/{made.pk}/").content.decode()
    page = client.post(f"/inbox/{made.pk}/label/", {"name": "New"}, follow=True).content.decode()
    assert "a lead of Customer Service can make it" in page
    client.force_login(cast.ana)
    assert "Make this label" in client.get(f"/inbox/{made.pk}/").content.decode()
    client.post(f"/inbox/{made.pk}/label/", {"name": "New"})
    assert made.labels.get().department == cast.service


def test_the_side_shows_only_labels_that_exist_for_the_reader(cast: Cast, client: Client, made: Conversation) -> None:
    made.labels.add(create(name="Grievance", department=cast.hr, by=cast.hal))
    label(made, name="Refund", by=cast.ana)
    page = client.get(f"/inbox/{made.pk}/").content.decode()
    assert "Grievance" not in page
    assert "Everything labelled “Refund”" in page


def test_the_history_says_who_labelled_it_and_keeps_closed_names(
    cast: Cast, client: Client, made: Conversation
) -> None:
    grievance = create(name="Grievance", department=cast.hr, by=cast.hal)
    label(made, name="Refund", by=cast.ana)
    record("conversation.label", made, by=cast.hal, label=grievance.pk)
    unlabel(made, name="Refund", by=cast.ben)
    page = client.get(f"/inbox/{made.pk}/").content.decode()
    assert "<b>Ana Petrović</b> put the label <b>Refund</b> on it" in page
    assert "put the label <b>another department’s</b> on it" in page
    assert "<b>Ben Okafor</b> took the label <b>Refund</b> off" in page
    assert "Grievance" not in page


@pytest.mark.parametrize("verb", ACTS)
def test_without_the_right_there_is_no_button_and_no_effect(
    cast: Cast, client: Client, made: Conversation, verb: str
) -> None:
    client.force_login(cast.olga)
    assert f'action="/inbox/{made.pk}/{verb}/"' not in client.get(f"/inbox/{made.pk}/").content.decode()
    client.post(f"/inbox/{made.pk}/{verb}/", ACTS[verb])
    made.refresh_from_db()
    assert (made.priority, made.labels.count()) == (2, 0)


@pytest.mark.parametrize("verb", ACTS)
def test_what_is_not_visible_does_not_exist(cast: Cast, client: Client, made: Conversation, verb: str) -> None:
    Conversation.objects.update(is_closed=True)
    client.force_login(cast.mia)
    assert client.post(f"/inbox/{made.pk}/{verb}/", ACTS[verb]).status_code == 404
    assert client.get(f"/inbox/{made.pk}/{verb}/").status_code == 405
