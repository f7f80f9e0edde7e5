"""The console's page of checklists."""

from __future__ import annotations

import pytest
from django.test import Client

from inbox.models import Checklist
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_an_administrator_keeps_them(cast: Cast, client: Client) -> None:
    client.force_login(cast.ada)
    client.post("/console/checklists/new/", {"name": "Storm", "lines": "Call\nWrite"})
    made = Checklist.objects.get(name="Storm")
    assert made.lines == ["Call", "Write"]
    client.post(f"/console/checklists/{made.pk}/change/", {"name": "Storm", "lines": "Call"})
    client.post(f"/console/checklists/{made.pk}/archive/")
    made.refresh_from_db()
    assert (made.lines, made.is_archived) == (["Call"], True)
    assert "Not offered" in client.get("/console/checklists/").content.decode()
    client.post(f"/console/checklists/{made.pk}/restore/")
    said = client.post("/console/checklists/new/", {"name": "", "lines": ""}, follow=True).content.decode()
    assert "at least one line" in said


def test_nobody_else_does(cast: Cast, client: Client) -> None:
    client.force_login(cast.ana)
    assert client.get("/console/checklists/").status_code == 403
    assert client.post("/console/checklists/new/", {"name": "Storm", "lines": "Call"}).status_code == 403
