"""A client generated from the document, in whose types our answers fit: it works a conversation from end to end."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from accounts.models import Event
from config.reference import document
from inbox.models import Conversation
from tests.cast import Cast, channel, conversation
from tests.generated import generate
from tests.programs import program_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module", autouse=True)
def _generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The package, made anew; forgotten afterwards."""
    folder = tmp_path_factory.mktemp("generated")
    generate(folder)
    sys.path.insert(0, str(folder))
    yield
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == "liaison_client"]:
        del sys.modules[name]


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    cache.clear()


class Liaison:
    """One member's client: operations by the names that the document gives them."""

    def __init__(self, url: str, secret: str) -> None:
        made = importlib.import_module("liaison_client").AuthenticatedClient
        self.client = made(url, secret, raise_on_unexpected_status=True)
        self.models = importlib.import_module("liaison_client.models")

    def ask(self, area: str, operation: str, *row: int, **given: Any) -> Any:
        """The parsed answer, which is a Problem where it was refused."""
        module = importlib.import_module(f"liaison_client.api.{area}.{operation}")
        return module.sync(*row, client=self.client, **given)


@pytest.fixture
def row(cast: Cast) -> Conversation:
    """Somebody asks on a network that takes replies."""
    return conversation(channel(cast.service, network="sandbox"), "Where is my refund?")


def test_a_conversation_is_worked_with_types(cast: Cast, row: Conversation, live_server: Any) -> None:
    ben, ana = (Liaison(live_server.url, program_of(member).secret) for member in (cast.ben, cast.ana))
    (found,) = ben.ask("conversations", "conversations_list", limit=5).items
    assert (found.id, found.author_name, found.assignee) == (row.pk, "Mira Castellanos", None)
    assert ben.ask("conversations", "conversations_take", row.pk).assignee == cast.ben.pk
    (message,) = ben.ask("messages", "messages_list", conversation=row.pk).items
    body = ben.models.NewDraftRequest(conversation=row.pk, text="It left our house today.", answers=message.id)
    draft = ben.ask("drafts", "drafts_create", body=body, idempotency_key="draft-1")
    submitted = ben.ask("drafts", "drafts_submit", draft.id, body=ben.models.SubmittingRequest(seen=message.id))
    assert submitted.state == "submitted"
    version = ana.models.VersionRequest(version=submitted.version)
    assert ana.ask("drafts", "drafts_approve", draft.id, body=version).state == "approved"
    (delivery,) = ana.ask("deliveries", "deliveries_list", draft=draft.id).items
    assert (delivery.text, delivery.state) == ("It left our house today.", "queued")


def test_a_refusal_is_a_problem_with_its_fields(cast: Cast, row: Conversation, live_server: Any) -> None:
    ben, olga = (Liaison(live_server.url, program_of(member).secret) for member in (cast.ben, cast.olga))
    refused = olga.ask("conversations", "conversations_take", row.pk)
    assert (type(refused).__name__, refused.status) == ("Problem", 403)
    assert refused.detail.endswith(".")
    wrong = ben.ask("conversations", "conversations_note", row.pk, body=ben.models.NotedRequest(text=""))
    assert (wrong.status, [one.field for one in wrong.errors]) == (400, ["text"])
    gone = ben.ask("conversations", "conversations_get", 999_999)
    assert (gone.status, gone.title) == (404, "Not found")


def test_a_key_makes_a_repeat_harmless(cast: Cast, row: Conversation, live_server: Any) -> None:
    ben = Liaison(live_server.url, program_of(cast.ben).secret)
    body = ben.models.NotedRequest(text="Called back.")
    notes = {
        ben.ask("conversations", "conversations_note", row.pk, body=body, idempotency_key="n-1").id for _ in range(3)
    }
    assert len(notes) == 1
    assert Event.objects.filter(verb="note.add").count() == 1


def test_every_list_fits_its_types(cast: Cast, row: Conversation, live_server: Any) -> None:
    ada = Liaison(live_server.url, program_of(cast.ada).secret)
    asked = 0
    for path, item in document()["paths"].items():
        said = item.get("get", {})
        if said.get("operationId", "").endswith("_list") and "{" not in path:
            page = ada.ask(said["tags"][0].replace("-", "_"), said["operationId"])
            assert isinstance(page.items, list), path
            asked += 1
    assert asked > 40
