"""An opened conversation: its head, what may be done with it, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.away import away_now, away_sentence, away_words
from accounts.formats import in_full
from accounts.models import Absence, Department, Member
from accounts.permissions import may, roles_of, who_may
from inbox.asking import asking_department
from inbox.filters import ListQuery
from inbox.forms import Preset, presets, snooze_span
from inbox.models import Conversation, Message
from inbox.models.conversation import Outcome, Priority, Status
from inbox.models.draft import OPEN
from inbox.presenters.asides import Aside, asides_of
from inbox.presenters.beside import Merging, Side, merging_of, side_of
from inbox.presenters.composer import Composer, composer_for
from inbox.presenters.custody import Stop, custody
from inbox.presenters.escalations import RequestView, requests_on
from inbox.presenters.happenings import history
from inbox.presenters.labels import LabelMenu, LabelView, label_menu, labels_on
from inbox.presenters.media import face_of
from inbox.presenters.networks import network_label
from inbox.presenters.rows import Chip, asked_chip, author_name, due_chip, pressing_chip, unplaced_chip
from inbox.presenters.texts import web_address
from inbox.presenters.thread import Reader, Thread
from inbox.presenters.together import Together, together_for


@dataclass(frozen=True, slots=True)
class Act:
    """A button that is shown because it would not be refused."""

    word: str
    action: str
    icon: str
    key: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a menu."""

    value: str
    label: str
    mark: str = ""
    current: bool = False
    closed: bool = False
    away: str = ""
    """ "away until Mon", and the whole sentence."""
    away_title: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another conversation with the same person."""

    href: str
    preview: str
    moment: datetime
    ended: str


@dataclass(frozen=True, slots=True)
class Contact:
    """The person outside, as far as we know them."""

    name: str
    face: str
    network: str
    since: datetime | None
    side: Side


@dataclass(frozen=True, slots=True)
class Opened:
    """All that the conversation's panes show."""

    id: int
    title: str
    others: int
    private: bool
    network: str
    network_name: str
    chip: Chip | None
    refresh: str
    list_href: str
    back: str
    stops: list[Stop]
    thread: Thread
    whole_href: str
    composer: Composer
    together: Together
    acts: dict[str, Act | None]
    people: list[Choice]
    departments: list[Choice]
    outcomes: list[Choice]
    presets: list[Preset]
    snooze_span: tuple[str, str]
    facts: list[tuple[str, str, str]]
    contact: Contact | None
    labels: list[LabelView]
    label_menu: LabelMenu | None
    priority: Priority
    priorities: list[Choice]
    earlier: list[Earlier]
    under: str
    under_href: str
    merging: Merging
    asides: list[Aside]
    requests: list[RequestView]
    escalate_href: str
    force_href: str
    returned: int


def open_conversation(
    conversation: Conversation, member: Member, query: ListQuery, address: Any, *, newest: Message | None
) -> Opened:
    """Assemble an opened conversation; `address` are the parameters of the request."""
    kept = query.written()
    target = _target(conversation, member, address.get("answers"), newest)
    past = events, names = history(conversation, member)
    reader = Reader(conversation, member, past, query=kept, target=target)
    here = reverse("inbox:conversation", args=[conversation.pk])
    acts = _acts(conversation, member)
    post = conversation.post
    labels = labels_on(conversation, member, reverse("inbox:list"))
    contact = _contact(conversation, member)
    requests = requests_on(conversation, member, kept=kept)
    away = away_now()
    may_open = may(member, "task_force.open") and not conversation.department.is_temporary
    may_open = may_open and (not conversation.is_closed or may(member, "conversation.move", conversation))
    force_href = f"{reverse('inbox:task_force_open')}?conversation={conversation.pk}" if may_open else ""
    may_ask = conversation.status != Status.RESOLVED and asking_department(member, conversation) is not None
    return Opened(
        id=conversation.pk,
        title=author_name(conversation),
        others=max(0, conversation.author_count - 1),
        private=conversation.is_private,
        network=conversation.channel.network,
        network_name=network_label(conversation.channel.network),
        chip=_head_chip(conversation),
        refresh=reverse("inbox:thread", args=[conversation.pk]) + kept,
        list_href=reverse("inbox:list") + kept,
        back=kept,
        stops=custody(conversation, events, names, requests),
        thread=reader.thread(whole=bool(address.get("whole"))),
        whole_href=f"{here}{kept}{'&' if kept else '?'}whole=1",
        composer=composer_for(conversation, member, query=kept, target=target, address=address),
        together=together_for(conversation, member),
        acts=acts,
        people=_people(conversation, away) if acts["assign"] else [],
        departments=_departments(conversation, member) if acts["move"] else [],
        outcomes=[Choice(value, str(label)) for value, label in Outcome.choices],
        presets=presets(),
        snooze_span=snooze_span(),
        facts=_facts(conversation, away),
        contact=contact,
        labels=labels,
        label_menu=label_menu(conversation, member, labels) if acts["label"] else None,
        priority=Priority(conversation.priority),
        priorities=[Choice(x.key, str(x.label), x.key, x == conversation.priority) for x in reversed(Priority)],
        earlier=_earlier(conversation, member, contact, kept),
        under=(post.text or _("our post")) if post else "",
        under_href=web_address(post.url) if post else "",
        merging=merging_of(conversation, member, kept),
        asides=asides_of(conversation, member),
        requests=requests,
        escalate_href=reverse("inbox:escalate", args=[conversation.pk]) + kept if may_ask else "",
        force_href=force_href,
        returned=conversation.times_returned,
    )


def _head_chip(conversation: Conversation) -> Chip | None:
    """A promise that presses, else the state, else how long a promise has left."""
    standing = pressing_chip(conversation) or unplaced_chip(conversation) or state_chip(conversation)
    return standing or due_chip(conversation)


def state_chip(conversation: Conversation) -> Chip | None:
    """The state in words beside the title; open says nothing."""
    if conversation.status == Status.SNOOZED and conversation.snoozed_until:
        return Chip(_("Snoozed"), "snooze", "", in_full(conversation.snoozed_until))
    if conversation.status == Status.RESOLVED:
        return Chip(str(conversation.get_outcome_display()), "check", "ok")
    if asked := asked_chip(conversation):
        return asked
    if conversation.status == Status.PENDING:
        return Chip(_("Pending"), "wait", "", _("We answered and wait for them."))
    return None


def newest_message(conversation: Conversation) -> Message | None:
    """The last message of theirs that stands: what a reply answers unless told otherwise."""
    theirs = conversation.messages.filter(is_ours=False, is_context=False, removed_at=None)
    return theirs.select_related("author").order_by("-sent_at", "-pk").first()


def _target(conversation: Conversation, member: Member, chosen: Any, newest: Message | None) -> Message | None:
    """What is being answered: as chosen in the address, else as the draft says, else the newest."""
    standing = conversation.messages.filter(is_ours=False, removed_at=None).select_related("author")
    if chosen and str(chosen).isascii() and str(chosen).isdecimal() and len(str(chosen)) < 18:
        return standing.filter(pk=int(chosen)).first() or newest
    begun = conversation.drafts.filter(author=member, kind="reply", state__in=OPEN).exclude(text="")
    answered = begun.order_by("-state", "-updated_at").values_list("answers", flat=True).first()
    return (standing.filter(pk=answered).first() if answered else None) or newest


def _acts(conversation: Conversation, member: Member) -> dict[str, Act | None]:
    """Every button whose verb the permissions table and the state allow."""
    done = conversation.status == Status.RESOLVED
    held = conversation.assignee_id is not None
    wakes = _("Leaves the open list and wakes by itself when they write.")
    opens = _("Leaves the open list; a new message opens it again.")
    possible = {
        "take": None if done or held else (_("Take"), "user", "i"),
        "assign": None if done else (_("Assign"), "assign", "a"),
        "place": None if done or held else (_("Whoever is free"), "people"),
        "unassign": (_("Back to the department"), "undo") if held and not done else None,
        "snooze": None if done else (_("Snooze"), "snooze", "b", wakes),
        "move": (_("Move to a department"), "escalate", "m"),
        "resolve": None if done else (_("Resolve"), "done", "e", opens),
        "prioritise": (_("Priority"), "flag", "y"),
        "label": (_("Label"), "tag", "t"),
        "unlabel": (_("Take the label off"), "x"),
        "reopen": None if conversation.status == Status.OPEN else (_("Reopen"), "reopen"),
    }
    return {
        verb: Act(word[0], reverse(f"inbox:{verb}", args=[conversation.pk]), *word[1:])
        if word and may(member, f"conversation.{verb}", conversation)
        else None
        for verb, word in possible.items()
    }


def _people(conversation: Conversation, away: Mapping[int, Absence]) -> list[Choice]:
    """Who can work on it, those last who are away."""
    members = who_may("conversation.take", conversation)
    here = [one for one in members if one.pk not in away]
    gone = [(one, away[one.pk]) for one in members if one.pk in away]
    current = conversation.assignee_id
    return [Choice(str(one.pk), str(one), current=one.pk == current) for one in here] + [
        Choice(str(one.pk), str(one), current=one.pk == current, away=away_words(row), away_title=away_sentence(row))
        for one, row in gone
    ]


def _departments(conversation: Conversation, member: Member) -> list[Choice]:
    """Where it can go: every department, closed ones by name too, since anybody may have a matter for HR.

    Marked as closed is what the member will not see any more once it is there.
    """
    others = Department.objects.active().exclude(pk=conversation.department_id)
    inside = roles_of(member)
    return [
        Choice(str(x.pk), x.name, x.code, closed=x.is_closed and x.pk not in inside and not member.is_administrator)
        for x in others
    ]


def _facts(conversation: Conversation, away: Mapping[int, Absence]) -> list[tuple[str, str, str]]:
    """Word, value, and the full form for hovering."""
    absence = away.get(conversation.assignee_id or 0)
    assignee = str(conversation.assignee or _("Nobody yet"))
    facts = [
        (_("Holder"), conversation.department.name, ""),
        (
            _("Assignee"),
            f"{assignee}, {away_words(absence)}" if absence else assignee,
            away_sentence(absence) if absence else "",
        ),
        (_("Status"), str(conversation.get_status_display()), ""),
    ]
    if conversation.snoozed_until:
        facts.append((_("Wakes"), in_full(conversation.snoozed_until), ""))
    facts.append((_("Channel"), str(conversation.channel), ""))
    if conversation.is_closed:
        facts.append((_("Seen by"), _("Only %(name)s") % {"name": conversation.department}, ""))
    return facts


def _contact(conversation: Conversation, member: Member) -> Contact | None:
    author, side = conversation.author, side_of(conversation, member)
    if author is None or side is None:
        return None
    return Contact(author_name(conversation), face_of(author), author.network, side.since, side)


def _earlier(conversation: Conversation, member: Member, contact: Contact | None, kept: str) -> list[Earlier]:
    if contact is None:
        return []
    same = Conversation.objects.visible_to(member).filter(author__contact__in=contact.side.ids)
    others = same.exclude(pk=conversation.pk).order_by("-last_message_at")[:5]
    return [
        Earlier(
            reverse("inbox:conversation", args=[other.pk]) + kept,
            other.preview or _("No text"),
            other.last_message_at,
            str(other.get_outcome_display() if other.outcome else other.get_status_display()),
        )
        for other in others
    ]
