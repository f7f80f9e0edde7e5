"""What people in another tool are told of an event: a sentence, on request what was said, and a link."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Department, Event
from inbox.hooks.payload import as_colleague, content_of, link_of
from inbox.models import Channel, Webhook
from inbox.models.webhook import Target
from inbox.presenters.happenings import SPOKEN, Names, event_view

LONGEST_QUOTE = 600
LONGEST_SUBJECT = 200
PLAIN = {
    "conversation.open": gettext_noop("A new conversation began"),
    "message.receive": gettext_noop("Somebody wrote"),
    "note.add": gettext_noop("A note was written"),
    "delivery.succeed": gettext_noop("A reply was sent"),
    "delivery.reject": gettext_noop("A reply was refused by the network"),
    "draft.submit": gettext_noop("A draft waits for approval"),
    "notice.raise": gettext_noop("Liaison needs an administrator"),
    "spike.raise": gettext_noop("Something is suddenly talked about a lot"),
    "task_force.open": gettext_noop("A task force was opened"),
    "task_force.declare_crisis": gettext_noop("A crisis was declared"),
    "task_force.end_crisis": gettext_noop("A crisis is over"),
    "webhook.test": gettext_noop("This is a test: what you chose will be told here"),
}
"""Of what a conversation's history does not speak of in words."""
SAID_IN = {"escalation.answer": "answer", "escalation.decline": "reason_to_decline"}
"""Which of a request's texts an event brought; all others are about its question."""
OPEN = gettext_noop("Open in Liaison")


@dataclass(frozen=True, slots=True)
class Told:
    """One event for people: plain text without marks of any tool."""

    sentence: str
    place: str
    quote: str
    link: str
    open_word: str


def told(webhook: Webhook, event: Event) -> Told:
    """In the language of whoever the webhook reads for."""
    with translation.override(webhook.member.language):
        content = content_of(event, webhook.member) if webhook.with_content else None
        quote = str((content or {}).get(SAID_IN.get(event.verb, "text")) or "")
        cut = quote if len(quote) <= LONGEST_QUOTE else f"{quote[:LONGEST_QUOTE]}…"
        return Told(_sentence(webhook, event), _place(event), cut, link_of(event), _(OPEN))


def _sentence(webhook: Webhook, event: Event) -> str:
    """One line that quotes nobody: what was said is told beside it, on request only, and never logged."""
    if event.verb in PLAIN:
        return _(PLAIN[event.verb]) + "."
    if event.verb not in SPOKEN:
        return event.verb
    names = Names.of([event], as_colleague(webhook.member), quotes=False)
    plain = " ".join(html.unescape(re.sub(r"<[^>]*>", "", str(event_view(event, names).sentence))).split())
    return plain if plain.endswith((".", "!", "?")) else f"{plain}."


def _place(event: Event) -> str:
    """Who holds it, where, and its number."""
    parts: list[str] = []
    if event.department_id:
        parts += Department.objects.filter(pk=event.department_id).values_list("name", flat=True)
    if event.channel_id:
        parts += Channel.objects.filter(pk=event.channel_id).values_list("name", flat=True)
    if event.conversation_id:
        parts.append(_("conversation %(number)d") % {"number": event.conversation_id})
    return " · ".join(parts)


def slack(said: Told) -> dict[str, Any]:
    """An incoming webhook of Slack; only & < > mean anything to it."""
    lines = [
        f"*{_slack(said.sentence)}*",
        _slack(said.place),
        *(f">{_slack(line)}" for line in said.quote.splitlines()),
    ]
    return {"text": "\n".join([line for line in lines if line] + [f"<{said.link}|{_slack(said.open_word)}>"])}


def teams(said: Told) -> dict[str, Any]:
    """A workflow of Microsoft Teams that takes an adaptive card."""
    block: dict[str, Any] = {"type": "TextBlock", "wrap": True}
    body = [{**block, "text": _marked(said.sentence), "weight": "Bolder"}]
    body += [{**block, "text": _marked(said.place), "isSubtle": True, "spacing": "None"}] if said.place else []
    body += [{**block, "text": _marked(said.quote)}] if said.quote else []
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": said.open_word, "url": said.link}],
    }
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
    }


def mattermost(said: Told) -> dict[str, Any]:
    """An incoming webhook of Mattermost: Markdown, in which nobody is called by a stranger's @all."""
    lines = [f"**{_marked(said.sentence)}**", _marked(said.place)]
    lines += [f"> {_marked(line)}" for line in said.quote.splitlines()]
    return {"text": "\n".join([line for line in lines if line] + [f"[{said.open_word}]({said.link})"])}


def mail(said: Told) -> tuple[str, str]:
    """Subject, which is one line, and text."""
    parts = [said.sentence, said.place, "\n".join(f"> {line}" for line in said.quote.splitlines()), said.link]
    return " ".join(said.sentence.split())[:LONGEST_SUBJECT], "\n\n".join(part for part in parts if part) + "\n"


BODIES: dict[str, Callable[[Told], dict[str, Any]]] = {
    Target.SLACK: slack,
    Target.TEAMS: teams,
    Target.MATTERMOST: mattermost,
}


def _slack(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _marked(text: str) -> str:
    """Strangers' text in Markdown: its marks are shown, and an @ reaches nobody."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~])", r"\\\1", text).replace("@", "@\u200b")
