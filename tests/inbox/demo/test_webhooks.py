"""The demo's webhooks."""

from __future__ import annotations

import pytest
from django.utils import timezone

from inbox.demo.company import make_company
from inbox.demo.programs import connect_programs
from inbox.demo.webhooks import tell_others
from inbox.models import Webhook, WebhookCall

pytestmark = pytest.mark.django_db


def test_the_lawyers_are_told_by_mail_and_the_warehouse_waits() -> None:
    company, now = make_company(), timezone.now()
    connect_programs(company, now)
    tell_others(company, now)
    assert {row.name: row.is_paused for row in Webhook.objects.all()} == {
        "Data warehouse": True,
        "Lawyers of Northline": False,
    }
    assert set(WebhookCall.objects.values_list("state", flat=True)) == {"delivered"}
    assert not Webhook.objects.due().exists(), "the demo calls nobody"
