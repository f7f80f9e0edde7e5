"""The tutorial is followed by copying every block of it into a shell; what it promises happens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from accounts.models import Event
from config.place import BASE_DIR
from inbox.actions.channel import rotate_token
from inbox.models import Conversation, Delivery, Draft, Note
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
        "CHANNEL": str(cast.channel.pk),
        "PUSH_TOKEN": secret,
    }


def run(command: list[str], given: dict[str, str], folder: Path, script: str) -> str:
    """What it printed; anything that fails fails here."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
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


def test_every_step_works_when_copied(cast: Cast, given: dict[str, str], tmp_path: Path) -> None:
    script = "set -euo pipefail\n" + "\n".join(blocks(TUTORIAL, "sh"))
    said = run(["bash", "-s"], given, tmp_path, script)
    pushed = Conversation.objects.get(channel=cast.channel)
    assert f"It is conversation {pushed.pk}." in said
    assert (pushed.assignee, pushed.outcome) == (cast.ben, Outcome.NO_REPLY_NEEDED)
    assert Note.objects.get().text == "Passed on to the timetable team."
    draft, delivery = Draft.objects.get(), Delivery.objects.get()
    assert (draft.author, draft.state) == (cast.ben, "approved")
    assert (delivery.text, delivery.state) == ("It left our house today.", DeliveryState.QUEUED)
    assert said.count('"state": "submitted"') == said.count('"state": "approved"') == 1
    assert Event.objects.filter(verb="note.add").count() == 1


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
