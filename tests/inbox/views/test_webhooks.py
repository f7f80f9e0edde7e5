"""The console's pages of webhooks."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import departments
from accounts.models import Event
from inbox.actions import saved_views, webhook, webhook_calls
from inbox.hooks.sending import Tried
from inbox.models import Webhook
from tests.cast import Cast, member

pytestmark = pytest.mark.django_db
TYPED = {"kind": "program", "name": "Shop", "address": "https://shop.example/hook", "topics": ["note.*"]}


@pytest.fixture
def ada(cast: Cast, client: Client) -> Client:
    """An administrator's browser."""
    client.force_login(cast.ada)
    return client


@pytest.fixture
def made(cast: Cast) -> Webhook:
    """One with a log: a test that failed, then arrived."""
    row, _secret = webhook.create(name="Shop", address="https://shop.example/hook?key=s3", by=cast.ada)
    call = webhook.test(row, by=cast.ada)
    request = {"address": row.shown_address, "headers": {"webhook-id": call.message_id}, "body": {"type": "x"}}
    webhook_calls.keep(call, Tried(timezone.now(), 12, 503, "It answered with status 503.", None, request))
    webhook_calls.keep(call, Tried(timezone.now(), 12, 200, "", None, request, {"body": "thanks"}))
    return row


def test_one_is_made_and_its_secret_shown_once(ada: Client) -> None:
    page = ada.post("/console/webhooks/new/", TYPED)
    secret = Webhook.objects.get().secrets["present"]
    assert secret in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert secret not in ada.get(f"/console/webhooks/{Webhook.objects.get().pk}/").content.decode()
    assert Event.objects.filter(verb="webhook.create").count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"address": "ftp://shop.example"}, "must begin with https://"),
        ({"address": "https://me:pw@shop.example/"}, "Leave name and password out"),
        ({"kind": "mail"}, "no e-mail address"),
        ({"kind": "slack", "topics": []}, "Choose what people are told of"),
        ({"verbs": "draft.sing"}, "There is no act “draft.sing”"),
        ({"name": ""}, "Name"),
    ],
)
def test_what_makes_no_sense_is_said_and_what_was_typed_stays(ada: Client, wrong: Any, sentence: str) -> None:
    page = ada.post("/console/webhooks/new/", {**TYPED, **wrong}).content.decode()
    assert sentence in page
    assert Webhook.objects.count() == 0


def test_the_page_shows_the_log_and_an_attempt_in_full(ada: Client, made: Webhook) -> None:
    page = ada.get(f"/console/webhooks/{made.pk}/").content.decode()
    assert "What was sent last arrived." in page
    assert "webhook.test" in page
    assert "key=s3" not in page, "what stands behind the ? may be a secret"
    call = made.calls.get()
    one = ada.get(f"/console/webhooks/calls/{call.pk}/").content.decode()
    assert call.message_id in one
    assert "It answered with status 503." in one
    assert "thanks" in one


def test_it_is_changed_paused_resumed_tested_sent_again_replaced_and_put_away(ada: Client, made: Webhook) -> None:
    place = f"/console/webhooks/{made.pk}"
    changed = {
        "name": "Shop 2",
        "address": "https://shop.example/other",
        "topics": ["draft.*"],
        "verbs": "label.create",
    }
    assert ada.post(f"{place}/change/", changed).status_code == 302
    assert ada.post(f"{place}/pause/").status_code == 302
    assert ada.post(f"{place}/resume/").status_code == 302
    assert ada.post(f"{place}/test/").status_code == 302
    assert ada.post(f"/console/webhooks/calls/{made.calls.earliest('pk').pk}/send-again/").status_code == 302
    now = timezone.localtime()
    times = {"since": now - timedelta(hours=1), "until": now + timedelta(hours=1)}
    sent = {name: f"{value:%Y-%m-%dT%H:%M}" for name, value in times.items()}
    assert ada.post(f"{place}/replay/", sent).status_code == 302
    assert "whsec_" in ada.post(f"{place}/rotate-secret/", {"hours": "24"}).content.decode()
    assert ada.post(f"{place}/archive/").status_code == 302
    made.refresh_from_db()
    assert (made.name, made.verbs, made.address) == (
        "Shop 2",
        ["draft.*", "label.create"],
        "https://shop.example/other",
    )
    acts = ("change", "pause", "resume", "test", "send_again", "replay", "rotate_secret", "archive")
    done = set(Event.objects.filter(subject_kind="webhook").values_list("verb", flat=True))
    assert {f"webhook.{act}" for act in acts} <= done
    assert ada.get(f"{place}/").status_code == 404


class Filled(HTMLParser):
    """What a browser would send of a form as it is shown."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select = ""
        self.feed(page.content.decode().partition('id="webhook-form"')[2].partition("</form>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Text as it stands, and what is ticked or chosen."""
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.sent[self.select] = [value]
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.sent.setdefault(name, []).append(value)


def test_another_administrator_who_changes_the_name_widens_nothing(cast: Cast, client: Client) -> None:
    legal = departments.create(name="Legal", code="LG", by=cast.ada)
    view = saved_views.save(name="Reviews of mine", query="?kind=review", by=cast.ada)
    address = "https://shop.example/"
    row, _secret = webhook.create(name="Shop", address=address, view=view, departments=[legal], by=cast.ada)
    departments.archive(legal, by=cast.ada)
    client.force_login(member("Bob Admin", {}, is_administrator=True))
    place = f"/console/webhooks/{row.pk}/change/"
    page = client.get(place)
    assert "Reviews of mine" in page.content.decode()
    assert client.post(place, {**Filled(page).sent, "name": "Shop 2"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.view, row.query, list(row.departments.all())) == ("Shop 2", view, "?kind=review", [legal])


def test_the_list_of_a_view_that_is_gone_stays_a_choice_until_another_is_made(cast: Cast, ada: Client) -> None:
    view = saved_views.save(name="Reviews", query="?kind=review", by=cast.ada)
    row, _secret = webhook.create(name="Shop", address="https://shop.example/", view=view, by=cast.ada)
    saved_views.delete(view, by=cast.ada)
    place = f"/console/webhooks/{row.pk}/change/"
    page = ada.get(place)
    assert "The list as it was chosen (?kind=review)" in page.content.decode()
    for chosen, query in (("kept", "?kind=review"), ("", "")):
        assert ada.post(place, {**Filled(page).sent, "view": chosen}).status_code == 302
        row.refresh_from_db()
        assert row.query == query


@pytest.mark.parametrize("name", ["ana", "olga", "nora"])
def test_nobody_else_sees_or_does_any_of_it(cast: Cast, client: Client, made: Webhook, name: str) -> None:
    client.force_login(getattr(cast, name))
    for path in ("", "new/", f"{made.pk}/", f"{made.pk}/change/", f"calls/{made.calls.get().pk}/"):
        assert client.get(f"/console/webhooks/{path}").status_code == 403
    for word in ("pause", "test", "replay", "rotate-secret", "archive"):
        assert client.post(f"/console/webhooks/{made.pk}/{word}/").status_code == 403
    made.refresh_from_db()
    assert not made.is_paused
