"""The tutorial is followed by copying every block of it into a shell; what it promises happens."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from accounts.models import Event
from config.place import BASE_DIR
from inbox import tasks
from inbox.actions.channel import rotate_token
from inbox.models import Conversation, Delivery, Draft, Note, Webhook
from inbox.models.conversation import Outcome
from inbox.models.delivery import DeliveryState
from tests.cast import Cast, channel, conversation
from tests.documents import blocks
from tests.generated import generate
from tests.programs import program_of

TUTORIAL = BASE_DIR / "docs" / "tutorial.md"
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def given(cast: Cast, live_server: Any) -> dict[str, str]:
    """What the reader of the tutorial has got from the pages: two tokens, and a channel that is pushed to."""
    cache.clear()
    conversation(channel(cast.service, network="sandbox"), "Where is my refund?")
    _channel, secret = rotate_token(cast.channel, by=cast.ada)
    return {
        "LIAISON_URL": live_server.url,
        "TOKEN": program_of(cast.ben).secret,
        "APPROVER_TOKEN": program_of(cast.ana).secret,
        "ADMIN_TOKEN": program_of(cast.ada).secret,
        "RECEIVER": f"http://127.0.0.1:{free_port()}",
        "CHANNEL": str(cast.channel.pk),
        "PUSH_TOKEN": secret,
    }


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody calls webhooks meanwhile; what others' tests have not committed yet does not keep ours waiting."""
    monkeypatch.setattr("accounts.models.event.EventQuerySet.settled", lambda self: self.all())
    tasks.sweep_webhooks()
    over = threading.Event()

    def work() -> None:
        try:
            while not over.wait(0.2):
                tasks.sweep_webhooks()
                for pk in Webhook.objects.due().values_list("pk", flat=True):
                    tasks.call_webhook(pk)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


def run(command: list[str], given: dict[str, str], folder: Path, script: str) -> str:
    """What it printed; anything that fails fails here."""
    own = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    own["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    made = subprocess.run(
        command,
        input=script,
        env={**own, **given},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert made.returncode == 0, f"{made.stdout}\n{made.stderr}"
    return made.stdout


def test_the_reader_is_asked_for_what_the_test_gives(given: dict[str, str]) -> None:
    first = blocks(TUTORIAL, "shell")[0]
    assert set(re.findall(r"export (\w+)=", first)) == given.keys()


@pytest.mark.usefixtures("worker")
def test_every_step_works_when_copied(cast: Cast, given: dict[str, str], tmp_path: Path) -> None:
    script = "set -euo pipefail\n" + "\n".join(blocks(TUTORIAL, "sh"))
    said = run(["bash", "-s"], given, tmp_path, script)
    pushed = Conversation.objects.get(channel=cast.channel)
    assert f"It is conversation {pushed.pk}." in said
    assert (pushed.assignee, pushed.outcome) == (cast.ben, Outcome.NO_REPLY_NEEDED)
    notes = list(Note.objects.order_by("pk").values_list("text", flat=True))
    assert notes == ["Passed on to the timetable team.", "Approved by Ana."]
    assert f"Told of note.add in {settings.LIAISON_URL}/inbox/{Draft.objects.get().conversation_id}/" in said
    draft, delivery = Draft.objects.get(), Delivery.objects.get()
    assert (draft.author, draft.state) == (cast.ben, "approved")
    assert (delivery.text, delivery.state) == ("It left our house today.", DeliveryState.QUEUED)
    assert said.count('"state": "submitted"') == said.count('"state": "approved"') == 1
    assert Event.objects.filter(verb="note.add").count() == 2


def test_the_program_in_python_works_with_the_generated_client(
    cast: Cast, given: dict[str, str], tmp_path: Path
) -> None:
    mine = Conversation.objects.get()
    program_of(cast.ben).post(f"/conversations/{mine.pk}/take/")
    generate(tmp_path)
    (program,) = blocks(TUTORIAL, "python")
    for _night in range(2):
        assert run([sys.executable, "-"], given, tmp_path, program).startswith(f"{mine.pk} open ")
    assert Note.objects.get().text == "Seen by the nightly check."
