"""Every resource of the inbox, and of the people who work in it."""

from __future__ import annotations

from dataclasses import replace

from accounts.api import people as staff
from inbox.api import (
    bulk,
    channels,
    contacts,
    conversations,
    escalations,
    forces,
    notes,
    people,
    policies,
    replies,
    roster,
    setup,
    webhooks,
)

CONVERSATIONS = replace(conversations.CONVERSATIONS, acts=(*conversations.CONVERSATIONS.acts, *escalations.ASKS))
PEOPLE = (
    people.ALL_MEMBERS,
    *(resource for resource in staff.RESOURCES if resource.name != people.ALL_MEMBERS.name),
)
RESOURCES = (
    *(CONVERSATIONS, notes.MESSAGES, notes.NOTES, bulk.BULK, bulk.BULK_ITEMS),
    *(replies.DRAFTS, replies.DELIVERIES, escalations.ESCALATIONS),
    *(contacts.CONTACTS, contacts.CONTACT_NOTES, contacts.FACTS, contacts.RECORDS),
    *(channels.CHANNELS, channels.ATTEMPTS, channels.WATCHES, channels.INBOUND),
    *PEOPLE,
    *(roster.STAFF, roster.ROSTER, roster.NEEDS, roster.ABILITIES),
    *(forces.FORCES, forces.ITEMS, forces.DECISIONS),
    *(setup.LABELS, setup.CANNED, policies.POLICIES, setup.REASONS, escalations.DESKS, roster.PLACINGS),
    *(contacts.FIELDS, forces.CHECKLISTS),
    *(setup.VIEWS, people.NOTIFICATIONS),
    *webhooks.RESOURCES,
)
