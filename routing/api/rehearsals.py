"""Rules tried on the past, as a job with its progress and what came out; and on a post that nobody wrote."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Known, Listed, Shape, Strict
from accounts.models import Member
from accounts.permissions import require
from inbox.models import Channel, Conversation, SavedView
from inbox.models.message import MessageKind
from routing.actions import rehearsal
from routing.api.why import WhyShape
from routing.models import Rehearsal, RehearsalState, RehearsedConversation
from routing.presenters_rehearsal import disagreed
from routing.rule_sets import DRAFTS, NOW, Chosen, chosen, ready
from routing.trying import facts_typed
from routing.why import Why, why

LONGEST_POST = 10_000
SETS = r"^(now|drafts|(with|without|version)-[1-9][0-9]{0,8})$"


class RehearsalShape(Shape[Rehearsal]):
    """Two sets of rules on the same conversations: `figures` once it has finished, `done` of `total` before."""

    done: Any = serializers.SerializerMethodField()

    class Meta:
        model = Rehearsal
        fields = (
            *("id", "by", "old", "new", "days", "view", "about", "state", "total", "done", "figures", "health"),
            *("created_at", "finished_at"),
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "by": "Who asked for it.",
        "old": "The rules that it begins from.",
        "new": "The rules beside them.",
        "days": "On the conversations of how many days; null for those of a view.",
        "view": "On those of this saved view.",
        "about": "The name that the view had.",
        "state": "Where it stands.",
        "total": "How many conversations.",
        "figures": "What differs, once it has finished.",
        "health": "What is wrong with the new rules, once it has finished.",
        "created_at": "When it was asked for.",
        "finished_at": "When it was over; null before.",
    }

    def get_done(self, row: Rehearsal) -> int:
        """How many were played."""
        if row.state == RehearsalState.FINISHED:
            return row.total
        return int(row.conversations.filter(is_done=True).count())


class RehearsedShape(Shape[RehearsedConversation]):
    """Where either set takes one conversation, where it stands, and where people said it belongs."""

    class Meta:
        model = RehearsedConversation
        fields = (
            *("id", "rehearsal", "conversation", "is_done", "old", "new", "moves", "old_department"),
            *("new_department", "stands", "corrected"),
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "rehearsal": "Of which rehearsal.",
        "conversation": "Which conversation.",
        "is_done": "Whether it was played.",
        "old": "What the old rules do.",
        "new": "What the new ones do.",
        "moves": "Whether they take it elsewhere.",
        "old_department": "Where the old ones take it.",
        "new_department": "Where the new ones take it.",
        "stands": "Where it is now.",
        "corrected": "Where people said that it belongs; null where nobody did.",
    }


class RulesChosen(serializers.RegexField):
    """A set of rules by its word."""

    def __init__(self, **options: Any) -> None:
        said = "now, drafts, with-7, without-7 (7 being a rule), or version-12."
        super().__init__(SETS, help_text=said, **options)

    def to_internal_value(self, data: Any) -> Any:
        """As it is spelled, see whole()."""
        return super().to_internal_value(data)


def whole(word: str, field: str) -> Chosen:
    """The rules that a word means; raises ValidationError for a rule or version that there is not."""
    found = chosen(word)
    if found is None:
        raise ValidationError({field: [_("There are no such rules.")]})
    return found


class NewRehearsal(Strict):
    """Which rules, beside which, on which conversations."""

    meanings: ClassVar = {
        "view": "The conversations of this saved view; instead of days.",
    }

    new = RulesChosen(required=False, default=DRAFTS)
    old = RulesChosen(required=False, default=NOW)
    days = serializers.IntegerField(
        required=False, default=30, min_value=rehearsal.DAYS[0], max_value=rehearsal.DAYS[1], help_text="The last days."
    )
    view = Known(SavedView.objects.visible_to, SavedView, required=False, allow_null=True, default=None)


class PostPasted(Strict):
    """A post that nobody wrote, and which rules to ask."""

    meanings: ClassVar = {
        "text": "What it says.",
        "channel": "Where it would arrive.",
        "kind": "As what.",
        "followers": "How many follow its author.",
    }

    text = serializers.CharField(max_length=LONGEST_POST)
    channel = Known(lambda _by: Channel.objects.defer("credentials"), Channel)
    kind = serializers.ChoiceField(choices=MessageKind.choices, required=False, default=MessageKind.MENTION)
    followers = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0, max_value=10**9)
    rules = RulesChosen(required=False, default=NOW)


class RehearsedAsked(Listed):
    """Of which rehearsal; those that the two sets take elsewhere, or that people say belong elsewhere."""

    meanings: ClassVar = {
        "rehearsal": "Of this one.",
        "show": "Those that move, or those of which people say otherwise than the rules.",
    }

    rehearsal = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    show = serializers.ChoiceField(choices=["moved", "disagreed"], required=False)


def _start(call: Call) -> Rehearsal:
    sides = {side: whole(call.given[side], side) for side in ("old", "new")}
    return rehearsal.start(**{**call.given, **sides}, by=call.by)


def _try(call: Call) -> Why:
    require(call.by, "rehearsal.start")
    given = call.given
    asked = whole(given["rules"], "rules")
    rules = ready(asked.rules, asked.lists)
    facts = facts_typed(given["text"], given["channel"], given["kind"], given["followers"], rules.topics)
    return why(facts, rules.rules, call.by, every=True)


def _rehearsed(by: Member) -> QuerySet[RehearsedConversation]:
    seen = Conversation.objects.visible_to(by).filter(is_closed=False).order_by()
    return RehearsedConversation.objects.filter(conversation__in=seen)


def _narrow(rows: QuerySet[Any], given: Facts, _by: Member) -> QuerySet[Any]:
    if "rehearsal" in given:
        rows = rows.filter(rehearsal=given["rehearsal"])
    if given.get("show") == "disagreed":
        return cast("QuerySet[Any]", disagreed(rows.filter(is_done=True)))
    return rows.filter(is_done=True, moves=True) if given.get("show") == "moved" else rows


REHEARSALS = Resource(
    name="rehearsals",
    area="rules",
    about="Rules tried on conversations of the past: nothing is changed. A worker carries them out.",
    rows=lambda _by: Rehearsal.objects.all(),
    shown=RehearsalShape,
    create=Act("rehearsal.start", rehearsal.start, NewRehearsal, how=_start),
    acts=(Act("rehearsal.stop", rehearsal.stop),),
    wide=(
        Act(
            "rehearsal.start",
            rehearsal.start,
            PostPasted,
            word="try",
            how=_try,
            shown=WhyShape,
            about="What rules would do with a post that you paste, condition by condition; nothing of it is kept.",
        ),
    ),
    administrators=True,
)
REHEARSED = Resource(
    name="rehearsed-conversations",
    area="rules",
    about="What came out of each conversation of rehearsals; closed ones are left out.",
    rows=_rehearsed,
    shown=RehearsedShape,
    asked=RehearsedAsked,
    narrow=_narrow,
    administrators=True,
)
RESOURCES = (REHEARSALS, REHEARSED)
