"""The words of the search page: what did not make sense, what was searched, what one can type."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from inbox.search.find import Kind
from inbox.search.syntax import MOST, OPERATORS, STATES, Doubt, Problem, Query


@dataclass(frozen=True, slots=True)
class Example:
    """Something one can type, and what it does."""

    typed: str
    does: str
    href: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of what can be found."""

    label: str
    href: str
    current: bool


def address(text: str, kind: Kind = Kind.ALL, *, newest: bool = False, after: str = "") -> str:
    """Where this search stands."""
    given = {
        "q": text,
        "kind": "" if kind is Kind.ALL else str(kind),
        "sort": "newest" if newest else "",
        "after": after,
    }
    kept = {name: value for name, value in given.items() if value}
    return reverse("inbox:search") + (f"?{urlencode(kept)}" if kept else "")


def tabs(text: str, kind: Kind, *, newest: bool) -> list[Tab]:
    """Everything, or one kind."""
    words = {
        Kind.ALL: _("Everything"),
        Kind.MESSAGES: _("Messages"),
        Kind.NOTES: _("Notes"),
        Kind.CONTACTS: _("Contacts"),
    }
    return [Tab(word, address(text, one, newest=newest), one is kind) for one, word in words.items()]


def sentence(doubt: Doubt) -> str:
    """What did not make sense, and what was done instead."""
    operators = ", ".join(f"{name}:" for name in OPERATORS)
    sentences = {
        Problem.UNKNOWN: _("“%(text)s” is no condition, so it was searched as a word. There are %(known)s."),
        Problem.EMPTY: _("Nothing stands behind “%(text)s”, so it was left out; no space may follow the colon."),
        Problem.DATE: _("“%(text)s” is no date, so it was left out. Write 2026-11-03, 2026-11, yesterday or 7d."),
        Problem.STATE: _("“is:%(text)s” was left out. What a conversation can be: %(states)s."),
        Problem.SHORT: _("“%(text)s” is too short for the beginning of a word, so it was searched as a whole one."),
        Problem.WORDLESS: _("“%(text)s” has no letter or digit to search for, so it was left out."),
        Problem.MANY: _("Only the first %(text)s parts of the search were used."),
        Problem.NO_CHANNEL: _("You know no channel or network “%(text)s”, so “in:” finds nothing."),
        Problem.NO_LABEL: _("You know no label “%(text)s”, so nothing has it."),
        Problem.NO_DEPARTMENT: _("You know no department “%(text)s”, so it holds nothing."),
        Problem.NO_MEMBER: _("No member is called “%(text)s”, so nothing is theirs."),
    }
    return sentences[doubt.problem] % {
        "text": doubt.text[:80],
        "known": operators,
        "states": ", ".join(STATES),
        "most": MOST,
    }


def searched(query: Query, kind: Kind) -> str:
    """What was looked through, for who found nothing."""
    through = {
        Kind.ALL: _("Searched were all messages, notes and contacts that you may see, however old."),
        Kind.MESSAGES: _("Searched were all messages that you may see, however old."),
        Kind.NOTES: _("Searched were all notes that you may see, however old."),
        Kind.CONTACTS: _("Searched were the names, handles, companies, places and e-mail addresses of your contacts."),
    }[kind]
    if kind is Kind.CONTACTS and (query.conditions or query.after or query.before):
        return _("Contacts have no date, channel or label: search for them by words alone.")
    wanted = query.wanted
    if any(term.is_phrase for term in wanted):
        return f"{through} {_('Without quotation marks, other forms of the words are found too.')}"
    if len(wanted) > 1:
        return f"{through} {_('All words must stand in one message or note.')}"
    if wanted and kind is not Kind.CONTACTS:
        example = wanted[0].text[:20]
        return f"{through} {_('“%(begun)s*” also finds words that begin so.') % {'begun': example}}"
    return through


def examples() -> list[Example]:
    """The whole language, by example."""
    rows = (
        ("late train", _("both words in one message or note, in any form")),
        ('"late again"', _("exactly these words in a row")),
        ("refund -bus", _("without a word")),
        ("reimb*", _("words that begin so")),
        ("from:mira", _("written by someone; from:me and from:us too")),
        ("in:bluesky", _("on a network or channel")),
        ("label:refund", _("with a label")),
        ("department:marketing", _("held by a department")),
        ("assignee:me", _("worked by someone, or assignee:nobody")),
        ("is:unread", _("open, pending, snoozed, resolved, unread, private or public")),
        ("after:2026-11-01", _("on that day or later; also yesterday, 7d, 2w")),
        ("before:2026-11", _("earlier than that")),
        ("-label:spam", _("any of these can be turned round")),
    )
    return [Example(typed, does, address(typed)) for typed, does in rows]
