"""What the connector makes of payloads that a real Bluesky network sent (tests/bluesky_network/record.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inbox.channels.base import Figures, Item, Kind
from inbox.channels.bluesky import Bluesky

FOLDER = Path(__file__).parent / "fixtures"
SCENES = sorted(path.stem for path in FOLDER.glob("*.json"))


def recorded(scene: str) -> dict[str, Any]:
    payload = json.loads((FOLDER / f"{scene}.json").read_text())
    assert isinstance(payload, dict)
    return payload


def items(scene: str) -> list[Item]:
    return [one for one in Bluesky({}, {}).parse(recorded(scene)) if isinstance(one, Item)]


@pytest.mark.parametrize(
    ("scene", "texts", "ours", "kind"),
    [
        ("own_post", ["Our winter tea is in the shop. ☕️"], True, Kind.POST),
        ("mention", ["Hé @teahouse1.test, my parcel is três late 👋🏽"], False, Kind.MENTION),
        (
            "reply_under_our_post",
            ["Our winter tea is in the shop. ☕️", "Does it have caffeine?"],
            False,
            Kind.COMMENT,
        ),
        (
            "own_reply",
            ["Our winter tea is in the shop. ☕️", "Does it have caffeine?", "None at all."],
            True,
            Kind.COMMENT,
        ),
        (
            "mention_in_a_strangers_thread",
            ["Which tea helps against a cold?", "Ask @teahouse1.test, they know"],
            False,
            Kind.MENTION,
        ),
        (
            "reply_to_our_reply",
            ["Which tea helps against a cold?", "Ask @teahouse1.test, they know", "Thyme, with honey.", "Thank you!"],
            False,
            Kind.COMMENT,
        ),
        ("quotation", ["My favourite"], False, Kind.MENTION),
        ("picture", ["@teahouse1.test arrived like this"], False, Kind.MENTION),
        ("link_card", ["@teahouse1.test is this you?"], False, Kind.MENTION),
    ],
)
def test_each_scene_is_told_from_its_root_to_its_last_post(
    scene: str, texts: list[str], ours: bool, kind: Kind
) -> None:
    found = items(scene)
    assert [one.text for one in found] == texts
    assert [one.context for one in found] == [True] * (len(texts) - 1) + [False]
    assert (found[-1].ours, found[-1].kind) == (ours, kind)
    assert "incomplete" not in found[-1].extra


@pytest.mark.parametrize(
    ("scene", "key_post"),
    [
        ("mention", 0),
        ("reply_under_our_post", 1),
        ("own_reply", 1),
        ("mention_in_a_strangers_thread", 1),
        ("reply_to_our_reply", 1),
        ("quotation", 0),
    ],
)
def test_each_scene_belongs_to_its_conversation(scene: str, key_post: int) -> None:
    found = items(scene)
    assert found[-1].thread_key == found[key_post].external_id


def test_a_question_and_our_answer_stand_in_one_conversation_under_our_post() -> None:
    post, question, answer = items("own_post")[-1], items("reply_under_our_post")[-1], items("own_reply")[-1]
    assert post.thread_key is None
    assert question.thread_key == answer.thread_key
    assert question.post_external_id == answer.post_external_id == post.external_id


def test_the_mention_is_marked_where_it_stands_among_accents_and_emoji() -> None:
    message = items("mention")[-1]
    assert [message.text[link.start : link.end] for link in message.links] == ["@teahouse1.test"]


def test_a_picture_comes_with_its_description_and_a_card_with_its_title() -> None:
    picture, card = items("picture")[-1].attachments[0], items("link_card")[-1].attachments[0]
    assert (picture.kind, picture.alt) == ("image", "A parcel in a puddle")
    assert (card.kind, card.url, card.alt) == ("link", "https://tea.example/shop", "The Tea House")


def test_a_quotation_shows_what_was_quoted() -> None:
    assert items("quotation")[-1].extra["quoted"]["text"] == "Our winter tea is in the shop. ☕️"


def test_figures_are_those_of_the_moment() -> None:
    (figures,) = Bluesky({}, {}).parse(recorded("figures"))
    assert isinstance(figures, Figures)
    assert (figures.likes, figures.reposts, figures.replies, figures.quotes) == (1, 0, 1, 1)
    assert figures.external_id == items("own_post")[-1].external_id


@pytest.mark.parametrize("scene", SCENES)
def test_reading_a_payload_again_gives_the_same(scene: str) -> None:
    assert Bluesky({}, {}).parse(recorded(scene)) == Bluesky({}, {}).parse(recorded(scene))


@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene != "figures"])
def test_a_payload_that_lost_a_part_is_refused_in_words(scene: str) -> None:
    for missing in ("us", "seen_at"):
        payload = recorded(scene)
        del payload[missing]
        with pytest.raises(ValueError, match=missing):
            Bluesky({}, {}).parse(payload)
