"""Listening over the sandbox network, through the product's own tasks."""

from __future__ import annotations

import pytest
from django.utils import timezone

from inbox.actions.channel import connect
from inbox.actions.watch import create, pause
from inbox.channels.base import Query
from inbox.models import Channel, Conversation, Inbound, Message, Sighting, Watch
from inbox.models.conversation import Status
from inbox.tasks import poll_channel, poll_watch, sweep_watches
from tests.cast import Cast
from tests.sandbox_network.network import Network, Person

pytestmark = pytest.mark.django_db


class Scene:
    """A brand, a stranger, and a word that nobody else on the network says."""

    def __init__(self, cast: Cast, network: Network) -> None:
        self.cast, self.network = cast, network
        self.brand: Person = network.brand()
        self.mira: Person = network.person()
        self.word = f"railcat{self.brand.id[-8:]}"
        self.channel: Channel = connect(
            self.brand.connector().connect(),
            network="sandbox",
            name="Northline",
            settings={},
            credentials={"token": self.brand.token},
            default_department=cast.service,
            by=cast.ada,
        )

    def listen(self, query: str = "", kind: str = "words") -> Watch:
        wanted = query or self.word
        return create(self.channel, kind=kind, query=wanted, department=self.cast.marketing, by=self.cast.ada)

    def look(self, watch: Watch) -> None:
        Watch.objects.filter(pk=watch.pk).update(next_poll_at=timezone.now(), lease_until=None)
        poll_watch(watch.pk)

    def poll(self) -> None:
        Channel.objects.filter(pk=self.channel.pk).update(next_poll_at=timezone.now(), lease_until=None)
        poll_channel(self.channel.pk)


@pytest.fixture
def scene(cast: Cast, sandbox: Network) -> Scene:
    return Scene(cast, sandbox)


def test_what_strangers_say_is_found_once(scene: Scene) -> None:
    watch = scene.listen(f"the {scene.word.upper()}")
    post = scene.mira.post(f"The {scene.word} is on the night train!")
    scene.mira.post(f"{scene.word} alone lacks a word")
    for _ in range(2):
        scene.look(watch)
    made = Conversation.objects.get()
    assert (made.department, made.status, made.waiting_since) == (scene.cast.marketing, Status.PENDING, None)
    assert (made.messages.get().external_id, made.messages.get().is_listening) == (post["id"], True)
    scene.mira.edit(post["id"], f"The {scene.word} was on the night train!")
    scene.look(watch)
    assert Message.objects.get().text.endswith("was on the night train!")
    watch.refresh_from_db()
    assert watch.last_success_at is not None


def test_hashtags_are_whole_words(scene: Scene) -> None:
    watch = scene.listen(f"#{scene.word}", kind="tag")
    for text in (f"so happy #{scene.word.upper()}", f"no tag: {scene.word}", f"#{scene.word}s is another"):
        scene.mira.post(text)
    scene.look(watch)
    assert [message.text for message in Message.objects.all()] == [f"so happy #{scene.word.upper()}"]


@pytest.mark.parametrize("order", ["look first", "poll first"])
def test_a_mention_that_is_found_too_arrives_once(scene: Scene, order: str) -> None:
    watch = scene.listen()
    scene.mira.post(f"@{scene.brand.handle} is the {scene.word} yours?")
    steps = [lambda: scene.look(watch), scene.poll]
    for step in steps if order == "look first" else reversed(steps):
        step()
    made = Conversation.objects.get()
    assert (made.department, made.status, made.message_count) == (scene.cast.service, Status.OPEN, 1)
    assert Sighting.objects.get().watch == watch


def test_our_own_words_are_not_found(scene: Scene) -> None:
    watch = scene.listen()
    scene.brand.post(f"Meet the {scene.word}.")
    scene.look(watch)
    assert not Message.objects.exists()
    assert not Inbound.objects.exists()


def test_a_found_answer_brings_what_it_answers_as_context(scene: Scene) -> None:
    watch = scene.listen()
    first = scene.network.person("Joe Marsh").post("Anything new at the station?")
    scene.mira.post(f"A {scene.word}!", reply_to=first["id"])
    scene.look(watch)
    told = Message.objects.order_by("sent_at").values_list("is_context", "is_listening", "kind")
    assert list(told) == [(True, False, "mention"), (False, True, "comment")]
    assert Sighting.objects.count() == 1


def test_a_search_that_fails_holds_up_nothing_and_mends_itself(scene: Scene) -> None:
    watch = scene.listen()
    scene.network.fault("status", scene.brand, match={"path": "/api/search"}, status=503)
    scene.look(watch)
    watch.refresh_from_db()
    assert (watch.failures, bool(watch.last_error)) == (1, True)
    scene.mira.post(f"@{scene.brand.handle} hello?")
    scene.poll()
    assert Conversation.objects.count() == 1
    scene.mira.post(f"{scene.word}!")
    scene.look(watch)
    watch.refresh_from_db()
    assert (watch.failures, watch.failing_since) == (0, None)
    assert Sighting.objects.count() == 1


def test_the_sweep_starts_what_is_due_and_nothing_else(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    due, resting = scene.listen(), pause(scene.listen("another word"), by=scene.cast.ada)
    started: list[int] = []
    monkeypatch.setattr(poll_watch, "delay", started.append)
    sweep_watches()
    assert started == [due.pk]
    assert resting.pk not in started


def test_a_look_reads_in_pages_and_a_query_needs_words(scene: Scene) -> None:
    connector = scene.brand.connector()
    page = connector.search(Query(scene.word), {})
    assert (list(page.items), page.more) == ([], False)
    again = connector.search(Query(scene.word), {"since": page.cursor["since"] + 10**6})
    assert again.cursor["since"] == page.cursor["since"]  # a network that began anew
