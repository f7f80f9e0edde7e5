"""A file comes into the inbox completely, once, and goes on where it was ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.actors import SETUP
from accounts.errors import NotAllowed
from accounts.models import Event
from inbox.imports import run
from inbox.imports.run import Import, Plan, Result, survey
from inbox.models import Channel, Conversation, Inbound, Message, Post
from tests.cast import Cast

pytestmark = pytest.mark.django_db

MINUTES = "2026-03-01T08:{:02}:00Z"


def post(number: int, text: str, **fields: Any) -> dict[str, Any]:
    """One line: a customer of Northline, unless told otherwise."""
    known = {"author": f"customer{number}", "in_reply_to": None, "is_brand": False, "brand": "Northline"}
    return {"id": f"p{number}", "text": text, "created_at": MINUTES.format(number), **known, **fields}


def answer(number: int, text: str, to: str, brand: str = "Northline") -> dict[str, Any]:
    """One line of ours."""
    return post(number, text, author=brand, in_reply_to=to, is_brand=True, brand=brand)


LINES = [
    post(1, "Is the 18:12 running &amp; on time?"),
    answer(2, "It is, from platform 4.", "p1"),
    post(3, "Thank you!", author="customer1", in_reply_to="p2"),
    post(4, "My umbrella is on the train to Brent."),
    post(5, "The café closed early.", brand="Southline"),
    answer(6, "Sorry, staff fell ill.", "p5", "Southline"),
]


@pytest.fixture
def bring_in(cast: Cast, tmp_path: Path) -> Callable[..., Result]:
    """Imports lines (objects or raw text) as Ada would."""

    def bring(lines: list[Any], *, by: Any = SETUP, progress: Any = lambda _: None, **more: Any) -> Result:
        source = tmp_path / "posts.jsonl"
        source.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
        plan = Plan(source, "twitter", cast.service, **more)
        return Import(plan, survey(plan), by=by, progress=progress).run()

    return bring


def test_everything_arrives_by_brand_and_thread_at_its_own_time(cast: Cast, bring_in: Callable[..., Result]) -> None:
    result = bring_in(LINES)
    assert (result.added, result.known, result.rejects) == (6, 0, [])
    channels = Channel.objects.filter(network="import")
    assert [channel.name for channel in channels] == ["Northline", "Southline"]
    assert {channel.default_department for channel in channels} == {cast.service}
    assert Conversation.objects.count() == 3
    first = Message.objects.get(external_id="p1")
    assert first.text == "Is the 18:12 running & on time?"
    assert first.sent_at == datetime(2026, 3, 1, 8, 1, tzinfo=UTC)
    thread = first.conversation
    assert list(thread.messages.values_list("external_id", "is_ours")) == [("p1", False), ("p2", True), ("p3", False)]
    assert Event.objects.get(verb="message.receive", subject_id=first.pk).occurred_at == first.sent_at


def test_who_wrote_last_decides_the_status(bring_in: Callable[..., Result]) -> None:
    bring_in(LINES)
    assert dict(Conversation.objects.values_list("thread_key", "status")) == {
        "p1": "open",
        "p4": "open",
        "p5": "pending",
    }


def test_a_second_import_adds_nothing(bring_in: Callable[..., Result]) -> None:
    bring_in(LINES)
    before = counts()
    result = bring_in(LINES)
    assert (result.added, result.known) == (0, 6)
    assert counts() == before


def test_an_import_ended_half_way_goes_on(bring_in: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 2)

    def end(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(LINES, progress=end)
    assert Message.objects.count() == 2
    result = bring_in(LINES)
    assert (result.added, result.known) == (4, 2)
    assert (Message.objects.count(), Conversation.objects.count()) == (6, 3)


def test_payloads_stored_by_a_killed_import_are_understood_by_the_next(bring_in: Callable[..., Result]) -> None:
    bring_in(LINES)
    Message.objects.all().delete()
    Conversation.objects.all().delete()
    Inbound.objects.update(processed_at=None)
    assert bring_in(LINES).known == 6
    assert (Message.objects.count(), Conversation.objects.count()) == (6, 3)


def test_answers_may_stand_before_what_they_answer(bring_in: Callable[..., Result]) -> None:
    bring_in(LINES[::-1])
    assert Message.objects.get(external_id="p3").conversation.thread_key == "p1"
    assert Conversation.objects.count() == 3


def test_a_thread_of_two_brands_stays_together(bring_in: Callable[..., Result]) -> None:
    bring_in([*LINES, answer(7, "Ask us instead.", "p3", "Southline")])
    guest = Message.objects.get(external_id="p7")
    assert (guest.channel.name, guest.conversation.thread_key, guest.is_ours) == ("Northline", "p1", True)


def test_our_own_post_that_nobody_answered_is_a_post(bring_in: Callable[..., Result]) -> None:
    bring_in([post(1, "New timetable!", author="Northline", is_brand=True)])
    assert Post.objects.get().text == "New timetable!"
    assert not Conversation.objects.exists()


def test_our_own_post_that_was_answered_leads_its_conversation(bring_in: Callable[..., Result]) -> None:
    bring_in([post(1, "New timetable!", author="Northline", is_brand=True), post(2, "Finally", in_reply_to="p1")])
    made = Conversation.objects.get()
    assert (made.thread_key, made.message_count, str(made.author)) == ("p1", 2, "customer2")


def test_bad_lines_are_named_and_the_good_ones_kept(bring_in: Callable[..., Result]) -> None:
    result = bring_in([LINES[0], "{broken", post(2, ""), {**LINES[0], "text": "Again"}, LINES[3]])
    assert result.added == 2
    assert [(reject.line, reject.reason[:21]) for reject in result.rejects] == [
        (2, "The line is not JSON:"),
        (3, "The text is missing ("),
        (4, "The id p1 stands on l"),
    ]
    assert Message.objects.get(external_id="p1").text == "Is the 18:12 running & on time?"


def test_one_percent_of_bad_lines_costs_only_themselves(bring_in: Callable[..., Result]) -> None:
    lines = [post(number % 60, "Hello", id=f"n{number}") for number in range(300)]
    for number in (50, 150, 299):
        lines[number]["created_at"] = "soon"
    result = bring_in(lines)
    assert (result.added, [reject.line for reject in result.rejects]) == (297, [51, 151, 300])
    assert Message.objects.count() == 297


def test_payloads_that_were_set_aside_are_named_again(bring_in: Callable[..., Result]) -> None:
    bring_in(LINES)
    aside = Inbound.objects.filter(external_key="p4")
    aside.update(processed_at=None, set_aside_at="2026-03-02T00:00Z", error="ValueError: too strange")
    assert [(reject.line, reject.reason) for reject in bring_in(LINES).rejects] == [(4, "ValueError: too strange")]


def test_half_characters_and_nuls_harm_nobody(bring_in: Callable[..., Result]) -> None:
    assert bring_in([post(1, "broken \ud83d emoji\x00", author="\udc80x"), LINES[3]]).added == 2
    assert Message.objects.get(external_id="p1").text == "broken ? emoji"


def test_everything_can_go_on_one_channel(bring_in: Callable[..., Result]) -> None:
    bring_in(LINES, channel="Archive")
    assert Channel.objects.get(network="import").name == "Archive"


def test_without_any_brand_the_file_names_the_channel(bring_in: Callable[..., Result]) -> None:
    bring_in([post(1, "Hello", brand="")])
    assert Channel.objects.get(network="import").name == "posts"


def test_only_an_administrator_may_import(cast: Cast, bring_in: Callable[..., Result]) -> None:
    with pytest.raises(NotAllowed):
        bring_in(LINES, by=cast.ana)
    assert not Inbound.objects.exists()
    bring_in(LINES, by=cast.ada)
    with pytest.raises(NotAllowed):
        bring_in(LINES, by=cast.ana)


def test_each_batch_is_journalled_with_its_size(bring_in: Callable[..., Result]) -> None:
    bring_in(LINES)
    bring_in(LINES)
    sizes = Event.objects.filter(verb="channel.import").values_list("data", flat=True)
    assert sorted(data["posts"] for data in sizes) == [2, 4]


def counts() -> list[int]:
    """How many rows there are of everything an import makes."""
    return [model.objects.count() for model in (Inbound, Message, Conversation, Channel, Event)]
