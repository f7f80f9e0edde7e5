"""A closed department's work does not exist for outsiders: not on any page, in any count, by any act."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from accounts.actors import INTAKE
from accounts.models import Member
from inbox.actions.draft import write
from inbox.actions.escalate import ask
from inbox.actions.note import add_note
from inbox.actions.receive import receive
from inbox.channels.base import Author
from inbox.models import Channel, Conversation, Label, Message
from tests.cast import Cast, channel, department, item
from tests.inbox.requests import question

pytestmark = pytest.mark.django_db
CANARY = "canary-7f3a"


@pytest.fixture
def secret(cast: Cast) -> Conversation:
    """A conversation of HR, with the canary in everything it holds."""
    place = channel(cast.hr, name=f"{CANARY} careers", handle=f"{CANARY}.example", is_closed=True)
    arrived = item(
        f"I want to complain about {CANARY}",
        external_id=f"{CANARY}-1",
        author=Author(f"{CANARY}-author", f"{CANARY}.author", f"Person {CANARY}"),
        labels=[f"{CANARY}-label"],
    )
    receive(place, [arrived], by=INTAKE)
    made = Conversation.objects.get(channel=place)
    add_note(made, text=f"note {CANARY}", by=cast.hal)
    board = department("Board", "BO", is_closed=True)
    ask(made, to=[board], question=question(f"question {CANARY}"), by=cast.hal)
    write(made, kind="reply", text=f"draft {CANARY}", by=cast.hal)
    assert Label.objects.filter(name__contains=CANARY).exists()
    return made


def addresses(secret: Conversation) -> Iterator[str]:
    """Every address there is, with the ids of the closed conversation wherever one is asked for."""
    for name, parameters in sorted(named_routes() - STREAMS):
        values = {parameter: known(parameter, secret) for parameter in parameters}
        try:
            yield reverse(name, kwargs=values)
        except NoReverseMatch:
            continue


def known(parameter: str, secret: Conversation) -> Any:
    return {
        "pk": secret.pk,
        "conversation_id": secret.pk,
        "channel_id": secret.channel_id,
        "slug": "hr",
    }.get(parameter, secret.pk)


def named_routes() -> set[tuple[str, tuple[str, ...]]]:
    found: set[tuple[str, tuple[str, ...]]] = set()

    def walk(patterns: list[Any], prefix: str, parameters: tuple[str, ...]) -> None:
        for pattern in patterns:
            here = (*parameters, *pattern.pattern.regex.groupindex)
            if isinstance(pattern, URLResolver):
                space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                walk(pattern.url_patterns, space, here)
            elif isinstance(pattern, URLPattern) and pattern.name:
                found.add((f"{prefix}{pattern.name}", here))

    walk(get_resolver().url_patterns, "", ())
    return found


# They do not end; tests/inbox/test_live.py holds them to the same rule.
STREAMS = {("inbox:live", ())}
QUERIES = ("", "?department=hr", "?status=open&department=hr", f"?q={CANARY}", "?view=unassigned", "?sort=oldest")


@pytest.mark.parametrize("name", ["mia", "nora", "ana", "olga"])
def test_no_page_tells_an_outsider(cast: Cast, secret: Conversation, client: Client, name: str) -> None:
    outsider: Member = getattr(cast, name)
    client.force_login(outsider)
    asked = 0
    for address in addresses(secret):
        for query in (*QUERIES, f"?ids={secret.pk}", f"?channel={secret.channel_id}"):
            response = client.get(address + query)
            asked += 1
            # No worker runs here, and /workz says so.
            assert response.status_code < 500 or address == "/workz", address
            if not response.streaming:
                told = response.content.decode(errors="replace").replace(query.removeprefix("?q="), "")
                assert CANARY not in told, address + query
    assert asked > 100


@pytest.mark.parametrize("name", ["mia", "nora"])
def test_no_act_reaches_it(cast: Cast, secret: Conversation, client: Client, name: str) -> None:
    client.force_login(getattr(cast, name))
    before = Conversation.objects.filter(pk=secret.pk).values().get()
    for address in addresses(secret):
        response = client.post(address, {"text": "hello", "to": cast.mia.pk, "outcome": "spam", "kind": "note"})
        assert response.status_code < 500, address
        assert CANARY not in response.content.decode(errors="replace"), address
        client.force_login(getattr(cast, name))
    assert Conversation.objects.filter(pk=secret.pk).values().get() == before
    assert secret.notes.count() == 1
    assert Message.objects.filter(conversation=secret).count() == 1


def test_its_pages_are_not_found(cast: Cast, secret: Conversation, client: Client) -> None:
    client.force_login(cast.mia)
    assert client.get(f"/inbox/{secret.pk}/").status_code == 404
    client.force_login(cast.hal)
    assert CANARY in client.get(f"/inbox/{secret.pk}/").content.decode()


def test_counts_do_not_betray_it(cast: Cast, secret: Conversation, client: Client) -> None:
    client.force_login(cast.mia)
    with_it = client.get("/inbox/rail/").content
    Channel.objects.filter(pk=secret.channel_id).update(is_active=True)
    Conversation.objects.filter(pk=secret.pk).update(status="resolved", outcome="spam", waiting_since=None)
    assert client.get("/inbox/rail/").content == with_it
