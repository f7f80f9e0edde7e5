"""The labels' own pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox.actions.label import label
from inbox.actions.labels import create
from inbox.models import Label
from tests.cast import Cast, conversation
from tests.volume import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def refund(cast: Cast, client: Client) -> Label:
    """A label of Service; Ana is signed in."""
    client.force_login(cast.ana)
    return create(name="Refund", department=cast.service, by=cast.ana)


def test_leads_make_rename_archive_and_restore_them(cast: Cast, client: Client, refund: Label) -> None:
    facts = {"name": "Praise", "colour": "green", "department": "all"}
    assert "was made" in client.post("/labels/new/", facts, follow=True).content.decode()
    assert Label.objects.get(name="Praise").department is None
    client.post(f"/labels/{refund.pk}/", {"name": "Money back", "colour": "red"})
    archived = client.post(f"/labels/{refund.pk}/archive/", follow=True).content.decode()
    assert f'action="/labels/{refund.pk}/restore/"' in archived.split('id="toasts"')[1]
    refund.refresh_from_db()
    assert (refund.name, refund.colour, refund.is_archived) == ("Money back", "red", True)
    client.post(f"/labels/{refund.pk}/restore/")
    refund.refresh_from_db()
    assert not refund.is_archived


def test_a_taken_name_is_told_beside_it(client: Client, refund: Label) -> None:
    page = client.post("/labels/new/", {"name": "refund", "colour": "grey", "department": "customer-service"})
    assert "already" in page.content.decode()
    assert Label.objects.count() == 1


def test_a_lead_makes_none_for_a_department_of_others(client: Client, refund: Label) -> None:
    client.post("/labels/new/", {"name": "Campaign", "colour": "grey", "department": "marketing"})
    assert Label.objects.count() == 1


def test_merging_offers_those_that_fit(cast: Cast, client: Client, refund: Label) -> None:
    create(name="Grievance", department=cast.hr, by=cast.hal)
    into = create(name="Money back", department=None, by=cast.ana)
    made = label(conversation(cast.channel), name="Refund", by=cast.ben)
    page = client.get(f"/labels/{refund.pk}/").content.decode()
    assert f'<option value="{into.pk}">Money back</option>' in page
    assert "Grievance" not in page
    said = client.post(f"/labels/{refund.pk}/merge/", {"into": into.pk}, follow=True).content.decode()
    assert "“Refund” is “Money back” now, everywhere." in said
    assert list(made.labels.all()) == [into]
    assert client.get(f"/labels/{refund.pk}/").status_code == 404


def test_whoever_leads_nothing_looks_and_touches_nothing(cast: Cast, client: Client, refund: Label) -> None:
    client.force_login(cast.ben)
    page = client.get("/labels/").content.decode()
    assert "Refund" in page
    assert "New label" not in page
    assert client.get(f"/labels/{refund.pk}/").status_code == 403
    assert client.post("/labels/new/", {"name": "X", "colour": "grey", "department": "all"}).status_code == 403
    client.post(f"/labels/{refund.pk}/archive/")
    refund.refresh_from_db()
    assert not refund.is_archived


def test_counts_are_of_what_one_may_see_and_capped(cast: Cast, client: Client, refund: Label) -> None:
    fill(cast.channel, [cast.service.pk], count=1200, people=5)
    through = cast.channel.conversations.model.labels.through
    rows = cast.channel.conversations.values_list("pk", flat=True)
    through.objects.bulk_create(through(conversation_id=pk, label_id=refund.pk) for pk in rows)
    with CaptureQueriesContext(connection) as asked:
        assert ">999+</a>" in client.get("/labels/").content.decode()
    assert len(asked) <= 10
