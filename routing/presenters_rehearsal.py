"""Rehearsals as pages show them: how far, the numbers, who would gain, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Department, Member
from inbox.models import Conversation, Message
from routing.models import Rehearsal, RehearsalState, RehearsedConversation, Rule
from routing.rule_sets import named, ready, restored
from routing.why import Piece, marked

SHOWN = 40
SHORT = 280


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is, in numbers and in a sentence."""

    pk: int
    title: str
    about: str
    done: int
    total: int
    said: str
    running: bool
    finished: bool
    began_at: datetime
    href: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts."""

    word: str
    number: str
    unit: str
    said: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Of the matrix: how many, and how strongly it is drawn."""

    count: int
    weight: int
    same: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """From one department, to each; and what it would gain or lose in all."""

    name: str
    cells: list[Cell]
    net: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A conversation that the two sets take to different departments, and where people say it belongs."""

    href: str
    why_href: str
    author: str
    pieces: list[Piece]
    before: str
    after: str
    rule: str
    people: str
    agrees: bool


def progress_of(one: Rehearsal) -> Progress:
    """One question where it is still running."""
    running = one.state == RehearsalState.RUNNING
    done = one.conversations.filter(is_done=True).count() if one.state != RehearsalState.FINISHED else one.total
    about = one.about or ngettext("the last day", "the last %(num)s days", one.days or 1) % {"num": one.days}
    words = ngettext("%(num)s conversation", "%(num)s conversations", one.total) % {"num": f"{one.total:,}"}
    said = {
        RehearsalState.RUNNING: _("%(done)s of %(words)s played") % {"done": f"{done:,}", "words": words},
        RehearsalState.FINISHED: _("%(words)s, nothing was changed") % {"words": words},
        RehearsalState.STOPPED: _("stopped after %(done)s of %(words)s") % {"done": f"{done:,}", "words": words},
    }[RehearsalState(one.state)]
    title = _("%(new)s, beside %(old)s") % {"new": named(one.new["word"]), "old": named(one.old["word"])}
    href = reverse("routing:rehearsal", args=[one.pk])
    title, finished = title[:1].upper() + title[1:], one.state == RehearsalState.FINISHED
    return Progress(one.pk, title, about, done, one.total, said, running, finished, one.created_at, href)


def figures_of(kept: Mapping[str, Any]) -> list[Figure]:
    """The four that matter most."""
    old, new = kept["old"], kept["new"]
    matched = Figure(
        _("Would match"),
        f"{new['matched']:,}",
        "",
        _("the other rules match %(count)s") % {"count": f"{old['matched']:,}"},
    )
    moved = Figure(_("Would move"), f"{kept['moved']:,}", "", _("to another department than by the other rules"))
    nothing = Figure(
        _("No rule decides"),
        f"{new['undecided']:,}",
        "",
        _("by the other rules %(count)s") % {"count": f"{old['undecided']:,}"},
    )
    return [
        matched,
        _agreement(_("Agrees with where people handled it"), old["handled"], new["handled"]),
        _agreement(_("Agrees with corrections"), old["corrected"], new["corrected"]),
        moved,
        nothing,
    ]


def _agreement(word: str, old: Mapping[str, int], new: Mapping[str, int]) -> Figure:
    if not new["judged"]:
        return Figure(word, "–", "", _("people have judged none of them"))
    before, after = percent(old), percent(new)
    said = _("%(agreed)s of %(judged)s; the other rules %(before)s %%") % {
        "agreed": f"{new['agreed']:,}",
        "judged": f"{new['judged']:,}",
        "before": f"{before:.1f}",
    }
    return Figure(word, f"{after:.1f}", "%", said)


def percent(agreement: Mapping[str, int]) -> float:
    """How often they agree, of what people judged."""
    return 100 * agreement["agreed"] / agreement["judged"] if agreement["judged"] else 0.0


def matrix_of(kept: Mapping[str, Any]) -> tuple[list[str], list[MatrixRow]]:
    """Departments that play a part, and from each to each how many."""
    counts = {(before, after): count for before, after, count in kept["matrix"]}
    places = {place for pair in counts for place in pair}
    rows = list(Department.objects.filter(pk__in=places).order_by("name").values_list("pk", "name", "code"))
    most = max((count for (before, after), count in counts.items() if before != after), default=0)
    found = []
    for before, name, _code in rows:
        cells = [_cell(counts.get((before, after), 0), most, same=before == after) for after, _n, _c in rows]
        gained = sum(count for (here, there), count in counts.items() if there == before != here)
        lost = sum(count for (here, there), count in counts.items() if here == before != there)
        found.append(MatrixRow(name, cells, gained - lost))
    return [code for _pk, _name, code in rows], found


def _cell(count: int, most: int, *, same: bool) -> Cell:
    weight = 0 if same or not count else 2 if count * 2 > most else 1
    return Cell(count, weight, same)


def by_rule(one: Rehearsal) -> list[tuple[str, int, int]]:
    """Each rule with how many conversations it matches now and as rehearsed, most first."""
    old, new = one.figures["old"]["by_rule"], one.figures["new"]["by_rule"]
    wanted = [pk for pk, _version in [*one.new["rules"], *one.old["rules"]]]
    names = dict(Rule.objects.filter(pk__in=wanted).values_list("pk", "name"))
    rows = [(names.get(pk, "?"), old.get(str(pk), 0), new.get(str(pk), 0)) for pk in dict.fromkeys(wanted)]
    return sorted(rows, key=lambda row: (-row[2], -row[1], row[0]))


def differences_of(one: Rehearsal, reader: Member, *, after: int = 0, only: str = "") -> tuple[list[Difference], int]:
    """Some of what differs, with the words that the rules went by; and after which to go on, 0 at the end.

    Of `only` "disagreed", those that people say belong elsewhere than the new rules say.
    """
    seen = Conversation.objects.visible_to(reader).filter(is_closed=False)
    rows = one.conversations.filter(is_done=True, conversation__in=seen, pk__gt=after)
    rows = disagreed(rows) if only == "disagreed" else rows.filter(moves=True)
    related = ("conversation__author__contact", "old_department", "new_department", "stands", "corrected")
    found = list(rows.select_related(*related).order_by("pk")[: SHOWN + 1])
    more = found[SHOWN - 1].pk if len(found) > SHOWN else 0
    return _differences(one, found[:SHOWN]), more


def disagreed(rows: Any) -> Any:
    """Those that people say belong elsewhere than the new rules say."""
    said = rows.annotate(people=Coalesce("corrected_id", "stands_id")).exclude(people=None)
    return said.exclude(people=F("new_department_id"))


def _differences(one: Rehearsal, found: Sequence[RehearsedConversation]) -> list[Difference]:
    firsts: dict[int, Message] = {}
    said = [row.new["message"] or row.old["message"] for row in found]
    decisive = Message.objects.in_bulk([pk for pk in said if pk])
    missing = [row.conversation_id for row, pk in zip(found, said, strict=True) if not pk]
    heard = Message.objects.filter(conversation__in=missing, is_ours=False, is_context=False, removed_at=None)
    for message in heard.order_by("-sent_at", "-pk"):
        firsts[message.conversation_id] = message
    new = restored(one.new)
    rules = ready(new.rules, new.lists).rules
    names = {rule.key: rule.name for rule in rules.named.values()}
    made = []
    for row, pk in zip(found, said, strict=True):
        read = decisive.get(pk) if pk else firsts.get(row.conversation_id)
        made.append(_difference(row, read.text if read else "", names, rules))
    return made


def _difference(row: RehearsedConversation, text: str, names: Mapping[int, str], rules: Any) -> Difference:
    case = rules.case({"trigger": "received", "text": text})
    marks = [
        mark
        for key in row.new["took"]
        if key in rules.named
        for one in rules.worded(key)
        for mark in one.found(case)[1]
    ]
    pieces = shortened(marked(text, marks))
    people = row.corrected or row.stands
    author = row.conversation.author
    return Difference(
        reverse("inbox:conversation", args=[row.conversation_id]),
        reverse("routing:why", args=[row.conversation_id]),
        author.contact.name if author else _("Somebody"),
        pieces,
        str(row.old_department),
        str(row.new_department),
        names.get(row.new["rule"] or 0, _("no rule")),
        str(people) if people else "",
        people == row.new_department,
    )


def shortened(pieces: Sequence[Piece]) -> list[Piece]:
    """The beginning of a long text."""
    short, left = list[Piece](), SHORT
    for piece in pieces:
        if left <= 0:
            return [*short, Piece("…", marked=False)]
        short.append(Piece(piece.text[:left], piece.marked))
        left -= len(piece.text)
    return short
