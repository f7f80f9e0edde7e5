"""Rules about replies that are submitted: which approval policies they ask for, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from inbox.conditions import Field
from inbox.deciding import may_request
from inbox.models import Draft, Message
from routing.checking import APPROVAL, SUBMITTED
from routing.engine import decide
from routing.facts import RELATED, facts_of
from routing.models import Reading
from routing.stored_rules import newest, ruleset
from routing.vocabulary import add_field, add_step, add_trigger

WRITERS = (*Role.choices, ("program", _("a program")))
FIELDS = {
    "reply": Field(_("The reply"), "phrases", _("The reply says %(value)s."), _("The reply does not say %(value)s.")),
    "writer": Field(_("Who writes the reply"), "choice", _("Its writer: %(value)s."), choices=WRITERS),
}


def requested(draft: Draft, known: Mapping[str, Any]) -> dict[int, tuple[str, ...]]:
    """The policies that rules ask for about a draft, each with a sentence that names the first rule.

    `known` are its facts as the inbox has them.
    """
    number = newest()
    rules = ruleset(number) if number else None
    if rules is None or SUBMITTED not in rules.triggers:
        return {}
    says = _now("The rule “%(rule)s” asks for it.")
    steps = decide(facts_on(draft, known), rules).steps
    return {taken.step.value: (says % {"rule": taken.name},) for taken in steps if taken.step.kind == APPROVAL}


def facts_on(draft: Draft, known: Mapping[str, Any]) -> dict[str, Any]:
    """What is so about the message answered and its conversation, and about the reply."""
    related = (*RELATED, "channel")
    incoming = Message.objects.filter(conversation=draft.conversation_id, is_ours=False, is_context=False)
    found = Message.objects.filter(pk=draft.answers_id) if draft.answers_id else incoming.order_by("-sent_at", "-pk")
    message = found.select_related(*related).first()
    facts: dict[str, Any] = {**known, "trigger": SUBMITTED, "text": known["asked"]}
    if message is not None:
        facts |= facts_of([message], SUBMITTED, Reading.objects.filter(message=message))[message.pk]
    return facts | {"reply": known["text"], "writer": "program" if known["by_program"] else known["role"]}


def connect() -> None:
    """Teach the rules these words, and the inbox to ask; once, when the app is ready."""
    add_trigger(SUBMITTED, _("a reply is submitted"))
    for name, field in FIELDS.items():
        add_field(name, field)
    add_step(APPROVAL, Field(_("have it looked at by the policy"), "choice", "", of="policy"))
    may_request(requested)
