"""Word lists, weights, spikes and rules as text in the console."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from routing.actions import rule as rules
from routing.actions import word_list as lists
from routing.models import Rule, Spike, Tuning, WordList
from routing.rules import Step
from routing.score import WEIGHTS
from tests.cast import Cast, channel, conversation
from tests.routing.views.test_rules import made, text_of

pytestmark = pytest.mark.django_db
WORDS = "/console/words/"


@pytest.fixture
def console(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ada)
    return client


def test_a_list_is_kept_once_and_tells_who_uses_it(cast: Cast, console: Client) -> None:
    assert "No word list yet." in text_of(console.get(WORDS))
    sent = {"name": "Refunds", "kind": "words", "words": "refund*\nmoney back\n", "is_topic": "on"}
    says = text_of(console.post(f"{WORDS}new/", sent, follow=True))
    kept = WordList.objects.get()
    assert (kept.words, kept.is_topic) == (["refund*", "money back"], True)
    assert "used by no rule" in says
    made(cast, tree={"all": [{"field": "text", "op": "says_list", "value": [kept.pk]}]})
    assert "used by 1 rule" in text_of(console.get(WORDS))
    assert "Crowding" in text_of(console.get(f"{WORDS}{kept.pk}/"))
    refused = console.post(f"{WORDS}{kept.pk}/archive/", follow=True).content.decode()
    assert "is used by the rule" in refused


def test_its_versions_tell_the_words_and_one_can_go_back(cast: Cast, console: Client) -> None:
    kept = lists.create(name="Refunds", words=["refund*", "money back"], by=cast.ada)
    console.post(f"{WORDS}{kept.pk}/", {"name": "Refunds", "kind": "people", "words": "refund*\nvoucher"})
    says = text_of(console.get(f"{WORDS}{kept.pk}/"))
    assert "Version 2 by Ada Min" in says
    assert "Before: money back New: voucher" in says
    console.post(f"{WORDS}{kept.pk}/restore/", {"version": "1"})
    kept.refresh_from_db()
    assert (kept.words, kept.kind, kept.number) == (["refund*", "money back"], "words", 3)
    assert console.post(f"{WORDS}{kept.pk}/restore/", {"version": "x"}).status_code == 404
    console.post(f"{WORDS}{kept.pk}/archive/")
    assert console.get(f"{WORDS}{kept.pk}/").status_code == 404


def test_what_is_no_word_is_refused_beside_the_words(cast: Cast, console: Client) -> None:
    page = text_of(console.post(f"{WORDS}new/", {"name": "None", "kind": "words", "words": "!!!"}))
    assert "“!!!” holds no word to look for." in page
    assert not WordList.objects.exists()


def test_weights_are_set_and_nonsense_refused(cast: Cast, console: Client) -> None:
    here = "/console/score/"
    assert "How soon somebody should look" in text_of(console.get(here))
    console.post(here, {**WEIGHTS, "promise": 50})
    assert Tuning.now().weighing["promise"] == 50
    assert "One part at least must count." in text_of(console.post(here, dict.fromkeys(WEIGHTS, 0)))
    assert "Promise" in text_of(console.post(here, {**WEIGHTS, "promise": 500}))
    assert Tuning.now().weighing["promise"] == 50


def test_limits_of_spikes_are_set(cast: Cast, console: Client) -> None:
    here = "/console/spikes/"
    assert "No spike." in text_of(console.get(here))
    console.post(here, {"sigmas": "3.5", "posts": "20", "hours": "72"})
    limits = Tuning.now().limits
    assert (limits.sigmas, limits.posts, limits.hours) == (3.5, 20, 72)
    console.post(here, {"sigmas": "0", "posts": "20", "hours": "72"})
    assert Tuning.now().limits.sigmas == 3.5


def spike_of(*texts: str, place: Any, topic: WordList | None = None) -> Spike:
    now = timezone.now()
    found = Spike.objects.create(
        channel=place, topic=topic, raised_at=now, posts=23, usual=4.0, sigmas=9.5, hours=[3, 5, 4, 0, 23]
    )
    for number, text in enumerate(texts):
        made = conversation(place, text=text, sent_at=now - timedelta(minutes=number))
        found.messages.add(*made.messages.all())
    return found


def test_a_spike_shows_its_hours_and_the_posts_that_one_may_see(cast: Cast, client: Client) -> None:
    closed = channel(cast.hr, name="careers", handle="careers.example", is_closed=True)
    topic = lists.create(name="Crowding", words=["crowded"], by=cast.ada, is_topic=True)
    shown = spike_of("Crowded again", "So crowded", place=cast.channel, topic=topic)
    hidden = spike_of("A secret", place=closed)
    client.force_login(cast.ana)
    says = text_of(client.get(f"/spikes/{shown.pk}/"))
    assert "Spike: Crowding" in says
    assert "23 posts in an hour" in says
    assert "usually 4, so 9.5 usual variations more" in says
    assert "Crowded again" in says
    page = client.get(f"/spikes/{shown.pk}/").content.decode()
    assert page.count("<rect") == page.count('<tr><th scope="row">') == 5
    assert client.get(f"/spikes/{hidden.pk}/").status_code == 404
    listed = text_of(client.get("/spikes/"))
    assert "Crowding" in listed
    assert "Everything" not in listed
    assert client.get("/console/spikes/").status_code == 403


def test_posts_of_a_closed_department_are_left_out_of_a_spike_that_one_may_see(cast: Cast, client: Client) -> None:
    found = spike_of("Crowded again", place=cast.channel)
    closed = channel(cast.hr, name="careers", handle="careers.example", is_closed=True)
    found.messages.add(*conversation(closed, text="A secret").messages.all())
    client.force_login(cast.ana)
    assert "A secret" not in client.get(f"/spikes/{found.pk}/").content.decode()


def test_administrators_read_closed_posts_of_a_spike_one_by_one(cast: Cast, client: Client) -> None:
    closed = channel(cast.hr, name="careers", handle="careers.example", is_closed=True)
    found = spike_of("A secret", place=closed)
    made = found.messages.get().conversation
    client.force_login(cast.ada)
    page = client.get(f"/spikes/{found.pk}/").content.decode()
    assert "A secret" not in page
    assert "A closed conversation" in page
    assert f'href="/inbox/{made.pk}/"' in page
    client.force_login(cast.hal)
    assert "A secret" in client.get(f"/spikes/{found.pk}/").content.decode()


def test_rules_travel_as_text(cast: Cast, console: Client) -> None:
    here = "/console/rules/text/"
    made(cast, "Crowding")
    page = text_of(console.get(here))
    assert "name: Crowding" in page
    file = console.get(f"{here}file/")
    assert file["Content-Disposition"] == 'attachment; filename="rules.yaml"'
    written = file.content.decode().replace("Crowding", "Standing room")
    console.post(here, {"text": written})
    assert sorted(Rule.objects.values_list("name", flat=True)) == ["Crowding", "Standing room"]
    renamed = written.replace("Standing room", "From a file").encode()
    console.post(here, {"file": SimpleUploadedFile("rules.yaml", renamed)})
    assert Rule.objects.count() == 3
    assert "Paste the text, or choose a file." in text_of(console.post(here, {}))
    assert "no YAML that can be read" in text_of(console.post(here, {"text": "rules: [}"}))
    picture = SimpleUploadedFile("rules.yaml", b"\xff\xfe\x00")
    assert "no text in UTF-8" in text_of(console.post(here, {"file": picture}))


def test_the_text_keeps_what_is_on(cast: Cast, console: Client) -> None:
    rule = made(cast, "Crowding")
    rules.activate(rule, by=cast.ada)
    changed = console.get("/console/rules/text/file/").content.decode().replace("late again", "delayed")
    console.post("/console/rules/text/", {"text": changed})
    rule.refresh_from_db()
    assert rule.state == "active"
    assert rule.tree["all"][0]["value"] == ["crowded", "delayed"]
    assert rule.steps == [{"kind": Step("department").kind, "value": cast.marketing.pk}]
