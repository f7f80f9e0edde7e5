"""Whoever reads the API's document learns what each field means, not only what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from config.reference import document

PLAIN = ("id", "name")
"""Names that say it whole."""


def fields() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every field of every shape: the shape's name, the field's, and what the document says of it."""
    for shape, said in document()["components"]["schemas"].items():
        for name, field in said.get("properties", {}).items():
            yield shape, name, field


def meaning(field: dict[str, Any]) -> str:
    """Its own, or that of the one shape that it holds."""
    held = document()["components"]["schemas"].get(field.get("$ref", "").rpartition("/")[2], {})
    return str(field.get("description") or held.get("description") or "").strip()


def test_every_field_says_what_it_means() -> None:
    every = list(fields())
    assert len(every) > 1000
    silent = [f"{shape}.{name}" for shape, name, field in every if name not in PLAIN and not meaning(field)]
    assert silent == [], "give the shape `meanings`, see accounts/api/shapes.py"


def test_meanings_are_sentences() -> None:
    said = {meaning(field) for _shape, name, field in fields() if name not in PLAIN}
    assert [text for text in said if not text.endswith((".", "!", "?"))] == []


def test_what_is_asked_and_what_is_told_are_explained_alike_for_webhooks() -> None:
    found = {(shape, name): meaning(field) for shape, name, field in fields()}
    assert "escalation.*" in found["Webhook", "verbs"]
    assert found["Webhook", "query"].startswith("The list that narrows it")
    assert found["NewWebhookRequest", "with_content"] == found["PatchedWebhookFactsRequest", "with_content"]
