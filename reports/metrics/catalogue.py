"""Every metric by its key: the one list that pages, exports, objectives and briefs read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from inbox.models.message import MessageKind
from reports.histogram import THRESHOLDS
from reports.metrics import asking, audience, filing, flow, hands, outcome, posts, response, review
from reports.metrics.number import Metric, Selection
from reports.models import Kind, Tag

_MESSAGES = tuple((str(kind), kind.label) for kind in MessageKind)
KEPT = Selection(Kind.PROMISE, value=1)
_ANSWERED = (Tag.ANSWERED,)
_ALL = (
    Metric("conversations", _("Conversations"), "count", flow.conversations, {"all": Selection(Kind.CONVERSATION)}),
    Metric(
        "inbound",
        _("Messages to us"),
        "count",
        flow.inbound,
        {
            "all": Selection(Kind.INBOUND),
            "questions": Selection(Kind.QUESTION),
            **{str(kind): Selection(Kind.INBOUND, (str(kind),)) for kind in MessageKind},
        },
        parts={"questions": _("conversations with a question"), **dict(_MESSAGES)},
    ),
    Metric("outbound", _("Messages from us"), "count", flow.outbound, {"all": Selection(Kind.OUTBOUND)}),
    Metric("coverage", _("Coverage"), "share", response.coverage, response.COVERED),
    Metric(
        "waiting",
        _("Still waiting"),
        "count",
        response.still_waiting,
        {"all": response.COVERED["waiting"]},
        less_is_better=True,
    ),
    Metric(
        "first_response",
        _("First response"),
        "seconds",
        response.first_response,
        {"all": Selection(Kind.FIRST, _ANSWERED)},
        less_is_better=True,
    ),
    Metric(
        "next_response",
        _("Next response"),
        "seconds",
        response.next_response,
        {"all": Selection(Kind.NEXT, _ANSWERED)},
        less_is_better=True,
    ),
    Metric(
        "full_response",
        _("Full response"),
        "seconds",
        response.full_response,
        {"all": Selection(Kind.FULL, (Tag.ANSWERED, Tag.SETTLED))},
        less_is_better=True,
    ),
    Metric(
        "direct_response",
        _("Direct reply"),
        "seconds",
        response.direct_response,
        {"all": Selection(Kind.DIRECT)},
        less_is_better=True,
    ),
    Metric(
        "directly_answered",
        _("Answered directly"),
        "share",
        response.directly_answered,
        {"all": Selection(Kind.INBOUND), "answered": Selection(Kind.DIRECT)},
    ),
    Metric(
        "answered_within",
        _("Answered within"),
        "share",
        response.answered_within,
        {
            "all": Selection(Kind.FIRST, response.NEEDED),
            **{
                key: Selection(Kind.FIRST, _ANSWERED, at_most=limit)
                for key, limit in zip(response.WITHIN, THRESHOLDS, strict=True)
            },
        },
    ),
    Metric(
        "promises_kept",
        _("Promises kept"),
        "share",
        response.promises_kept,
        {"all": Selection(Kind.PROMISE, known=True), "kept": KEPT, "broken": Selection(Kind.PROMISE, value=0)},
    ),
    Metric(
        "resolution",
        _("Resolution"),
        "seconds",
        filing.resolution,
        {"all": Selection(Kind.RESOLVED)},
        less_is_better=True,
    ),
    Metric(
        "reopened",
        _("Needed again"),
        "share",
        filing.reopened,
        {"all": Selection(Kind.RESOLVED), "reopened": Selection(Kind.REOPENED)},
        less_is_better=True,
    ),
    Metric(
        "held",
        _("In a department's hands"),
        "seconds",
        filing.held,
        {"all": Selection(Kind.HELD, known=True)},
        less_is_better=True,
    ),
    Metric(
        "backlog",
        _("Backlog"),
        "count",
        filing.backlog,
        {"all": filing.waiting_conversations},
        less_is_better=True,
    ),
    Metric(
        "orphans",
        _("Nobody's"),
        "count",
        filing.orphans,
        {"all": filing.orphaned},
        less_is_better=True,
        is_of_now=True,
    ),
    Metric(
        "tough",
        _("Tough and unanswered"),
        "count",
        filing.tough_unanswered,
        {"all": filing.tough},
        less_is_better=True,
        is_of_now=True,
    ),
    Metric(
        "approval",
        _("Approval"),
        "seconds",
        review.approval,
        {"all": Selection(Kind.APPROVAL, review.DECIDED)},
        less_is_better=True,
    ),
    Metric(
        "returned",
        _("Returned drafts"),
        "share",
        review.returned,
        {"all": Selection(Kind.APPROVAL, review.DECIDED), "returned": Selection(Kind.APPROVAL, ("return",))},
        less_is_better=True,
    ),
    Metric(
        "amended",
        _("Changed by approvers"),
        "share",
        review.amended,
        {"all": Selection(Kind.APPROVAL, review.DECIDED), "amended": Selection(Kind.AMENDED)},
        less_is_better=True,
    ),
    Metric("solved_together", _("Solved together"), "count", asking.solved_together, {"all": asking.solved}),
    Metric(
        "silo_index", _("Silo index"), "index", asking.silo_index, {"all": asking.asked_enough}, less_is_better=True
    ),
)
_MARKETING = (
    Metric("own_posts", _("Our posts"), "count", posts.own_posts, {"all": posts.under_posts}),
    Metric("engagement", _("Engagement"), "count", posts.engagement, {"all": posts.under_posts}),
    Metric("reach", _("Reach of those who wrote"), "count", posts.reach, {"all": posts.under_posts}),
    Metric("post_asked", _("Asked under our posts"), "count", posts.asked_under_posts, {"all": posts.asking_under}),
    Metric(
        "post_unanswered",
        _("Unanswered under our posts"),
        "share",
        posts.unanswered_under_posts,
        {"all": posts.asking_under, "unanswered": posts.unanswered_under},
        less_is_better=True,
    ),
    Metric(
        "negative",
        _("Negative"),
        "share",
        audience.negative_share,
        {
            "all": Selection(Kind.TONE, ("negative", "neutral", "positive")),
            **{key: Selection(Kind.TONE, (key,)) for key in ("negative", "neutral", "positive", "unknown")},
        },
        less_is_better=True,
    ),
    Metric(
        "new_authors",
        _("New people"),
        "share",
        audience.new_authors,
        {"all": audience.author_conversations, "new": audience.new_author_conversations},
    ),
    Metric(
        "share_of_voice",
        _("Share of voice"),
        "share",
        audience.share_of_voice,
        {"all": audience.voice_conversations, "us": audience.our_voice, "them": audience.their_voice},
    ),
)
_BOTH = (
    Metric("recovery", _("Recovery"), "share", outcome.recovery, outcome.RECOVERED),
    Metric(
        "satisfaction",
        _("Satisfied"),
        "share",
        outcome.satisfaction,
        {
            "all": Selection(Kind.RATING),
            **{f"rated-{score}": Selection(Kind.RATING, value=score) for score in range(1, 6)},
        },
    ),
    Metric("leads", _("Leads for sales"), "count", outcome.leads, {"all": outcome.lead_conversations}),
    Metric(
        "leads_accepted",
        _("Leads accepted"),
        "share",
        outcome.leads_accepted,
        {"all": outcome.lead_conversations, "accepted": outcome.accepted_conversations},
    ),
    Metric("deflected", _("Answered in public"), "count", outcome.deflected, {"all": Selection(Kind.DEFLECTED)}),
    Metric(
        "deflection_value",
        _("Deflection value"),
        "money",
        outcome.deflection_value,
        {"all": Selection(Kind.DEFLECTED)},
    ),
    Metric(
        "concentration",
        _("Concentration"),
        "share",
        hands.concentration,
        {"all": hands.written_in},
        less_is_better=True,
    ),
)
METRICS = {metric.key: metric for metric in (*_ALL, *_MARKETING, *_BOTH)}
GROUPS: dict[str, tuple[str, ...]] = {
    "flow": ("conversations", "inbound", "outbound", "backlog", "waiting", "orphans", "tough"),
    "response": (
        *("first_response", "next_response", "full_response", "direct_response"),
        *("coverage", "answered_within", "directly_answered", "promises_kept"),
    ),
    "filing": ("resolution", "reopened", "held", "approval", "returned", "amended", "concentration"),
    "posts": ("own_posts", "engagement", "reach", "post_asked", "post_unanswered"),
    "audience": ("negative", "new_authors", "share_of_voice"),
    "outcome": ("recovery", "satisfaction", "leads", "leads_accepted", "deflected", "deflection_value"),
    "together": ("solved_together", "silo_index"),
}
"""Every number in the order in which pages and exports show it."""
OBJECTIVES = (
    *("coverage", "first_response", "next_response", "full_response", "answered_within", "promises_kept"),
    *("resolution", "reopened", "approval", "returned", "negative", "recovery", "satisfaction"),
    *("leads_accepted", "deflected", "conversations"),
)
"""Numbers that one department can set itself a target for."""
