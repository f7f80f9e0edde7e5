"""What a tool sends in its own shape becomes items."""

from __future__ import annotations

from typing import Any

import pytest

from inbox.reshaping import problems, reshape

BODY = {
    "event": "review.published",
    "data": {
        "reviews": [
            {
                "id": 4711,
                "stars": 2,
                "body": {"text": "The 18:12 was late."},
                "customer": {"uid": 88, "display": "Mira"},
                "created": 1_795_000_000,
                "tags": ["delay", None, "night train"],
            },
            {"id": 4712, "stars": 5, "body": {"text": "Lovely crew."}, "created": 1_795_000_000_000},
        ]
    },
}
FIELDS = {
    "text": "body.text",
    "external_id": "id",
    "author.id": "customer.uid",
    "author.name": "customer.display",
    "date": "created",
    "kind": "'review'",
    "labels": "tags[?@ != null]",
    "extra": "{stars: stars}",
}


def test_each_field_is_found_by_its_expression_and_what_is_not_there_is_left_out() -> None:
    first, second = reshape({"items": "data.reviews", "fields": FIELDS}, BODY)
    assert first == {
        "text": "The 18:12 was late.",
        "external_id": 4711,
        "author": {"id": 88, "name": "Mira"},
        "date": "2026-11-18T11:06:40+00:00",
        "kind": "review",
        "labels": ["delay", "night train"],
        "extra": {"stars": 2},
    }
    assert "author" not in second
    assert second["date"] == first["date"], "milliseconds are understood as well"


def test_one_item_is_the_whole_body_and_nothing_found_is_no_item() -> None:
    assert reshape({"items": "", "fields": {"text": "message"}}, {"message": "Hi"}) == [{"text": "Hi"}]
    assert reshape({"items": "nowhere", "fields": {"text": "message"}}, {"message": "Hi"}) == []


@pytest.mark.parametrize(
    ("items", "fields", "sentence"),
    [
        ("", {"text": "body["}, "no JMESPath expression"),
        ("data[", {"text": "body"}, "no JMESPath expression"),
        ("", {"headline": "body", "text": "body"}, "no field “headline”"),
        ("", {"author.name": "x"}, "Say where the text is"),
        ("", {"text": "x" * 501}, "at most 500 characters"),
    ],
)
def test_a_mapping_that_can_not_work_is_refused_in_a_sentence(items: str, fields: Any, sentence: str) -> None:
    assert any(sentence in problem for problem in problems(items, fields))


@pytest.mark.parametrize("body", [None, 7, "text", [], {"a": {"b": []}}, {"a": float("1e308")}])
def test_whatever_is_sent_is_refused_with_a_sentence_or_read(body: Any) -> None:
    mapping = {"items": "a.b", "fields": {"text": "length(@)", "date": "to_number(c)"}}
    fits = isinstance(body, dict) and isinstance(body["a"], dict)
    if fits or not isinstance(body, dict):
        assert reshape(mapping, body) == []
