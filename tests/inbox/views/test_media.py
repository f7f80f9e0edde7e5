"""Media comes from our own address, to those who may see the message, and never runs anything."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.actors import INTAKE
from inbox.actions.media import ask_media, claim_media, keep_media, lose_media
from inbox.channels.base import Attachment, Author
from inbox.models import Conversation, Media, Message
from inbox.rasters import painted, sniffed
from tests.cast import Cast, channel, conversation
from tests.inbox.paintings import MP4, SVG, picture

pytestmark = pytest.mark.django_db
SOURCE = "https://cdn.example/1"


def kept(data: bytes, source: str = SOURCE) -> Media:
    row = claim_media(ask_media("push", source, by=INTAKE).pk)
    assert row is not None
    return keep_media(row, data=data, media_type=sniffed(data), picture=painted(data))


def with_picture(cast: Cast, alt: str = "A red dot", **fields: Any) -> Conversation:
    attachment = Attachment(fields.pop("kind", "image"), SOURCE, alt, fields.pop("media_type", ""))
    return conversation(fields.pop("place", cast.channel), attachments=[attachment], **fields)


def address(made: Conversation, place: int = 0) -> str:
    return f"/media/{Message.objects.get(conversation=made).pk}/{place}/"


def opened(client: Client, made: Conversation) -> str:
    return client.get(f"/inbox/{made.pk}/").content.decode()


def test_a_picture_is_shown_with_its_words_and_nothing_of_the_strangers_address(cast: Cast, client: Client) -> None:
    made = with_picture(cast)
    client.force_login(cast.ben)
    page = opened(client, made)
    assert f'src="{address(made)}?small=1" alt="A red dot"' in page
    assert "cdn.example" not in page
    waiting = client.get(address(made))
    assert (waiting.status_code, waiting["Retry-After"]) == (202, "2")
    kept(picture())
    shown = client.get(address(made))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown["Cache-Control"].startswith("private")
    small = b"".join(client.get(f"{address(made)}?small=1"))
    assert small[:4] == b"RIFF"
    assert 'width="60" height="40"' in opened(client, made)


def test_without_alternative_text_it_says_so(cast: Cast, client: Client) -> None:
    made = with_picture(cast, alt="")
    client.force_login(cast.ben)
    assert 'alt="No alternative text"' in opened(client, made)
    assert "<figcaption>No alternative text</figcaption>" in opened(client, made)


@pytest.mark.parametrize(("data", "name"), [(SVG, ".bin"), (MP4, ".mp4"), (b"<script>alert(1)</script>", ".bin")])
def test_anything_else_is_saved_and_never_shown(cast: Cast, client: Client, data: bytes, name: str) -> None:
    made = with_picture(cast)
    kept(data)
    client.force_login(cast.ben)
    found = client.get(address(made))
    assert found["Content-Disposition"].startswith("attachment")
    assert name in found["Content-Disposition"]
    assert "html" not in found["Content-Type"]
    assert "svg" not in found["Content-Type"]
    assert found["Content-Security-Policy"].endswith("sandbox")
    page = opened(client, made)
    assert "Save the file" in page
    assert f'src="{address(made)}' not in page


def test_what_is_gone_is_said_calmly_with_its_words(cast: Cast, client: Client) -> None:
    made = with_picture(cast)
    lose_media(ask_media("push", SOURCE, by=INTAKE))
    client.force_login(cast.ben)
    page = opened(client, made)
    assert "This picture can’t be shown" in page
    assert "Its alternative text: A red dot" in page
    gone = client.get(address(made))
    assert (gone.status_code, "nothing to show" in gone.content.decode()) == (404, True)
    assert client.get(f"{address(made)}?small=1").status_code == 204


@pytest.mark.parametrize("kind", ["video", "audio", "file"])
def test_films_and_files_are_offered_for_saving(cast: Cast, client: Client, kind: str) -> None:
    made = with_picture(cast, kind=kind)
    client.force_login(cast.ben)
    assert f'<a href="{address(made)}">' in opened(client, made)


def test_a_stream_is_watched_on_its_network_and_a_link_stays_one(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    stream = with_picture(cast, kind="video", media_type="application/vnd.apple.mpegurl")
    assert "Video on the network" in opened(client, stream)
    link = with_picture(cast, kind="link", alt="Our timetable")
    assert f'<a href="{SOURCE}" rel="noopener nofollow ugc"' in opened(client, link)


def test_an_attachment_that_points_nowhere_is_not_fetched(cast: Cast, client: Client) -> None:
    made = conversation(cast.channel, attachments=[Attachment("image", "javascript:alert(1)", "x")])
    client.force_login(cast.ben)
    assert "javascript:" not in opened(client, made)
    assert client.get(address(made)).status_code == 404
    assert client.get(address(made, 7)).status_code == 404


def test_who_may_not_see_the_message_sees_nothing_of_it(cast: Cast, client: Client) -> None:
    made = with_picture(cast, place=channel(cast.hr, is_closed=True))
    kept(picture())
    client.force_login(cast.mia)
    assert client.get(address(made)).status_code == 404
    client.force_login(cast.hal)
    assert client.get(address(made)).status_code == 200
    client.logout()
    assert client.get(address(made)).status_code == 302


def test_faces_come_the_same_way(cast: Cast, client: Client) -> None:
    author = Author("did:mira", "mira.example", "Mira", avatar_url=SOURCE)
    made = conversation(channel(cast.hr, is_closed=True), author=author)
    assert made.author is not None
    face = f"/media/faces/{made.author_id}/"
    kept(picture())
    client.force_login(cast.hal)
    assert f'src="{face}?small=1"' in opened(client, made)
    assert client.get(face)["Content-Type"] == "image/webp"
    client.force_login(cast.mia)
    assert client.get(face).status_code == 404
    made.author.avatar_url = ""
    made.author.save()
    client.force_login(cast.hal)
    assert client.get(face).status_code == 404
