"""Webhooks by API: what narrows one is never dropped by a change of something else."""

from __future__ import annotations

import pytest

from accounts.actions import departments
from inbox.actions import saved_views, webhook
from inbox.models import Webhook
from tests.cast import Cast
from tests.programs import Program, program_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(cast: Cast) -> Program:
    """A program of an administrator's."""
    return program_of(cast.ada)


@pytest.fixture
def made(cast: Cast) -> Webhook:
    """One that is narrowed to a saved view."""
    view = saved_views.save(name="Reviews", query="?kind=review", by=cast.ada)
    return webhook.create(name="Shop", address="https://shop.example/", view=view, by=cast.ada)[0]


def test_a_new_name_keeps_the_list_of_a_view_that_was_deleted(cast: Cast, ada: Program, made: Webhook) -> None:
    assert made.view is not None
    saved_views.delete(made.view, by=cast.ada)
    said = ada.change(f"/webhooks/{made.pk}/", {"name": "Shop 2"}).json()
    assert (said["name"], said["view"], said["query"]) == ("Shop 2", None, "?kind=review")


def test_a_new_name_keeps_the_list_of_a_view_that_was_changed(cast: Cast, ada: Program, made: Webhook) -> None:
    assert made.view is not None
    saved_views.change(made.view, name="Reviews", icon="save", query="", by=cast.ada)
    kept = ada.change(f"/webhooks/{made.pk}/", {"name": "Shop 2"}).json()
    assert (kept["view"], kept["query"]) == (made.view_id, "?kind=review")
    assert ada.change(f"/webhooks/{made.pk}/", {"view": made.view_id}).json()["query"] == "", "once it is chosen again"


def test_whoever_says_so_takes_the_list_away(cast: Cast, ada: Program, made: Webhook) -> None:
    assert made.view is not None
    saved_views.delete(made.view, by=cast.ada)
    assert ada.change(f"/webhooks/{made.pk}/", {"view": None}).json()["query"] == ""


def test_a_new_name_keeps_departments_that_were_put_away(cast: Cast, ada: Program) -> None:
    legal = departments.create(name="Legal", code="LG", by=cast.ada)
    made, _secret = webhook.create(name="Shop", address="https://shop.example/", departments=[legal], by=cast.ada)
    departments.archive(legal, by=cast.ada)
    assert ada.change(f"/webhooks/{made.pk}/", {"name": "Shop 2"}).json()["departments"] == [legal.pk]
