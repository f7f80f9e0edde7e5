"""What a search finds, how well, and for whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Member
from inbox.actions.assign import assign
from inbox.actions.label import label
from inbox.actions.merge import merge
from inbox.actions.note import add_note
from inbox.actions.resolve import resolve
from inbox.channels.base import Author
from inbox.filters import Cursor
from inbox.models import Conversation, Message, Passage
from inbox.search.find import PAGE, Hit, Kind, find
from inbox.search.scope import scope_of
from inbox.search.syntax import Problem, parse
from tests.cast import NOON, Cast, channel, conversation

pytestmark = pytest.mark.django_db
GERMAN = {"language": "de"}
ENGLISH = {"language": "en"}


def hits(text: str, member: Member, kind: Kind = Kind.ALL, **options: Any) -> list[Hit]:
    query = parse(text, timezone.localdate())
    return find(query, scope_of(query, member), kind, newest=options.pop("newest", False), cursor=options.get("cursor"))


def found(text: str, member: Member, kind: Kind = Kind.ALL, **options: Any) -> list[int]:
    return [hit.conversation_id for hit in hits(text, member, kind, **options)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("walking", "Walking frame left behind"),
        ("frame walking", "Walking frame left behind"),
        ('"walking frame"', "Walking frame left behind"),
        ("Kundigung", "Ihre Kündigung ist da"),
        ("kündigung", "Ihre KUNDIGUNG ist da"),
        ("strasse", "Die Straße ist zu"),
        ("18:12", "The 18:12 is late"),
        ("18.12", "The 18:12 is late"),
        ("bus/tram", "Neither bus nor tram: bus/tram strike"),
        ("e-mail", "Write me an e-mail"),
        ("platform-3", "From platform-3"),
        ("mira.rides", "Ask @mira.rides about it"),
        ("mira", "Ask @mira.rides about it"),
        ("claim", "See https://northline.example/claim?x=1"),
        ("alert", "<script>alert(1)</script>"),
        ("reimb*", "My reimbursement never came"),
        ('"never came" reimb*', "My reimbursement never came"),
        ("refund", "re\u200bfund"),
        ("铁路", "北方铁路很好"),
        ("don't", "They don’t wait, don't they"),
        ("cafe\u0301", "Das Café ist zu"),
        ("supprimé", "Le train est supprime"),
    ],
)
def test_words_are_found_however_they_are_written(cast: Cast, text: str, said: str) -> None:
    conversation(cast.channel, "Something else entirely")
    made = conversation(cast.channel, said)
    assert found(text, cast.ben) == [made.pk]


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        ("delay", "Delayed again", "en"),
        ("delayed", "So many delays", "en-GB"),
        ("delaying", "Delayed without a language", ""),
        ("Kündigungen", "Ihre Kündigung ist da", "de"),
        ("zuges", "Der Zug kommt nicht", "de"),
        ("chevaux", "un cheval, des chevaux", "fr"),
        ("поезд", "Поезда опаздывают", "ru"),
    ],
)
def test_other_forms_of_a_word_are_found_by_the_language_of_the_message(
    cast: Cast, text: str, said: str, language: str
) -> None:
    made = conversation(cast.channel, said, language=language)
    assert found(text, cast.ben) == [made.pk]


def test_a_stem_of_one_language_does_not_find_a_word_of_another(cast: Cast) -> None:
    conversation(cast.channel, "Das ist mir neu", language="de")
    conversation(cast.channel, "18:10 treni iptal mi oldu?")
    named = conversation(cast.channel, "Ask Mira")
    assert found("mira", cast.ben) == [named.pk]


def test_a_language_without_stemmer_is_found_by_its_words_alone(cast: Cast) -> None:
    made = conversation(cast.channel, "Lestir tefjast delays", language="is")
    assert found("lestir", cast.ben) == [made.pk]
    assert found("delayed", cast.ben) == []


def test_stop_words_and_quotes_are_taken_exactly(cast: Cast) -> None:
    made = conversation(cast.channel, "To be or not to be delayed", language="en")
    assert found("to be", cast.ben) == found('"not to be"', cast.ben) == [made.pk]
    assert found('"delay"', cast.ben) == []
    assert found("delay", cast.ben) == [made.pk]


def test_exclusions_leave_out_every_form(cast: Cast) -> None:
    train = conversation(cast.channel, "The train is late", language="en")
    conversation(cast.channel, "The trams are late", language="en")
    assert found("late -tram", cast.ben) == [train.pk]
    assert found('-"trams are"', cast.ben) == [train.pk]


def test_the_words_in_a_row_come_first_then_the_words_then_their_forms(cast: Cast) -> None:
    row = conversation(cast.channel, "A late train.", language="en", sent_at=NOON)
    words = conversation(cast.channel, "The train is late.", language="en", sent_at=NOON + timedelta(hours=1))
    forms = conversation(cast.channel, "Trains are late.", language="en", sent_at=NOON + timedelta(hours=2))
    assert found("late train", cast.ben) == [row.pk, words.pk, forms.pk]
    assert [hit.level for hit in hits("late train", cast.ben)] == [0, 1, 2]
    assert found("late train", cast.ben, newest=True) == [forms.pk, words.pk, row.pk]


@pytest.mark.parametrize("newest", [False, True])
def test_pages_follow_one_another_without_gap_or_repeat(cast: Cast, newest: bool) -> None:
    first = conversation(cast.channel, "late train", language="en").messages.get()
    texts = ["late train", "train late", "late trains"]
    Message.objects.bulk_create(
        Message(
            conversation=first.conversation,
            channel=first.channel,
            external_id=f"copy-{n}",
            kind="mention",
            author=first.author,
            text=texts[n % 3],
            language="en",
            sent_at=NOON + timedelta(minutes=n % 7),
        )
        for n in range(2 * PAGE)
    )
    whole, cursor = [], None
    while page := hits("late train", cast.ben, newest=newest, cursor=cursor):
        whole += page[:PAGE]
        cursor = Cursor.read(str(page[:PAGE][-1].cursor))
    assert len(whole) == len({hit.pk for hit in whole}) == 2 * PAGE + 1
    places = [(0 if newest else -hit.level, hit.moment, hit.pk) for hit in whole]
    assert places == sorted(places, reverse=True)


def test_notes_are_found_and_each_kind_alone(cast: Cast) -> None:
    asked = conversation(cast.channel, "Where is my refund?")
    noted = conversation(cast.channel, "The app is broken")
    add_note(noted, text="Promised a refund by phone", by=cast.ben)
    assert set(found("refund", cast.ana)) == {asked.pk, noted.pk}
    assert found("refund", cast.ana, Kind.MESSAGES) == [asked.pk]
    assert found("refund", cast.ana, Kind.NOTES) == [noted.pk]


def test_conditions_narrow_it(cast: Cast) -> None:
    marketing = channel(cast.marketing, network="bluesky", name="Northline Brand", handle="brand.example")
    one = conversation(cast.channel, "late", author=Author("did:zoe", "zoe.example", "Zoé Métro"))
    other = conversation(marketing, "late", sent_at=datetime(2025, 3, 4, tzinfo=UTC))
    private = conversation(cast.channel, "late", private=True)
    label(one, name="Lost property", by=cast.ana)
    assign(one, to=cast.ben, by=cast.ana)
    resolve(other, outcome="spam", by=cast.mia)
    add_note(other, text="late, said Mia", by=cast.mia)
    every = {one.pk, other.pk, private.pk}
    for text, expected in {
        "late from:zoe": {one.pk},
        'late from:"zoe metro"': {one.pk},
        "late -from:zoe": {other.pk, private.pk},
        "late from:mia": {other.pk},
        "from:us late": {other.pk},
        "late in:bluesky": {other.pk},
        "late in:brand": {other.pk},
        "late in:bluesky in:push": every,
        'late label:"lost property"': {one.pk},
        'late -label:"Lost Property"': {other.pk, private.pk},
        "late department:marketing": {other.pk},
        "late department:cs": {one.pk, private.pk},
        "late assignee:ben": {one.pk},
        "late assignee:nobody": {other.pk, private.pk},
        "late is:resolved": {other.pk},
        "late is:resolved is:open": every,
        "late is:private": {private.pk},
        "late is:unread -is:private": {one.pk},
        "late before:2026 -from:mia": {other.pk},
        "is:private": {private.pk},
        "after:2026-11-19 before:2026-11-21": {one.pk, private.pk},
    }.items():
        assert set(found(text, cast.ben)) == expected, text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("in:nowhere", Problem.NO_CHANNEL),
        ("label:nothing", Problem.NO_LABEL),
        ("department:hr", Problem.NO_DEPARTMENT),
        ("assignee:quentin", Problem.NO_MEMBER),
    ],
)
def test_a_name_that_one_does_not_know_is_said_and_finds_nothing(cast: Cast, text: str, problem: Problem) -> None:
    made = conversation(cast.channel, "late")
    query = parse(f"late {text}", timezone.localdate())
    assert [doubt.problem for doubt in scope_of(query, cast.ben).doubts] == [problem]
    assert found(f"late {text}", cast.ben) == []
    assert found(f"late -{text}", cast.ben) == [made.pk]


def test_only_what_one_may_see_is_found(cast: Cast) -> None:
    secret = conversation(
        channel(cast.hr, name="Careers"), "A complaint", author=Author("did:x", "xaver.example", "Xaver")
    )
    add_note(secret, text="Confidential complaint", by=cast.hal)
    assert found("complaint", cast.ben) == found("from:xaver", cast.ben) == []
    assert set(found("complaint", cast.hal)) == {secret.pk}
    assert len(hits("complaint", cast.hal)) == 2
    # Nor whether somebody of that name ever wrote: a stranger and a secret one read the same.
    for name in ("xaver", "nobody-at-all"):
        assert scope_of(parse(f"from:{name}", timezone.localdate()), cast.ben).doubts == ()


def test_what_was_merged_is_found_in_the_survivor(cast: Cast) -> None:
    one, other = conversation(cast.channel, "A lost umbrella"), conversation(cast.channel, "A found scarf")
    survivor = merge(other, into=one, by=cast.ben)
    assert found("scarf", cast.ben) == found("umbrella", cast.ben) == [survivor.pk]


@pytest.mark.parametrize("text", ["'", "\\", "a:*b", "foo & bar", "!x | y", "<->", "(", "''''", "ab'*", "a\\b*", "%_%"])
def test_what_means_something_to_the_database_is_only_words(cast: Cast, text: str) -> None:
    conversation(cast.channel, "foo")
    assert isinstance(found(text, cast.ben), list)


def test_a_huge_or_strange_text_can_be_stored_and_found(cast: Cast) -> None:
    for text in ("\ufdfa" * 40_000, "ab " * 60_000, "x" * 10_000, "".join(map(chr, range(0x4E00, 0x9000))) * 3):
        conversation(cast.channel, f"needle {text}")
    assert len(found("needle", cast.ben)) == Passage.objects.count() == Conversation.objects.count() == 4
