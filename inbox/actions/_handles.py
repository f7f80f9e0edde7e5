"""Accounts of people outside, made when first seen and kept up to date."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from inbox.channels.base import Author
from inbox.models import Contact, Handle


def handles_for(network: str, authors: Sequence[Author]) -> dict[str, Handle]:
    """A handle for each author by its external id, new ones with a contact of their own."""
    wanted = {author.external_id: author for author in authors}
    found = {handle.external_id: handle for handle in Handle.objects.filter(network=network, external_id__in=wanted)}
    missing = [author for key, author in wanted.items() if key not in found]
    if missing:
        _create(network, missing)
        rows = Handle.objects.filter(network=network, external_id__in=[author.external_id for author in missing])
        found |= {handle.external_id: handle for handle in rows}
    _update(found, wanted)
    return found


def _create(network: str, authors: Sequence[Author]) -> None:
    contacts = Contact.objects.bulk_create(Contact(name=(author.name or author.handle)[:300]) for author in authors)
    Handle.objects.bulk_create(
        [
            Handle(
                contact=contact,
                network=network,
                external_id=author.external_id,
                handle=author.handle[:300],
                name=author.name[:300],
                url=author.url[:1000],
                avatar_url=author.avatar_url[:1000],
                followers=author.followers,
                first_seen_at=timezone.now(),
            )
            for contact, author in zip(contacts, authors, strict=True)
        ],
        ignore_conflicts=True,
    )


def _update(found: dict[str, Handle], wanted: dict[str, Author]) -> None:
    changed = []
    for key, author in wanted.items():
        handle = found[key]
        before = (handle.handle, handle.name, handle.followers)
        handle.handle = author.handle[:300] or handle.handle
        handle.name = author.name[:300] or handle.name
        handle.followers = handle.followers if author.followers is None else author.followers
        if (handle.handle, handle.name, handle.followers) != before:
            changed.append(handle)
    if changed:
        Handle.objects.bulk_update(changed, ["handle", "name", "followers"])
