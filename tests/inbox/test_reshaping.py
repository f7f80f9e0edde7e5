"""What a tool sends in its own shape becomes items."""

from __future__ import annotations

from typing import Any

import jmespath
import pytest

from inbox.bounded import MOST_CHARACTERS, MOST_STEPS, Allowance, TooMuch, search
from inbox.reshaping import FIELDS as EVERY_FIELD
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


DOUBLED = "[@,@][]"
LONG = "x" * 100_000


@pytest.mark.parametrize(
    "expression",
    [
        "|".join([DOUBLED] * 60),
        "|".join(["[" + ",".join("@" * 60) + "][]"] * 4),
        "|".join(["[@,@]"] * 60) + "|length(to_string(@))",
        "|".join(["[@,@]"] * 60) + "|@==@",
        "|".join([DOUBLED] * 14) + "|[?contains(to_string(@),'zz')]",
        "|".join([DOUBLED] * 16) + "|map(&length(join('',[long,long])),@)",
        "join(long, ['" + "','".join("x" * 100) + "'])",
    ],
)
def test_an_expression_that_makes_much_of_little_is_ended_with_a_sentence(expression: str) -> None:
    assert problems(expression, {"text": "x"}) == []
    allowance = Allowance()
    with pytest.raises(TooMuch, match="too much work"):
        search(expression, {"long": LONG * 10}, allowance)
    assert allowance.steps > -MOST_STEPS * 20, "stopped soon after the bound"


def test_what_is_found_may_be_only_so_large() -> None:
    parts = {"text": "'x'", "extra": "{all: " + "[long,long,long,long,long,long,long,long,long,long,long]}"}
    assert reshape({"items": "", "fields": parts}, {"long": "x" * (MOST_CHARACTERS // 12)})[0]["text"] == "x"
    with pytest.raises(ValueError, match="too large"):
        reshape({"items": "", "fields": parts}, {"long": "x" * (MOST_CHARACTERS // 10)})


def test_a_full_batch_with_every_field_is_read() -> None:
    one = {"a": {"b": {"c": "Late again, and nobody says why."}}, "tags": ["delay"] * 10, "long": "x" * 3000}
    fields = dict.fromkeys(EVERY_FIELD, "a.b.c || join(' ', tags) || a.b.d")
    assert len(reshape({"items": "sort_by(data, &a.b.c)", "fields": fields}, {"data": [one] * 1000})) == 1000


@pytest.mark.parametrize(
    "expression",
    [
        *(
            "a[].b",
            "a[*].b[]",
            "a[?b[0] > `1`].b | [0]",
            "{n: length(a), s: to_string(a)}",
            "values(@)[]",
            "!a && c || 'x'",
        ),
        *("a[::-1]", "max_by(a, &b[0])", "map(&b, a)[]", "join(', ', ['x', 'y'])", "a[0].* | [0]", "[a[0].b, c][]"),
    ],
)
def test_it_finds_what_the_library_finds(expression: str) -> None:
    body = {"a": [{"b": [1, 2]}, {"b": [3]}, {"b": [2]}], "c": None}
    assert search(expression, body, Allowance()) == jmespath.search(expression, body)
