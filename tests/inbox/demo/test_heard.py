"""What Northline hears without being spoken to."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import Member
from inbox.demo.load import load
from inbox.models import Conversation, Message, SavedView, Sighting, Watch
from inbox.models.conversation import Status
from inbox.tasks import poll_watch
from tests.sandbox_network.network import running

pytestmark = pytest.mark.django_db


def test_a_competitor_and_candidates_are_overheard(own_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(own_file, "http://127.0.0.1:8001")
    held = {
        watch.purpose: set(
            Conversation.objects.filter(messages__sightings__watch=watch).values_list("department__name", flat=True)
        )
        for watch in Watch.objects.all()
    }
    assert held == {"brand": {"Listening"}, "competitor": {"Marketing"}, "candidate": {"HR"}}
    heard = Conversation.objects.filter(messages__is_listening=True)
    assert not heard.filter(status=Status.OPEN).exists()
    assert not heard.exclude(waiting_since=None).exists()
    ana, irene = (Member.objects.get(name__startswith=name) for name in ("Ana", "Irene"))
    candidates = heard.filter(department__name="HR")
    assert Conversation.objects.visible_to(ana).filter(pk__in=candidates).count() == 0
    assert Conversation.objects.visible_to(irene).filter(pk__in=candidates).count() == candidates.count() == 3
    assert set(SavedView.objects.filter(query__contains="watch=").values_list("name", flat=True)) == {
        "Coastlink, overheard",
        "People to hire",
    }
    shown = Message.objects.exclude(attachments=[]).values_list("attachments__0__alt", flat=True)
    assert sorted(map(bool, shown)) == [False, True]
    before = Sighting.objects.count()
    with running(own_file) as network:
        monkeypatch.setenv("SANDBOX_URL", network.url)
        mira = network.person()
        mira.post("Coastlink again, and the boat is full of geese.")
        for watch in Watch.objects.all():
            Watch.objects.filter(pk=watch.pk).update(next_poll_at=timezone.now())
            poll_watch(watch.pk)
    found = set(
        Sighting.objects.order_by("-pk").values_list("message__text", flat=True)[: Sighting.objects.count() - before]
    )
    assert "Coastlink again, and the boat is full of geese." in found
