"""What happened between messages, from the journal, as quiet sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actors import TASK_FORCE
from accounts.formats import in_full
from accounts.models import Department, Event, Member
from inbox.models import Conversation, Escalation, Label
from inbox.models.conversation import Outcome, Priority
from inbox.models.placing import PlacingWay
from inbox.placing import lack_words
from inbox.promised import promise_word

LABELLING = ("conversation.label", "conversation.unlabel")
LABELLED = (*LABELLING, "conversation.leave_waiting")
REQUESTS = frozenset(
    f"escalation.{word}"
    for word in (
        *("ask", "transfer", "ask_again", "add_people", "withdraw", "restore", "accept", "decline", "answer"),
        *("raise", "overdue", "pass_on", "put_back"),
    )
)
HANDED = ("conversation.move", "conversation.correct", "draft.pass_on")
REQUEST_PLACES = ("from", "to", "before", "after", "department")


@dataclass(frozen=True, slots=True)
class EventView:
    """One quiet line."""

    icon: str
    sentence: SafeString
    moment: datetime


@dataclass(slots=True)
class Names:
    """Who and what is meant by the ids in the journal; filled with a query for each kind that is spoken of."""

    members: Mapping[str, str] = field(default_factory=dict)
    departments: Mapping[int, str] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    requests: Mapping[int, Escalation] = field(default_factory=dict)
    quotes: bool = True
    """Whether the lines quote what was asked and answered."""

    @classmethod
    def of(cls, events: Iterable[Event], reader: Member, *, quotes: bool = True) -> Names:
        """The names of all that these events speak of, as far as the reader may know them."""
        people, places, labels = set(), set(), set()
        for event in events:
            people |= {event.actor_id} if event.actor_kind == "member" else set()
            people |= {str(event.data[key]) for key in ("assignee",) if event.data.get(key)}
            places |= {event.data[key] for key in ("before", "after") if event.verb in HANDED}
            places |= {event.data[key] for key in REQUEST_PLACES if event.verb in REQUESTS and event.data.get(key)}
            people |= {str(event.data[key]) for key in ("member", "giver") if _names(event, key)}
            labels |= {event.data["label"]} if event.verb in LABELLED and event.data.get("label") else set()
        members = Member.objects.filter(pk__in=[pk for pk in people if pk.isdecimal()])
        departments = Department.objects.filter(pk__in=places)
        asked = {event.subject_id for event in events if event.verb in REQUESTS}
        return cls(
            {str(pk): name for pk, name in members.values_list("pk", "name")},
            dict(departments.values_list("pk", "name")),
            dict(Label.objects.readable_by(reader).filter(pk__in=labels).values_list("pk", "name")),
            Escalation.objects.select_related("reason").in_bulk(asked) if asked else {},
            quotes,
        )

    def quoted(self, event: Event, column: str) -> str:
        """What was said in a request, cut short; nothing where lines quote nobody."""
        request = self.requests.get(event.subject_id)
        return str(getattr(request, column))[:300] if request and column and self.quotes else ""

    def member(self, pk: Any) -> str:
        """A member's name."""
        return self.members.get(str(pk)) or _("somebody")

    def department(self, pk: Any) -> str:
        """A department's name."""
        return self.departments.get(pk) or _("another department")

    def label(self, event: Event) -> str:
        """The name of the label put on or taken off."""
        return self.labels.get(event.data["label"]) or _("another department’s")

    def actor(self, event: Event) -> str:
        """Who did it: a member, a rule, or the product itself."""
        if event.actor_kind == "rule":
            return event.actor_id.capitalize()
        return self.member(event.actor_id) if event.actor_kind == "member" else "Liaison"


def _names(event: Event, key: str) -> bool:
    return event.verb in REQUESTS and bool(event.data.get(key))


def history(conversation: Conversation, reader: Member) -> tuple[list[Event], Names]:
    """The conversation's events that are shown, oldest first, with the names they need."""
    shown = Event.objects.filter(conversation_id__in=[conversation.pk, *conversation.merged_ids], verb__in=_LINES)
    events = list(shown.order_by("pk"))
    return events, Names.of(events, reader)


def event_view(event: Event, names: Names) -> EventView:
    """One event as a line."""
    icon, sentence = _LINES[event.verb]
    return EventView(icon, sentence(event, names), event.recorded_at)


def _said(text: str, **names: str) -> SafeString:
    """A translated sentence with names in bold; the names are strangers' text and are escaped."""
    if not names:
        return format_html("{}", text)
    return format_html(text, **{key: format_html("<b>{}</b>", name) for key, name in names.items()})


def _take(event: Event, names: Names) -> SafeString:
    return _said(_("{actor} took it"), actor=names.actor(event))


def _assign(event: Event, names: Names) -> SafeString:
    actor, to = names.actor(event), names.member(event.data.get("assignee"))
    return _said(_("{actor} gave it to {to}"), actor=actor, to=to)


def _place(event: Event, names: Names) -> SafeString:
    """To whom, and why to them."""
    to, many = names.member(event.data.get("assignee")), event.data.get("among", 1)
    if many == 1:
        return _said(_("Given to {to}, the only one on duty who could take it"), to=to)
    if event.data.get("way") == PlacingWay.TURN:
        return _said(_("Given to {to}, whose turn it was among {many}"), to=to, many=str(many))
    return _said(_("Given to {to}, who had the least open among {many}"), to=to, many=str(many))


def _leave_waiting(event: Event, names: Names) -> SafeString:
    why = lack_words(str(event.data.get("lack", "")))
    label = names.labels.get(event.data.get("label") or 0)
    if label:
        return _said(_("It waits for somebody: nobody on duty knows {label}"), label=label)
    return _said(_("It waits for somebody: {why}"), why=why)


def _unassign(event: Event, names: Names) -> SafeString:
    return _said(_("{actor} put it back to the department"), actor=names.actor(event))


def _move(event: Event, names: Names) -> SafeString:
    before, after = names.department(event.data.get("before")), names.department(event.data.get("after"))
    text = _("{actor} moved it from {before} to {after}")
    if event.actor_kind != "member" and event.actor_id == TASK_FORCE.name:
        closed = event.data.get("cause") == "closing"
        text = (
            _("{before} was closed, and it went back to {after}")
            if closed
            else _("It flowed from {before} into {after}, which looks for this")
        )
    return _said(text, actor=names.actor(event), before=before, after=after)


def _correct(event: Event, names: Names) -> SafeString:
    wrong = names.department(event.data.get("before"))
    return _said(_("{actor} said that {wrong} was the wrong department"), actor=names.actor(event), wrong=wrong)


def _point(event: Event, names: Names) -> SafeString:
    return _said(_("{actor} drew attention to it"), actor=names.actor(event))


def _promise_by(event: Event, names: Names) -> SafeString:
    return _said(_("{actor} gave it a promise of its own"), actor=names.actor(event))


def _prepare(event: Event, names: Names) -> SafeString:
    return _said(_("{actor} prepared an answer; a person must look at it before it leaves"), actor=names.actor(event))


def _resolve(event: Event, names: Names) -> SafeString:
    if event.data.get("cause") == "history":
        return _said(_("It was over before the channel was connected, so it starts resolved"))
    outcome = event.data.get("outcome", "")
    label = str(Outcome(outcome).label) if outcome in Outcome.values else ""
    return _said(_("{actor} resolved it: {outcome}"), actor=names.actor(event), outcome=label)


def _reopen(event: Event, names: Names) -> SafeString:
    if event.data.get("cause") == "removal":
        return _said(_("It opened again, because our answer is gone"))
    if event.actor_kind != "member":
        return _said(_("It opened again, because they wrote"))
    return _said(_("{actor} reopened it"), actor=names.actor(event))


def _undo(event: Event, names: Names) -> SafeString:
    return _said(_("{actor} took that back"), actor=names.actor(event))


def _snooze(event: Event, names: Names) -> SafeString:
    until = parse_datetime(str(event.data.get("until", "")))
    when = in_full(until) if until else ""
    return _said(_("{actor} let it sleep until {when}"), actor=names.actor(event), when=when)


def _prioritise(event: Event, names: Names) -> SafeString:
    priority = event.data.get("priority")
    label = str(Priority(priority).label) if priority in Priority.values else ""
    return _said(_("{actor} set its priority: {priority}"), actor=names.actor(event), priority=label)


def _label(event: Event, names: Names) -> SafeString:
    return _said(_("{actor} put the label {label} on it"), actor=names.actor(event), label=names.label(event))


def _unlabel(event: Event, names: Names) -> SafeString:
    return _said(_("{actor} took the label {label} off"), actor=names.actor(event), label=names.label(event))


def _wake(_event: Event, _names: Names) -> SafeString:
    return _said(_("Its time came: it is open again"))


def _rated(event: Event, _names: Names) -> SafeString:
    return _said(_("They rated it {score} of 5"), score=str(event.data.get("score", "")))


def _admit(event: Event, names: Names) -> SafeString:
    return _said(_("{actor} let somebody from outside see it"), actor=names.actor(event))


def _join(_event: Event, _names: Names) -> SafeString:
    return _said(_("Another conversation turned out to be part of this one and was joined to it"))


def _link(event: Event, _names: Names) -> SafeString:
    sentence = _("It continues {link}; both have been worked on, so they stay apart")
    address = reverse("inbox:conversation", args=[event.data["to"]])
    return format_html(sentence, link=format_html('<a href="{}">{}</a>', address, _("another conversation")))


def _merge(event: Event, names: Names) -> SafeString:
    return _said(_("{actor} merged another conversation into this one"), actor=names.actor(event))


def _unmerge(event: Event, names: Names) -> SafeString:
    sentence = _("{actor} took {link} out again")
    address = reverse("inbox:conversation", args=[event.data["part"]])
    link = format_html('<a href="{}">{}</a>', address, _("a merged conversation"))
    return format_html(sentence, actor=format_html("<b>{}</b>", names.actor(event)), link=link)


def is_transfer(event: Event) -> bool:
    """Whether an acceptance moved the conversation."""
    return event.verb == "escalation.accept" and event.data.get("kind") == "transfer"


def _asked_name(event: Event, names: Names) -> str:
    request = names.requests.get(event.subject_id)
    if event.data.get("to"):
        return names.department(event.data["to"])
    return request.outside_name or request.outside_email if request else _("somebody outside")


def _request(text: str, offered: str = "", *, quotes: str = "") -> Callable[[Event, Names], SafeString]:
    """A line about a request, with what was said: `quotes` is the column."""

    def sentence(event: Event, names: Names) -> SafeString:
        said = names.quoted(event, quotes)
        words = _(offered if offered and event.data.get("kind") == "transfer" else text)
        line = _said(words, actor=names.actor(event), to=_asked_name(event, names))
        return format_html("{}: <q>{}</q>", line, said) if said else line

    return sentence


def _answered(event: Event, names: Names) -> SafeString:
    said = names.quoted(event, "answer")
    by_mail = event.actor_kind != "member"
    text = _("{to} answered by mail") if by_mail else _("{actor} answered for {to}")
    line = _said(text, actor=names.actor(event), to=_asked_name(event, names))
    return format_html("{}: <q>{}</q>", line, said) if said else line


def _withdrawn(event: Event, names: Names) -> SafeString:
    to = _asked_name(event, names)
    if event.data.get("because"):
        return _said(_("The request to {to} needs nothing any more and was withdrawn"), to=to)
    return _said(_("{actor} withdrew the request to {to}"), actor=names.actor(event), to=to)


def _raise(event: Event, names: Names) -> SafeString:
    to = _asked_name(event, names)
    if event.data.get("member"):
        other = names.member(event.data["member"])
    elif event.data.get("department"):
        other = names.department(event.data["department"])
    else:
        return _said(_("Nobody of {to} accepted in time; its leads were told"), to=to)
    return _said(_("Nobody of {to} accepted in time; it was raised to {other}"), to=to, other=other)


def _passed_on(event: Event, names: Names) -> SafeString:
    """From whom it went on, and to whom."""
    giver, to = names.member(event.data["giver"]), _asked_name(event, names)
    if event.verb == "escalation.put_back":
        return _said(_("The request to {to} went back from {giver} to the department"), to=to, giver=giver)
    other = names.member(event.data["member"])
    return _said(_("{other} sees to the request to {to} now, instead of {giver}"), other=other, to=to, giver=giver)


def _fact(event: Event, names: Names) -> SafeString:
    return _said(_("{actor} noted what they said here as a fact"), actor=names.actor(event))


def _cancel(event: Event, names: Names) -> SafeString:
    return _said(_("{actor} took back a reply before it left"), actor=names.actor(event))


def _schedule(event: Event, names: Names) -> SafeString:
    at = parse_datetime(str(event.data.get("at", "")))
    text = (
        _("{actor} let a reply wait until {when}")
        if event.verb == "delivery.schedule"
        else _("{actor} let it wait until {when} instead")
    )
    return _said(text, actor=names.actor(event), when=in_full(at) if at else "")


def _hold(event: Event, _names: Names) -> SafeString:
    if event.verb == "delivery.hold":
        return _said(_("A reply that was to leave later is held: a crisis is on"))
    if event.data.get("late"):
        return _said(_("A held reply is free again, but its minute has passed: somebody looks at it first"))
    return _said(_("A held reply is free again and leaves at its minute"))


def _pass_on(event: Event, names: Names) -> SafeString:
    after = names.department(event.data.get("after"))
    return _said(_("{after} decides now on a reply that waited for approval"), after=after)


def _warn(event: Event, _names: Names) -> SafeString:
    return _said(_("At risk: {promise}"), promise=promise_word(str(event.data.get("promise", ""))))


def _breach(event: Event, _names: Names) -> SafeString:
    return _said(_("Overdue: {promise}"), promise=promise_word(str(event.data.get("promise", ""))))


def _stale(event: Event, _names: Names) -> SafeString:
    """Not every reply that is taken down was submitted, so there is no page to lead to."""
    texts = {
        "held": _("A reply needs another look: it was held, and its minute has passed"),
        "removed": _("A reply needs another look: what it answers was deleted"),
        "edited": _("A reply needs another look: what it answers was edited"),
        "wrote": _("A reply needs another look: they wrote again"),
        "policy": _("A reply needs another look: who must approve it has changed"),
    }
    return _said(texts.get(event.data.get("cause", ""), _("A reply needs another look")))


def _of_draft(sentence: str) -> Callable[[Event, Names], SafeString]:
    """A line about a draft, which leads to how it went."""

    def said(event: Event, names: Names) -> SafeString:
        actor = format_html("<b>{}</b>", names.actor(event))
        href = reverse("inbox:review_draft", args=[event.subject_id])
        link = format_html('<a href="{}">{}</a>', href, _("a reply"))
        return format_html(_(sentence), actor=actor, link=link)

    return said


_LINES: dict[str, tuple[str, Callable[[Event, Names], SafeString]]] = {
    "conversation.take": ("user", _take),
    "conversation.assign": ("assign", _assign),
    "conversation.unassign": ("user", _unassign),
    "conversation.place": ("assign", _place),
    "conversation.leave_waiting": ("alert", _leave_waiting),
    "conversation.move": ("route", _move),
    "conversation.correct": ("route", _correct),
    "conversation.uncorrect": ("undo", _undo),
    "conversation.point": ("eye", _point),
    "conversation.promise_by": ("clock", _promise_by),
    "draft.prepare": ("pen", _prepare),
    "conversation.resolve": ("done", _resolve),
    "conversation.undo": ("reopen", _undo),
    "conversation.reopen": ("reopen", _reopen),
    "conversation.prioritise": ("flag", _prioritise),
    "conversation.label": ("tag", _label),
    "conversation.unlabel": ("tag", _unlabel),
    "conversation.snooze": ("snooze", _snooze),
    "conversation.wake": ("clock", _wake),
    "conversation.join": ("route", _join),
    "conversation.link": ("route", _link),
    "conversation.admit": ("eye", _admit),
    "conversation.merge": ("route", _merge),
    "conversation.unmerge": ("route", _unmerge),
    "escalation.ask": ("escalate", _request(gettext_noop("{actor} asked {to}"), quotes="question")),
    "escalation.transfer": ("escalate", _request(gettext_noop("{actor} offered it to {to}"), quotes="question")),
    "escalation.ask_again": ("escalate", _request(gettext_noop("{actor} asked {to} again"), quotes="question")),
    "escalation.add_people": ("people", _request(gettext_noop("{actor} brought others to the request to {to}"))),
    "escalation.accept": (
        "check",
        _request(gettext_noop("{actor} accepted for {to}"), gettext_noop("{actor} took it over for {to}")),
    ),
    "escalation.decline": ("x", _request(gettext_noop("{actor} declined for {to}"), quotes="decline_reason")),
    "escalation.answer": ("reply", _answered),
    "escalation.withdraw": ("undo", _withdrawn),
    "escalation.restore": ("undo", _request(gettext_noop("{actor} asks {to} after all"))),
    "escalation.raise": ("alert", _raise),
    "escalation.pass_on": ("assign", _passed_on),
    "escalation.put_back": ("user", _passed_on),
    "escalation.overdue": ("clock", _request(gettext_noop("The answer of {to} is overdue"))),
    "fact.add": ("bulb", _fact),
    "delivery.schedule": ("clock", _schedule),
    "delivery.reschedule": ("clock", _schedule),
    "delivery.cancel": ("undo", _cancel),
    "delivery.hold": ("lock", _hold),
    "delivery.release": ("clock", _hold),
    "draft.pass_on": ("route", _pass_on),
    "rating.give": ("smile", _rated),
    "promise.warn": ("clock", _warn),
    "promise.breach": ("alert", _breach),
    "draft.submit": ("pen", _of_draft(gettext_noop("{actor} submitted {link} for approval"))),
    "draft.withdraw": ("undo", _of_draft(gettext_noop("{actor} took {link} back before anybody decided on it"))),
    "draft.approve": ("check", _of_draft(gettext_noop("{actor} approved {link}"))),
    "draft.amend": ("pen", _of_draft(gettext_noop("{actor} changed {link} and approved it"))),
    "draft.return": ("undo", _of_draft(gettext_noop("{actor} returned {link} with a note"))),
    "draft.look_again": ("eye", _of_draft(gettext_noop("{actor} looked at {link} again"))),
    "draft.stale": ("alert", _stale),
    "draft.expire": ("clock", _of_draft(gettext_noop("Nobody decided in time on {link}; it went back"))),
}

SPOKEN = frozenset(_LINES)
"""Verbs that have a sentence."""
