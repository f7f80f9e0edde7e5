"""What a token may be allowed: an area of the product, to read it or to write in it too."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

AREAS: dict[str, Any] = {
    "conversations": _("Conversations, messages, notes and triage"),
    "replies": _("Drafts, approval and what is sent"),
    "contacts": _("The people outside, and what we know of them"),
    "escalations": _("Requests between departments"),
    "task_forces": _("Task forces and crises"),
    "channels": _("Channels, watches and what arrived"),
    "people": _("Members, departments and absences"),
    "roster": _("Who looks after channels, and when"),
    "rules": _("Rules, word lists and rehearsals, the score and its weights"),
    "reports": _("Numbers, objectives, assumptions and the weekly brief"),
    "setup": _("Labels, canned responses, policies, promises"),
    "profile": _("The member’s own settings, views and notifications"),
    "events": _("The feed of all that happens"),
    "webhooks": _("Webhooks, and what was sent by them"),
}
ROOMS: dict[str, str] = {
    **dict.fromkeys(("conversation", "note", "bulk"), "conversations"),
    **dict.fromkeys(("draft", "delivery", "message"), "replies"),
    **dict.fromkeys(("contact", "fact"), "contacts"),
    "escalation": "escalations",
    "task_force": "task_forces",
    **dict.fromkeys(("channel", "attempt", "inbound", "watch"), "channels"),
    **dict.fromkeys(("member", "invitation", "department", "membership", "absence", "mail"), "people"),
    **dict.fromkeys(("staff", "roster"), "roster"),
    "webhook": "webhooks",
    **dict.fromkeys(("label", "canned", "policy", "sla_policy", "calendar", "reason", "desk"), "setup"),
    **dict.fromkeys(("checklist", "placing", "field"), "setup"),
    **dict.fromkeys(("rule", "word_list", "rehearsal", "score", "spike"), "rules"),
    **dict.fromkeys(("objective", "assumption", "brief", "rating"), "reports"),
    **dict.fromkeys(("profile", "ability", "view"), "profile"),
}
"""The area of a verb by its first word."""
EXCEPTIONS = {
    "ability.assess": "people",
    "canned.use": "replies",
    "operations.view": "people",
    "message.correct": "conversations",
}
LOOKS = frozenset({"conversation.view_closed", "operations.view", "mail.read"})
"""Acts that only read."""
FOLLOWING = frozenset({"conversation.view_closed"})
"""What is written down of something that the token allows: a token of any scopes may be the reason."""
SCOPES = tuple(f"{area}.{way}" for area in AREAS for way in ("read", "write"))
"""Every scope there is; who may write in an area reads it, too."""


def scope_of(verb: str) -> str:
    """The scope that an act needs; empty for what no token may do, such as making another token."""
    area = EXCEPTIONS.get(verb) or ROOMS.get(verb.partition(".")[0], "")
    return f"{area}.{'read' if verb in LOOKS else 'write'}" if area else ""


def allows(scopes: frozenset[str], scope: str) -> bool:
    """Whether these scopes include that one."""
    area, _dot, way = scope.partition(".")
    return scope in scopes or (way == "read" and f"{area}.write" in scopes)
