"""First readings: what they say of typical posts, and what they rest on."""

from __future__ import annotations

import pytest

from routing.readings.kinds import KNOWN_VALUES
from routing.readings.needs_reply import read_needs_reply
from routing.readings.topics import Topics


@pytest.mark.parametrize(
    ("text", "value", "why"),
    [
        ("Why is the 18:12 late?", "yes", "question"),
        ("My suitcase was lost", "yes", "trouble"),
        ("Wann fährt der nächste Zug", "yes", "asking"),
        ("Thank you so much, you are great!", "no", "thanks"),
        ("👍👍 @northline https://northline.example", "no", "no_words"),
        ("Riding with you today", "yes", "said_to_us"),
    ],
)
def test_needs_reply(text: str, value: str, why: str) -> None:
    found = read_needs_reply(text)
    assert (found.value, found.evidence[0].why) == (value, why)


def test_what_was_only_found_needs_a_reply_only_if_it_asks() -> None:
    assert read_needs_reply("Riding with Northline today", said_to_us=False).value == "no"
    assert read_needs_reply("Is Northline any good?", said_to_us=False).value == "yes"


def test_evidence_stands_where_it_says() -> None:
    text = "Sorry, my ticket is broken and the refund is late."
    found = read_needs_reply(text)
    assert [text[one.start : one.start + one.length] for one in found.evidence] == ["broken", "refund", "late"]


def test_topics_are_the_lists_whose_words_are_said() -> None:
    topics = Topics({3: ["~refund", "money back"], 5: ["wifi"], 9: ["tram"]}, ["en"])
    text = "WiFi broken, refunds please"
    found = topics.read(text)
    assert found.value == "3,5"
    assert [(one.why, text[one.start : one.start + one.length]) for one in found.evidence] == [
        ("5", "WiFi"),
        ("3", "refunds"),
    ]
    assert topics.read("Good morning").value == ""


@pytest.mark.parametrize("kind", KNOWN_VALUES)
def test_nonsense_is_no_value(kind: str) -> None:
    assert not KNOWN_VALUES[kind]("<script>")
