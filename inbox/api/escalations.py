"""Requests between departments: asked at a conversation, dealt with here."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Known, Shape, Strict
from accounts.models import Member
from inbox.actions import accept, add_people, answer, decline, desk, escalate, pass_on, withdraw
from inbox.actions.answer import ANSWER_LENGTH
from inbox.actions.decline import REASON_LENGTH
from inbox.actions.escalate import QUESTION_LENGTH, Outsider, Question
from inbox.api.fields import moment
from inbox.api.notes import OfConversation, look, of_conversation
from inbox.api.who import a_department, a_member, a_message, my_department, own_departments
from inbox.models import Desk, Escalation, Reason
from inbox.models.escalation import EscalationState


class EscalationShape(Shape[Escalation]):
    """One request: who asks whom, why, what, and until when."""

    class Meta:
        model = Escalation
        fields = (
            *("id", "conversation", "group", "kind", "is_blocking", "from_department", "to_department"),
            *("outside_name", "outside_email", "asked_by", "asked_at", "reason", "question", "due_at"),
            *("acknowledge_by", "state", "accepted_by", "accepted_at", "answer", "answered_by", "answered_at"),
            *("decline_reason", "declined_by", "withdrawn_because", "closed_at", "raised_at", "raised_to"),
            *("raised_department", "earlier", "people"),
        )
        read_only_fields = fields


class EscalationsAsked(OfConversation):
    """Which requests."""

    state = serializers.ChoiceField(choices=EscalationState.choices, required=False)
    to_department = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    from_department = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    is_open = serializers.BooleanField(required=False, default=None, allow_null=True)


class QuestionFacts(Strict):
    """Why, what, and until when."""

    reason = Known(lambda _by: Reason.objects.filter(is_archived=False), Reason)
    question = serializers.CharField(max_length=QUESTION_LENGTH)
    due_at = moment()


def _departments(**options: Any) -> Any:
    return serializers.ListField(child=a_department(), min_length=1, max_length=10, **options)


class OutsiderFacts(Strict):
    """Somebody without a login, and the messages that they may read."""

    name = serializers.CharField(max_length=120)
    email = serializers.EmailField()
    shown = serializers.ListField(child=a_message(), required=False, default=list, max_length=12)


class Asking(QuestionFacts):
    """Of departments, or of somebody outside by mail; one of the two."""

    to = _departments(required=False)
    outsider = OutsiderFacts(required=False)
    is_blocking = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: Facts) -> Facts:
        """One of the two, not both."""
        if ("to" in attrs) == ("outsider" in attrs):
            raise ValidationError(_("Name departments in `to`, or somebody in `outsider`."))
        return attrs


class Handing(QuestionFacts):
    """To departments; whoever accepts first holds it then."""

    to = _departments()


class Answering(Strict):
    """What they want to know."""

    text = serializers.CharField(max_length=ANSWER_LENGTH)


class Declining(Strict):
    """Why not."""

    reason = serializers.CharField(max_length=REASON_LENGTH)


class People(Strict):
    """Who else should see to it."""

    people = serializers.ListField(child=a_member(), min_length=1, max_length=50)


class Passing(Strict):
    """Who goes on with it: an agent of the department that was asked."""

    to = a_member()


class DeskShape(Shape[Desk]):
    """What a department agreed on for requests to it; those without one have an hour, and their leads step in."""

    class Meta:
        model = Desk
        fields = ("id", "department", "acknowledge_minutes", "fallback_member", "fallback_department")
        read_only_fields = fields


class DeskFacts(Strict):
    """How soon it accepts, and who steps in: a member, a department, or nobody."""

    department = my_department()
    acknowledge_minutes = serializers.IntegerField(min_value=1, max_value=14 * 24 * 60)
    fallback_member = a_member(required=False, allow_null=True, default=None)
    fallback_department = a_department(required=False, allow_null=True, default=None)

    def validate(self, attrs: Facts) -> Facts:
        """One at most."""
        if attrs["fallback_member"] and attrs["fallback_department"]:
            raise ValidationError(_("Somebody steps in, or a department, not both."))
        return attrs


def _question(given: Facts) -> Question:
    return Question(given["question"], given["reason"], given["due_at"])


def _ask(call: Call) -> list[Escalation]:
    given, blocking = call.given, call.given["is_blocking"]
    if "to" in given:
        return escalate.ask(call.row, to=given["to"], question=_question(given), by=call.by, is_blocking=blocking)
    outsider = Outsider(given["outsider"]["name"], given["outsider"]["email"], tuple(given["outsider"]["shown"]))
    asked = escalate.ask_outside(call.row, to=outsider, question=_question(given), by=call.by, is_blocking=blocking)
    return [asked]


def _transfer(call: Call) -> list[Escalation]:
    return escalate.transfer(call.row, to=call.given["to"], question=_question(call.given), by=call.by)


def _ask_again(call: Call) -> Escalation:
    return escalate.ask_again(call.row, question=_question(call.given), by=call.by)


def _desk(call: Call) -> Desk:
    given = dict(call.given)
    return desk.change(given.pop("department"), **given, by=call.by)


def _narrow(rows: Any, given: Facts, by: Member) -> Any:
    rows = of_conversation(rows, given, by)
    names = ("state", "to_department", "from_department")
    rows = rows.filter(**{name: given[name] for name in names if given.get(name) is not None})
    return rows if given.get("is_open") is None else rows.filter(closed_at__isnull=given["is_open"])


def escalations(by: Member) -> Any:
    """On conversations that they may see."""
    rows = Escalation.objects.visible_to(by)
    return rows.select_related("conversation__department", "to_department", "from_department").prefetch_related(
        "people"
    )


ASKS = (
    Act("escalation.ask", escalate.ask, Asking, how=_ask, shown=EscalationShape, many=True),
    Act("escalation.transfer", escalate.transfer, Handing, how=_transfer, shown=EscalationShape, many=True),
)
"""What one asks of others at a conversation."""
ESCALATIONS = Resource(
    name="escalations",
    area="escalations",
    about="Requests between departments. New ones are made at the conversation: `/conversations/{id}/ask/`.",
    rows=escalations,
    shown=EscalationShape,
    asked=EscalationsAsked,
    narrow=_narrow,
    looked=look,
    acts=(
        Act("escalation.accept", accept.accept),
        Act("escalation.decline", decline.decline, Declining),
        Act("escalation.answer", answer.answer, Answering),
        Act("escalation.withdraw", withdraw.withdraw),
        Act("escalation.restore", withdraw.restore),
        Act("escalation.add_people", add_people.add_people, People),
        Act("escalation.pass_on", pass_on.pass_on, Passing),
        Act("escalation.put_back", pass_on.put_back),
        Act("escalation.ask_again", escalate.ask_again, QuestionFacts, how=_ask_again, shown=EscalationShape),
    ),
)
DESKS = Resource(
    name="desks",
    area="setup",
    about="What departments agreed on for requests to them.",
    rows=lambda by: Desk.objects.filter(department__in=own_departments(by).order_by()),
    shown=DeskShape,
    wide=(Act("desk.change", desk.change, DeskFacts, how=_desk, shown=DeskShape),),
)
