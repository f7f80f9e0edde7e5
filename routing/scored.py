"""The score of a conversation beside it, part by part."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member
from inbox.models import Conversation
from inbox.models.contact import Relationship
from inbox.presenters.asides import Aside, AsideLine, register
from inbox.promised import in_short
from routing.models import Tuning
from routing.score import Part, Signals, score
from routing.scoring import signals_of
from routing.surroundings import STANDINGS

NAMES = {
    "needs_reply": gettext_lazy("Needs a reply"),
    "question": gettext_lazy("Question"),
    "negative": gettext_lazy("Negative"),
    "reach": gettext_lazy("Reach"),
    "relationship": gettext_lazy("Relationship"),
    "waiting": gettext_lazy("Waiting"),
    "promise": gettext_lazy("Promise"),
}


def score_aside(conversation: Conversation, _member: Member) -> Aside | None:
    """The parts that give points now, the largest first; nothing while nobody waits. Three questions."""
    now = timezone.now()
    signals = signals_of([conversation.pk], now).get(conversation.pk)
    if signals is None:
        return None
    found = score(signals, Tuning.now().weighing)
    parts = sorted((part for part in found.parts if part.points), key=lambda part: -part.points)
    lines = [AsideLine(str(NAMES[part.name]), part_sentence(part, signals)) for part in parts]
    return Aside(_("Score %(points)d of 100") % {"points": found.points}, lines)


def part_sentence(part: Part, signals: Signals) -> str:
    """Why it gives points, and how many: "They have waited for 3 h: 12 points."."""
    why = {
        "needs_reply": _("It reads as if they expect an answer"),
        "question": _("They ask something"),
        "negative": _("It sounds negative"),
        "reach": _("%(count)s follow them") % {"count": f"{signals.followers or 0:,}"},
        "relationship": _relationship(signals.relationship),
        "waiting": _("They have waited for %(time)s") % {"time": in_short(timedelta(minutes=signals.waited or 0))},
        "promise": _("Promises: %(standing)s") % {"standing": dict(STANDINGS).get(signals.promise, "")},
    }[part.name]
    return _("%(why)s: %(points)d points.") % {"why": why, "points": part.points}


def _relationship(word: str) -> str:
    known = word in Relationship.values
    return _("To us they are: %(relationship)s") % {"relationship": Relationship(word).label if known else word}


def connect() -> None:
    """Shown beside each conversation; once, when the app is ready."""
    register(score_aside)
