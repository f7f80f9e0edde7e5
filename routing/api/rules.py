"""Rules, how they read before, and all of them as one text."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.addresses import problems
from accounts.api.door import Door
from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Explained, Listed, Shape, Strict
from accounts.models import Member
from accounts.permissions import require
from inbox.api.fields import Plain
from routing.actions import rule
from routing.as_yaml import exported, take_in
from routing.checking import MOST_STEPS
from routing.models import Rule, RuleState, RuleVersion
from routing.models.rule import RULE_NAME_LENGTH
from routing.rules import Step
from routing.stored_rules import steps_of

MOST_TEXT = 1_000_000


class RuleShape(Shape[Rule]):
    """ "When this happens and these conditions hold, do these steps." Only active ones decide, by `position`."""

    class Meta:
        model = Rule
        fields = ("id", "name", "group", "position", "trigger", "tree", "steps", "state", "number", "created_at")
        read_only_fields = fields

    meanings: ClassVar = {
        "group": "The heading that it stands under.",
        "position": "Its place: rules are asked in this order.",
        "trigger": "When it is asked.",
        "tree": "The conditions.",
        "steps": "What it does: kinds and values.",
        "state": "Only active ones decide.",
        "number": "Its version, which grows with each change.",
        "created_at": "When it was made.",
    }


class RuleVersionShape(Shape[RuleVersion]):
    """How a rule read from some moment on, and who wrote it so."""

    class Meta:
        model = RuleVersion
        fields = ("id", "rule", "number", "name", "group", "trigger", "tree", "steps", "by", "at")
        read_only_fields = fields

    meanings: ClassVar = {
        "rule": "Which rule.",
        "number": "Which version.",
        "group": "The heading that it stood under.",
        "trigger": "When it was asked.",
        "tree": "The conditions.",
        "steps": "What it did.",
        "by": "Who wrote it so.",
        "at": "From when on.",
    }


class RulesAsked(Listed):
    """Which rules: by their state, or by a part of their name."""

    meanings: ClassVar = {
        "state": "Those that stand so.",
    }

    state = serializers.ChoiceField(choices=RuleState.choices, required=False)
    q = serializers.CharField(required=False, max_length=RULE_NAME_LENGTH, help_text="A part of the name.")


class OfRule(Listed):
    """Of which rule."""

    meanings: ClassVar = {
        "rule": "Of this one.",
    }

    rule = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)


class StepGiven(Strict):
    """Something that a rule does."""

    kind = serializers.CharField(max_length=40, help_text="Such as department, label, priority, notify or stop.")
    value = Plain(required=False, allow_null=True, default=None, help_text="Such as the number of the department.")


class RuleFacts(Strict):
    """When it is asked, on which conditions, and what it does."""

    meanings: ClassVar = {
        "group": "The heading that it stands under.",
        "steps": "What it does: kinds and values.",
    }

    name = serializers.CharField(max_length=RULE_NAME_LENGTH)
    group = serializers.CharField(max_length=rule.GROUP_LENGTH, required=False, allow_blank=True, default="")
    trigger = serializers.CharField(max_length=20, help_text="Such as received, or changed.")
    tree = Plain(help_text='Conditions, such as {"all": [{"field": "text", "op": "contains_any", "value": ["late"]}]}.')
    steps = serializers.ListField(child=StepGiven(), min_length=1, max_length=MOST_STEPS)


class RulePlace(Strict):
    """Its place in the list, 1 being the first."""

    meanings: ClassVar = {
        "place": "Counted from the top.",
    }

    place = serializers.IntegerField(min_value=1, max_value=100_000)


class AtVersion(Strict):
    """As it read at this version: its `number`."""

    meanings: ClassVar = {
        "version": "Counted from 1.",
    }

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class RulesGiven(Strict):
    """Rules and lists as YAML, names instead of numbers; what it does not name stays."""

    meanings: ClassVar = {
        "text": "As `/rules-text/` tells it.",
    }

    text = serializers.CharField(max_length=MOST_TEXT, trim_whitespace=False)


class RulesTextShape(Explained):
    """All rules in order and all word lists, as YAML."""

    meanings: ClassVar = {
        "text": "Can be given back as it is.",
    }

    text = serializers.CharField()


def _content(given: Facts) -> Facts:
    steps = [one if isinstance(one, Step) else Step(one["kind"], one.get("value")) for one in given["steps"]]
    return {**given, "steps": steps}


def _restore(call: Call) -> Rule:
    known = call.row.versions.filter(number=call.given["version"]).first()
    if known is None:
        raise ValidationError({"version": [_("There is no such version of it.")]})
    content = {**rule.content(known), "steps": list(steps_of(known.steps))}
    return rule.change(call.row, **content, by=call.by)


def _narrow(rows: QuerySet[Any], given: Facts, _by: Member) -> QuerySet[Any]:
    if "state" in given:
        rows = rows.filter(state=given["state"])
    return rows.filter(name__icontains=given["q"]) if "q" in given else rows


def _of_rule(rows: QuerySet[Any], given: Facts, _by: Member) -> QuerySet[Any]:
    return rows.filter(rule=given["rule"]) if "rule" in given else rows


class RulesText(Door):
    """Every rule and list, for review in git."""

    http_method_names: Any = ("get", "head", "options")

    def scope(self, method: str) -> str:
        """Of rules."""
        return "rules.read"

    @extend_schema(
        operation_id="rules_text",
        summary="Read all rules and word lists as YAML",
        description=(
            "Names instead of numbers, for review in git; `POST /rules/take-in/` takes such a text back.\n\n"
            "Needs the scope `rules.read`."
        ),
        responses={200: RulesTextShape, **problems()},
        tags=["rules"],
    )
    def get(self, request: Request) -> Response:
        """The text."""
        require(cast(Member, request.user), "rule.create")
        return Response({"text": exported()})


RULES = Resource(
    name="rules",
    area="rules",
    about="What decides about messages that arrive and conversations that change. Archived ones are told, too.",
    rows=lambda _by: Rule.objects.all(),
    shown=RuleShape,
    asked=RulesAsked,
    narrow=_narrow,
    create=Act("rule.create", rule.create, RuleFacts, how=lambda c: rule.create(**_content(c.given), by=c.by)),
    change=Act("rule.change", rule.change, RuleFacts, how=lambda c: rule.change(c.row, **_content(c.given), by=c.by)),
    acts=(
        Act("rule.activate", rule.activate),
        Act("rule.pause", rule.pause),
        Act("rule.archive", rule.archive),
        Act("rule.move", rule.move, RulePlace),
        Act(
            "rule.change",
            rule.change,
            AtVersion,
            word="restore",
            how=_restore,
            about="Let it read as it did at a version.",
        ),
    ),
    wide=(Act("rule.create", take_in, RulesGiven, word="take-in", shown=RuleShape, many=True),),
    administrators=True,
)
RULE_VERSIONS = Resource(
    name="rule-versions",
    area="rules",
    about="How rules read before. `POST /rules/{id}/restore/` brings one of them back.",
    rows=lambda _by: RuleVersion.objects.all(),
    shown=RuleVersionShape,
    asked=OfRule,
    narrow=_of_rule,
    administrators=True,
)
RESOURCES = (RULES, RULE_VERSIONS)
