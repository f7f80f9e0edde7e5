"""How people sounded, what they asked and what an answer did to it, against the same worked out the slow way."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reports.filing import Filed
from reports.models import Kind, Mood
from reports.story import Story, measure
from reports.texts import words_of
from reports.waits import Said

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
TONES = ("negative", "neutral", "positive", "")


def said(minute: int, *, ours: bool = False, **facts: Any) -> Said:
    """One message, so many minutes after the beginning."""
    return Said(f"m{minute}", 1, BEGIN + timedelta(minutes=minute), ours, **facts)


def story(*messages: Said, **facts: Any) -> Story:
    """A conversation of these."""
    return Story(1, 7, BEGIN, messages, **facts)


def tags(found: Story, kind: str) -> list[str]:
    """How those of a kind stand."""
    return [str(one.tag) for one in measure(found) if one.kind == kind]


def test_an_answer_makes_it_better_when_the_same_person_sounds_better_afterwards() -> None:
    angry = said(0, tone="negative", author=3)
    assert tags(story(angry, said(5, ours=True), said(9, tone="positive", author=3)), Kind.RECOVERY) == [Mood.BETTER]
    assert tags(story(angry, said(5, ours=True), said(9, tone="negative", author=3)), Kind.RECOVERY) == [Mood.SAME]
    assert tags(story(angry, said(5, ours=True), said(9, tone="", author=3)), Kind.RECOVERY) == [Mood.UNREADABLE]


def test_what_somebody_else_writes_says_nothing_about_them() -> None:
    angry = said(0, tone="negative", author=3)
    assert tags(story(angry, said(5, ours=True), said(9, tone="positive", author=4)), Kind.RECOVERY) == [Mood.SILENT]


def test_without_a_complaint_or_without_an_answer_nothing_was_made_better() -> None:
    assert tags(story(said(0, tone="neutral"), said(5, ours=True), said(9, tone="positive")), Kind.RECOVERY) == []
    assert tags(story(said(0, tone="negative"), said(9, tone="positive")), Kind.RECOVERY) == []


def test_a_question_stands_as_its_wait_does() -> None:
    asked = said(0, asks=True)
    assert tags(story(asked), Kind.QUESTION) == ["waiting"]
    assert tags(story(asked, said(5, ours=True)), Kind.QUESTION) == ["answered"]
    gone = said(0, asks=True, removed_at=BEGIN + timedelta(minutes=2))
    assert tags(story(gone, said(5, ours=True)), Kind.QUESTION) == ["unneeded"]


def test_what_is_answered_in_public_and_over_needed_no_call() -> None:
    over = BEGIN + timedelta(hours=1)
    filed = [Filed(over, "conversation.resolve", 7, outcome="answered", place=1)]
    talk = (said(0), said(5, ours=True))
    assert len(tags(story(*talk, filed=filed, resolved_at=over), Kind.DEFLECTED)) == 1
    assert tags(story(*talk, filed=filed, resolved_at=over, is_private=True), Kind.DEFLECTED) == []
    assert tags(story(talk[0], filed=filed, resolved_at=over), Kind.DEFLECTED) == []
    assert tags(story(*talk, filed=filed), Kind.DEFLECTED) == []


def test_needed_again_it_saved_no_call() -> None:
    over = BEGIN + timedelta(hours=1)
    filed = [
        Filed(over, "conversation.resolve", 7, outcome="answered", place=1),
        Filed(over + timedelta(hours=1), "conversation.reopen", 7, before="resolved", place=1),
    ]
    assert tags(story(said(0), said(5, ours=True), filed=filed), Kind.DEFLECTED) == []


@pytest.mark.parametrize(
    ("text", "asks"),
    [("Why is it late?", True), ("为什么？", True), ("See https://a.example/?x=1", False), ("It is late.", False)],
)
def test_a_question_mark_in_an_address_asks_nothing(text: str, asks: bool) -> None:
    assert words_of(text).asks is asks


def test_what_the_network_says_of_the_language_stands_before_our_guess() -> None:
    assert words_of("The train is late again this morning.", "pt_BR").language == "pt"
    assert words_of("The train is late again this morning.").language == "en"
    assert words_of("hm").language == ""


def test_what_a_person_says_stands_before_both() -> None:
    late = "The train is late again this morning."
    read = words_of(late, "pt", {"language": "en", "sentiment": "negative"})
    assert (read.language, read.tone) == ("en", "negative")
    assert words_of(late, "en", {"language": "unknown"}).language == ""
    assert words_of("What a terrible, awful day!", "", {"language": "de"}).tone == "negative"


@pytest.mark.parametrize("number", range(200))
def test_histories_of_chance_are_measured_as_the_slow_way_does(number: int) -> None:
    dice = random.Random(number)
    messages = [chance(dice, minute) for minute in range(dice.randrange(1, 14))]
    found = Counter((one.kind, one.at, str(one.tag)) for one in measure(story(*messages)) if one.kind in SLOW)
    assert found == Counter(slowly(messages))


SLOW = (Kind.TONE, Kind.LANGUAGE, Kind.QUESTION, Kind.COMPLAINT, Kind.RECOVERY)


def chance(dice: random.Random, minute: int) -> Said:
    """Anybody writes anything, and may take it back."""
    gone = BEGIN + timedelta(minutes=minute + dice.randrange(1, 6), seconds=30)
    return said(
        minute * 2,
        ours=dice.random() < 0.35,
        author=dice.randrange(1, 4),
        tone=dice.choice(TONES),
        language=dice.choice(("en", "de", "")),
        asks=dice.random() < 0.4,
        removed_at=gone + timedelta(minutes=minute) if dice.random() < 0.2 else None,
    )


def slowly(messages: list[Said]) -> list[tuple[str, datetime, str]]:
    """Message by message, asking of each what came after it."""
    found: list[tuple[str, datetime, str]] = []
    for place, one in enumerate(messages):
        if one.ours:
            continue
        found.append(("tone", one.at, one.tone or "unknown"))
        found.append(("language", one.at, one.language or "unknown"))
        answers = [m for m in messages[place:] if m.ours and not m.removed_at]
        if one.removed_at and (not answers or one.removed_at < answers[0].at):
            how = "unneeded"
        else:
            how = "answered" if answers else "waiting"
        found += [("question", one.at, how)] if one.asks else []
        found += [("complaint", one.at, how)] if one.tone == "negative" else []
    for place, one in enumerate(messages):
        theirs = [m for m in messages[:place] if not m.ours and not m.removed_at]
        if one.ours and not one.removed_at and theirs and theirs[-1].tone == "negative":
            later = [m for m in messages[place:] if not m.ours and m.author == theirs[-1].author]
            words = {"negative": "same", "": "unknown"}
            found.append(("recovery", one.at, words.get(later[-1].tone, "better") if later else "silent"))
            break
    return found
