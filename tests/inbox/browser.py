"""What the browser tests share: a signed-in page that tells of everything the browser complains about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import Member
from inbox.channels.base import Author
from inbox.models import Channel, Conversation
from tests.cast import channel, conversation

SIZES = ((1440, 900), (1024, 768), (390, 844))
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
PEOPLE = ("Dagny Fjellström", "يوسف الحداد", "tiny_bus_fan 🚌💨", "Friederike von Schönau-Wehrendorff")
SAID = (
    "Your driver closed the door in front of my mother and her walking frame.",
    "هل يعمل القطار الليلي إلى خليج كيستريل يوم الجمعة؟",
    "is the new electric 44 really silent?? asking for my sleeping toddler 😴",
    "Der Anschluss in Ostermark wurde schon wieder nicht abgewartet, trotz Durchsage.",
)


def sign_in(page: Page, address: str, member: Member) -> None:
    """Give the browser a session of the member's."""
    client = Client()
    client.force_login(member)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


@contextmanager
def no_complaints(page: Page) -> Iterator[None]:
    """Fail for whatever the browser reports: errors of scripts, missing files, broken content policy."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield
    assert heard == []


def axe_finds(page: Page) -> list[str]:
    """Rule and place of every violation."""
    found: Any = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def bluesky(department: Any) -> Channel:
    """A channel that can be answered, with pictures."""
    return channel(department, network="bluesky", name="Northline", handle="northline.example")


def busy_inbox(place: Channel) -> list[Conversation]:
    """Four conversations, newest first, of names and texts that try a layout."""
    now = timezone.now()
    return [
        conversation(
            place,
            said,
            author=Author(f"did:{n}", f"h{n}.example", name),
            sent_at=now - timedelta(minutes=5 + 40 * n),
            extra={
                "uri": f"at://did:{n}/app.bsky.feed.post/{n}",
                "cid": f"c{n}",
                "root_uri": f"at://{n}",
                "root_cid": f"c{n}",
            },
        )
        for n, (name, said) in enumerate(zip(PEOPLE, SAID, strict=True))
    ]
