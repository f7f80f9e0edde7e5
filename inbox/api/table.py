"""Every resource of the inbox."""

from __future__ import annotations

from inbox.api.conversations import CONVERSATIONS
from inbox.api.notes import MESSAGES, NOTES

RESOURCES = (CONVERSATIONS, MESSAGES, NOTES)
