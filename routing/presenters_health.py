"""What a rehearsal says of the rules' health, in sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Department, Member
from inbox.models import Conversation, Message
from inbox.wording import words_of
from routing.health import Finding, Word, findings, telling
from routing.models import Rehearsal, RehearsedConversation
from routing.rule_sets import DRAFTS, NOW, rows_of

SAMPLE = 2_000
"""Conversations that words are compared with."""
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Remark:
    """Something wrong with a rule: what, in a word and in a sentence, and how it is drawn."""

    rule: str
    word: str
    sentence: str
    state: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """Conversations that no rule gives a department: how many of how many, some of them, and words they share."""

    count: int
    of: int
    samples: list[tuple[str, str]]
    words: list[Word]


@dataclass(frozen=True, slots=True)
class Missed:
    """What people corrected to a department and no rule sent there: how many, and words that tell them."""

    department: str
    count: int
    words: list[Word]


def newest_rehearsal() -> Rehearsal | None:
    """The last that has finished of the rules that decided then, or of these with all drafts."""
    found: Rehearsal | None = Rehearsal.objects.finished().filter(new__word__in=(NOW, DRAFTS)).first()
    return found


def remarks_of(one: Rehearsal) -> list[Remark]:
    """What is wrong with each rule that answers to messages, in the rules' order."""
    rows = {row.rule_id: row for row in rows_of([(pk, version) for pk, version in one.new["rules"]])}
    asked = [pk for pk, row in rows.items() if row.trigger == "received"]
    kept = {int(pk): each for pk, each in one.health.items()}
    names = {pk: row.name for pk, row in rows.items()}
    return [_remark(found, names, one.total) for found in findings(asked, kept)]


def _remark(found: Finding, names: Mapping[int, str], total: int) -> Remark:
    told = {
        "count": f"{found.count:,}",
        "of": f"{found.of:,}",
        "other": names.get(found.other or 0, ""),
        "all": f"{total:,}",
    }
    word, said, state = {
        "never": (_("never matches"), _("It matched none of %(all)s conversations."), ""),
        "shadowed": (
            _("shadowed"),
            _("Wherever it matched (%(count)s), “%(other)s” stands before it and leaves it nothing to do."),
            "due",
        ),
        "contradicts": (
            _("contradicts"),
            _("In %(count)s of the %(of)s that it matched, “%(other)s” stands before it and wants something else."),
            "due",
        ),
        "loses": (
            _("loses against people"),
            _("People corrected %(count)s of the %(of)s that they judged."),
            "overdue",
        ),
    }[found.kind]
    return Remark(names.get(found.rule, "?"), word, said % told, state)


def undecided_of(one: Rehearsal, reader: Member) -> Undecided:
    """Those that stay where they came in, with some of them to read and the words that they share."""
    done = one.conversations.filter(is_done=True)
    nothing = done.filter(new__rule=None)
    seen = _readable(reader)
    samples = nothing.filter(conversation__in=seen).select_related("conversation").order_by("-pk")[:SHOWN]
    told = [(reverse("routing:why", args=[row.conversation_id]), row.conversation.preview) for row in samples]
    open_ones = nothing.filter(conversation__in=seen)
    others = done.exclude(new__rule=None).filter(conversation__in=seen)
    inside, outside = _texts(open_ones.order_by("-pk")), _texts(others.order_by("-pk"))
    words = telling(list(inside.values()), list(outside.values()))
    return Undecided(one.figures["new"]["undecided"], one.figures["conversations"], told, words)


def words_of_corrections(one: Rehearsal, reader: Member) -> list[Missed]:
    """Of each department that people corrected to and the rules did not: words that would have caught those.

    All are counted, and words come from those only that are open to the reader.
    """
    done = one.conversations.filter(is_done=True)
    wrong: dict[int, list[RehearsedConversation]] = defaultdict(list)
    for row in done.exclude(corrected=None):
        if row.corrected_id is not None and row.corrected_id != row.new_department_id:
            wrong[row.corrected_id].append(row)
    if not wrong:
        return []
    names = dict(Department.objects.filter(pk__in=wrong).values_list("pk", "name"))
    read = done.filter(conversation__in=_readable(reader))
    others = _texts(read.order_by("-pk"))
    found = []
    for place, rows in sorted(wrong.items(), key=lambda pair: -len(pair[1])):
        ids = {row.conversation_id for row in rows}
        inside = _texts(read.filter(conversation__in=ids))
        belong = set(done.filter(new_department=place).values_list("conversation_id", flat=True))
        outside = [words for pk, words in others.items() if pk not in ids and pk not in belong]
        found.append(Missed(names[place], len(rows), telling(list(inside.values()), outside)))
    return found


def _readable(reader: Member) -> QuerySet[Conversation]:
    """What may be read without opening it: closed ones are read one by one, and that is recorded."""
    return Conversation.objects.visible_to(reader).filter(is_closed=False).order_by()


def _texts(rows: QuerySet[RehearsedConversation]) -> dict[int, tuple[str, ...]]:
    """The words that people outside said in each of these, the newest SAMPLE."""
    ids = list(rows.values_list("conversation_id", flat=True)[:SAMPLE])
    heard = Message.objects.filter(conversation__in=ids, is_ours=False, is_context=False, removed_at=None)
    words: dict[int, tuple[str, ...]] = {}
    for pk, text in heard.values_list("conversation_id", "text"):
        words[pk] = (*words.get(pk, ()), *(word for word in words_of(text) if len(word) > 2))
    return words
