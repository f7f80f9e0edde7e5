"""The picture of a reply is seen before it leaves: by whoever decides on it, at an address of its own."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from inbox.actions.review import approve, return_draft
from inbox.models import Draft
from tests.cast import Cast
from tests.inbox.drafts import Desk, desk
from tests.inbox.paintings import picture

pytestmark = pytest.mark.django_db
BUS, TRAM = picture(), picture(size=(20, 20))


@pytest.fixture
def at(cast: Cast) -> Desk:
    return desk(cast)


def submitted(at: Desk, client: Client, data: bytes = BUS, alt: str = "A bus at dawn", way: str = "submit") -> Draft:
    """Tim's reply with a picture, by the composer's form."""
    client.force_login(at.cast.tim)
    asked = at.asked.pk
    fields = {"kind": "reply", "text": "Look:", "answers": asked, "seen": asked, "way": way, "alt": alt}
    client.post(f"/inbox/{at.row.pk}/reply/", {**fields, "image": SimpleUploadedFile("bus.png", data, "image/png")})
    return Draft.objects.exclude(image_type="").latest("pk")


def shows(client: Client, address: str, draft: Draft) -> bool:
    """Whether the page has the picture, with what it shows in words."""
    shown = client.get(address).content.decode()
    return f'<img src="/review/{draft.pk}/picture/" alt="A bus at dawn"' in shown


def test_the_approver_sees_what_the_customer_gets(at: Desk, client: Client) -> None:
    draft = submitted(at, client)
    client.force_login(at.cast.ben)
    assert shows(client, f"/review/{draft.pk}/", draft)
    assert shows(client, f"/review/{draft.pk}/?edit=1", draft)
    assert shows(client, f"/inbox/{at.row.pk}/", draft)
    response = client.get(f"/review/{draft.pk}/picture/")
    assert response.content == BUS
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    approve(draft, version=draft.version, by=at.cast.ben)
    assert shows(client, f"/inbox/{at.row.pk}/", draft)


def test_its_author_sees_it_in_the_composer(at: Desk, client: Client) -> None:
    draft = submitted(at, client)
    return_draft(draft, note="By day, please.", version=draft.version, by=at.cast.ben)
    shown = client.get(f"/inbox/{at.row.pk}/").content.decode()
    assert f'<img class="thumb" src="/review/{draft.pk}/picture/" alt="A bus at dawn"' in shown


def test_another_picture_is_its_authors_until_it_is_submitted(at: Desk, client: Client) -> None:
    draft = submitted(at, client)
    return_draft(draft, note="By day, please.", version=draft.version, by=at.cast.ben)
    client.force_login(at.cast.ben)
    assert client.get(f"/review/{draft.pk}/picture/").content == BUS
    submitted(at, client, TRAM, alt="", way="send")  # refused, as it has no words; kept with its author
    assert client.get(f"/review/{draft.pk}/picture/").content == TRAM
    client.force_login(at.cast.ben)
    assert client.get(f"/review/{draft.pk}/picture/").status_code == 404
    shown = client.get(f"/review/{draft.pk}/").content.decode()
    assert "Its author has taken this picture off since." in shown


def test_nobody_else_sees_it(at: Desk, client: Client) -> None:
    draft = submitted(at, client)
    address = f"/review/{draft.pk}/picture/"
    client.logout()
    assert client.get(address).status_code == 302
    at.row.is_closed = True
    at.row.save()
    client.force_login(at.cast.mia)
    assert client.get(address).status_code == 404


def test_what_is_no_picture_is_never_served(at: Desk, client: Client) -> None:
    draft = submitted(at, client)
    Draft.objects.filter(pk=draft.pk).update(image_type="text/html")
    assert client.get(f"/review/{draft.pk}/picture/").status_code == 404
