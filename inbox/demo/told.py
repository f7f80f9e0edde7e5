"""What other systems tell Northline: the ticket shop knows customers, and a partner pushes in a shape of its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Member
from inbox.actions import channel_mapping
from inbox.actions.contact_record import Account, Agreed, upsert
from inbox.demo.clock import at
from inbox.demo.company import Company
from inbox.models import Channel, Contact

SHAPE = {
    "text": "body.text",
    "external_id": "id",
    "author.id": "by.uid",
    "author.handle": "by.handle",
    "author.name": "by.display",
    "url": "link",
    "date": "created",
    "extra": "{network: network}",
}
CUSTOMERS: tuple[tuple[str, str, dict[str, str], Agreed], ...] = (
    (
        "mira.rides",
        "C-20418",
        {"relationship": "customer", "place": "Linden Cross"},
        Agreed("given", date(2026, 5, 3), "Ticked at the yearly ticket"),
    ),
    ("seat41", "C-31177", {}, Agreed("denied", date(2026, 9, 12), "Wrote to the ticket shop")),
)
"""Handle on the sandbox network, number in the ticket shop, what it knows, and what they agreed to."""


def tell_of_people(company: Company, now: datetime) -> None:
    """Two customers by the ticket shop, one of whom did not agree; and how the partner's posts are read."""
    shop = Member.objects.get(is_program=True, name="Ticket shop")
    with at(now - timedelta(days=2)):
        place = Channel.objects.filter(network="push", name="Other networks").first()
        if place is not None:
            channel_mapping.map(place, items="data.posts", fields=SHAPE, by=company.members["Ada"])
    with at(now - timedelta(days=1, hours=4)):
        for handle, key, fields, consent in CUSTOMERS:
            known = Contact.objects.visible_to(shop).filter(handles__network="sandbox", handles__handle=handle)
            if known.exists():
                facts: dict[str, Any] = {"fields": fields, "custom": {}, "emails": [], "consent": consent}
                facts["url"] = f"https://tickets.northline.example/customers/{key}"
                upsert(system="Ticket shop", key=key, accounts=[Account("sandbox", handle=handle)], **facts, by=shop)
