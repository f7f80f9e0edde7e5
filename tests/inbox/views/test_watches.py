"""The pages of watches, and what they found."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import INTAKE
from inbox.actions.listen import fail_watch
from inbox.actions.receive import receive
from inbox.actions.watch import create
from inbox.models import Channel, Conversation, Watch
from tests.cast import Cast, channel, item

pytestmark = pytest.mark.django_db
TYPED = {"kind": "words", "query": "Coastlink", "purpose": "competitor"}


@pytest.fixture
def place(cast: Cast) -> Channel:
    return channel(cast.service, network="sandbox", name="Northline")


def watch(cast: Cast, place: Channel, **fields: object) -> Watch:
    return create(place, by=cast.ada, **{**TYPED, "department": cast.marketing, **fields})  # type: ignore[arg-type]


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_an_administrator_makes_changes_pauses_and_archives_one(cast: Cast, place: Channel, client: Client) -> None:
    client.force_login(cast.ada)
    base = f"/channels/{place.pk}/"
    assert "Nothing is looked for here yet." in page(client, base)
    assert "New watch" in page(client, f"{base}watches/new/")
    client.post(f"{base}watches/new/", {**TYPED, "department": cast.marketing.pk})
    made = Watch.objects.get()
    shown = page(client, base)
    assert all(word in shown for word in ("Coastlink", "Competitor", "Marketing", "It looks for the first time"))
    here = f"{base}watches/{made.pk}/"
    assert "Watch “Coastlink”" in page(client, here)
    client.post(here, {**TYPED, "query": "#ferries", "kind": "tag", "department": cast.marketing.pk})
    made.refresh_from_db()
    assert str(made) == "#ferries"
    client.post(f"{here}pause/")
    assert "Paused. Nothing found yet." in page(client, base)
    client.post(f"{here}resume/")
    client.post(f"{here}archive/")
    assert "Archived. Nothing found yet." in page(client, base)
    assert client.get(here).status_code == 404


def test_what_can_not_be_is_said_beside_the_field(cast: Cast, place: Channel, client: Client) -> None:
    made = watch(cast, place)
    client.force_login(cast.ada)
    again = client.post(f"/channels/{place.pk}/watches/new/", {**TYPED, "department": cast.marketing.pk})
    assert "“Coastlink” is looked for here already." in again.content.decode()
    typed = {**TYPED, "kind": "tag", "query": "two words", "department": cast.marketing.pk}
    assert "A hashtag is one word." in client.post(f"/channels/{place.pk}/watches/{made.pk}/", typed).content.decode()


def test_others_read_how_it_is_and_change_nothing(cast: Cast, place: Channel, client: Client) -> None:
    made = watch(cast, place)
    fail_watch(made, error="The search is down.", retry_at=None, by=INTAKE)
    client.force_login(cast.mia)
    shown = page(client, f"/channels/{place.pk}/")
    assert all(word in shown for word in ("Coastlink", "Does not work", "The search is down."))
    assert "New watch" not in shown
    for act in ("", "pause/", "resume/", "archive/"):
        assert client.post(f"/channels/{place.pk}/watches/{made.pk}/{act}", TYPED).status_code == 403
    assert client.get(f"/channels/{place.pk}/watches/new/").status_code == 403


def test_a_closed_departments_watch_is_nowhere_for_others(cast: Cast, place: Channel, client: Client) -> None:
    made = watch(cast, place, query="canary drivers", department=cast.hr, purpose="candidate")
    receive(place, [item("I drive canaries", listening=True, watches=(made.pk,))], by=INTAKE)
    client.force_login(cast.ana)
    assert "canary" not in page(client, f"/channels/{place.pk}/")
    assert "Found by" not in page(client, "/inbox/filter/")
    found = page(client, f"/inbox/?watch={made.pk}&status=all")
    assert "canar" not in found
    assert "Unknown watch" in found
    client.force_login(cast.hal)
    assert "I drive canaries" in page(client, f"/inbox/?watch={made.pk}&status=all")


def test_the_list_narrows_to_what_one_found_and_the_thread_says_so(cast: Cast, place: Channel, client: Client) -> None:
    made = watch(cast, place)
    receive(place, [item("Coastlink sails on time", listening=True, watches=(made.pk,)), item()], by=INTAKE)
    client.force_login(cast.mia)
    shown = page(client, f"/inbox/?watch={made.pk}&status=all")
    assert "Coastlink sails on time" in shown
    assert "The 18:12 is late" not in shown
    assert "Found by “Coastlink”" in shown
    offered = page(client, f"/inbox/filter/?watch={made.pk}")
    assert f'<option value="{made.pk}" selected>Coastlink</option>' in offered
    found = Conversation.objects.get(status="pending")
    opened = page(client, f"/inbox/{found.pk}/")
    assert "found by Coastlink" in opened
    assert "Reply publicly as" in opened


def test_it_says_when_it_last_looked_and_found(cast: Cast, place: Channel, client: Client) -> None:
    made = watch(cast, place)
    receive(place, [item(listening=True, watches=(made.pk,))], by=INTAKE)
    Watch.objects.update(last_success_at=timezone.now())
    client.force_login(cast.mia)
    shown = page(client, f"/channels/{place.pk}/")
    assert "Last find" in shown
    assert "Last look" in shown
