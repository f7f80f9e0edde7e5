"""Two contacts become one person, and two again exactly as they were, with what came to each since."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.contact import change, set_emails
from inbox.actions.contact_merge import compare_again, merge, set_apart, unmerge
from inbox.actions.contact_note import note, remove_note
from inbox.actions.fact import add, learn
from inbox.actions.receive import receive
from inbox.channels.base import Author
from inbox.likeness import alike
from inbox.models import Contact, Handle, Message
from tests.cast import Cast, channel, conversation, item

pytestmark = pytest.mark.django_db


def met(cast: Cast, handle: str, network: str = "push", name: str = "") -> Contact:
    """Somebody who wrote to Service on a network."""
    place = channel(cast.service, network=network)
    author = Author(f"did:{network}:{handle}", handle, name)
    return met_in(conversation(place, f"Hello from {handle}", author=author))


def met_in(row: Any) -> Contact:
    found: Contact = row.author.contact
    return found


def rows(contact: Contact) -> set[int]:
    return set(Contact.objects.family(contact.pk).values_list("pk", flat=True))


def test_one_stands_for_both(cast: Cast) -> None:
    one, other = met(cast, "mira"), met(cast, "mira.rides", "bluesky")

    assert merge(one, into=other, by=cast.ben) == other

    assert rows(one) == rows(other) == {one.pk, other.pk}
    assert Event.objects.get(verb="contact.merge").data == {"part": one.pk}
    assert Handle.objects.filter(contact=one).count() == 1


def test_merging_three_and_taking_out_the_middle_one_takes_along_what_was_in_it(cast: Cast) -> None:
    one, two, three = met(cast, "a1"), met(cast, "a2"), met(cast, "a3")
    merge(one, into=two, by=cast.ben)
    merge(two, into=three, by=cast.ben)
    assert rows(one) == {one.pk, two.pk, three.pk}

    unmerge(two, by=cast.ben)

    assert rows(one) == {one.pk, two.pk}
    assert rows(three) == {three.pk}


def test_the_inner_one_can_leave_first(cast: Cast) -> None:
    one, two, three = met(cast, "a1"), met(cast, "a2"), met(cast, "a3")
    merge(one, into=two, by=cast.ben)
    merge(two, into=three, by=cast.ben)

    unmerge(one, by=cast.ben)

    assert (rows(one), rows(two)) == ({one.pk}, {two.pk, three.pk})


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    one, other = met(cast, "mira"), met(cast, "noor")
    with pytest.raises(NotPossible):
        unmerge(one, by=cast.ben)
    merge(one, into=other, by=cast.ben)
    for again in ((one, other), (other, one), (one, one)):
        with pytest.raises(NotPossible):
            merge(again[0], into=again[1], by=cast.ben)


def test_agents_merge_and_others_do_not(cast: Cast) -> None:
    one, other = met(cast, "mira"), met(cast, "noor")
    for somebody in (cast.tim, cast.olga, cast.nora):
        with pytest.raises(NotAllowed):
            merge(one, into=other, by=somebody)


# ---------------------------------------------------------------------- suggestions


def reasons(contact: Contact, cast: Cast) -> list[str]:
    family = list(Contact.objects.family(contact.pk))
    return [each.reason for each in alike(family, cast.ben)]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (("mira.rides", "push", ""), ("@Mira.Rides.bsky.social", "bluesky", ""), "handle"),
        (("mira", "push", "Mira Castellanos"), ("castellanos", "bluesky", "mira castellanos"), "name"),
    ],
)
def test_the_same_handle_or_name_on_two_networks_is_suggested(
    cast: Cast, first: tuple[str, str, str], second: tuple[str, str, str], said: str
) -> None:
    one, other = met(cast, *first), met(cast, *second)

    assert [said in reason for reason in reasons(one, cast)] == [True]
    assert rows(one) == {one.pk}
    merge(one, into=other, by=cast.ben)
    assert reasons(one, cast) == []


def test_the_same_address_is_the_surest_sign(cast: Cast) -> None:
    one, other = met(cast, "mira"), met(cast, "noor")
    assert reasons(one, cast) == []
    for contact in (one, other):
        set_emails(contact, addresses=["Mira@example.org"], by=cast.ben)

    assert reasons(one, cast) == ["The same e-mail address, Mira@example.org"]


@pytest.mark.parametrize("name", ["anna", "bo"])
def test_one_word_or_a_short_handle_tells_nothing(cast: Cast, name: str) -> None:
    one = met(cast, "bo", "push", name)
    met(cast, "bo", "bluesky", name)

    assert reasons(one, cast) == []


def test_a_suggestion_is_dismissed_for_good_even_when_one_is_merged_further(cast: Cast) -> None:
    one, other, third = met(cast, "mira.rides"), met(cast, "mira.rides", "bluesky"), met(cast, "unlike")
    set_apart(one, other=other, by=cast.ben)
    assert reasons(one, cast) == []
    merge(other, into=third, by=cast.ben)
    assert reasons(one, cast) == []

    compare_again(other, other=one, by=cast.ben)
    assert len(reasons(one, cast)) == 1


def test_nobody_is_suggested_whom_one_may_not_know(cast: Cast) -> None:
    one = met(cast, "mira.rides")
    hidden = channel(cast.hr, network="bluesky")
    conversation(hidden, "I apply", author=Author("did:h", "mira.rides", "Mira"))

    assert reasons(one, cast) == []
    assert alike([one], cast.ada) != []


# ------------------------------------------------------------------- any later acts


@dataclass
class World:
    """The same people twice: merged in one world, never in the other."""

    cast: Cast
    mark: str
    merges: bool
    people: dict[str, Contact]
    places: dict[str, Any]
    shown: dict[str, str]

    def target(self, name: str) -> Contact:
        """Whom members see: the survivor, when there is one."""
        return Contact.objects.get(pk=self.people[self.shown[name]].pk)


NAMES = ("p", "w", "x", "y")


def world(cast: Cast, mark: str, *, merges: bool) -> World:
    places = {name: channel(cast.service) for name in NAMES}
    people = {
        name: met_in(conversation(places[name], "Hello", author=Author(f"{mark}-{name}", f"{name}.example", name)))
        for name in NAMES
    }
    return World(cast, mark, merges, people, places, {name: name for name in NAMES})


type Deed = Callable[[World], Any]


def wrote(name: str, number: int) -> Deed:
    def deed(at: World) -> None:
        author = Author(f"{at.mark}-{name}", f"{name}{number}.example", f"{name} {number}", followers=number)
        receive(at.places[name], [item(f"Words {number}", author=author)], by=INTAKE)

    return deed


def learnt(name: str, number: int) -> Deed:
    """A fact with a source belongs to whoever said it, merged or not."""

    def deed(at: World) -> None:
        said = Message.objects.filter(channel=at.places[name]).earliest("pk")
        learn(said, text=f"Fact {number} of {name}", by=at.cast.ben)

    return deed


def of_the_survivor(act: Callable[[Contact, Cast], Any]) -> Deed:
    return lambda at: act(at.target("w"), at.cast)


def joined(one: str, other: str) -> Deed:
    def deed(at: World) -> None:
        if at.merges and at.shown[one] != at.shown[other]:
            part, whole = at.shown[one], at.shown[other]
            merge(at.people[part], into=at.people[whole], by=at.cast.ben)
            at.shown.update({name: whole for name, under in at.shown.items() if under == part})

    return deed


def some_deed(chance: random.Random, number: int) -> Deed:
    name = chance.choice(NAMES)
    word = chance.choice(("name", "company", "language", "place"))
    today = timezone.localdate()

    def forget(contact: Contact, cast: Cast) -> None:
        found = contact.notes.filter(removed_at=None).first()
        if found is not None:
            remove_note(found, by=cast.ben)

    return chance.choice(
        [
            wrote(name, number),
            wrote(name, number),
            learnt(name, number),
            of_the_survivor(lambda who, cast: change(who, fields={word: f"{word} {number}"}, custom={}, by=cast.ben)),
            of_the_survivor(lambda who, cast: change(who, fields={"relationship": "press"}, custom={}, by=cast.ben)),
            of_the_survivor(lambda who, cast: set_emails(who, addresses=[f"a{number}@example.org"], by=cast.ben)),
            of_the_survivor(lambda who, cast: note(who, text=f"Note {number}", department=cast.service, by=cast.ben)),
            of_the_survivor(forget),
            of_the_survivor(
                lambda who, cast: add(who, text=f"Fact {number}", said_on=today, department=cast.service, by=cast.ben)
            ),
            joined("x", "w"),
            joined("y", "p"),
        ]
    )


def standing(at: World, name: str) -> dict[str, Any]:
    who = Contact.objects.get(pk=at.people[name].pk)
    fields = ("name", "relationship", "company", "language", "place", "custom", "survivor_id")
    return {
        **{field: getattr(who, field) for field in fields},
        "handles": [(h.handle, h.name, h.followers) for h in who.handles.all()],
        "emails": sorted(who.emails.values_list("address", flat=True)),
        "notes": [(n.text, n.removed_at is None) for n in who.notes.all()],
        "facts": sorted(who.facts.values_list("text", flat=True)),
        "messages": sorted(Message.objects.filter(author__contact=who).values_list("text", flat=True)),
    }


@pytest.mark.parametrize("seed", range(8))
def test_twenty_later_acts_and_everybody_stands_as_if_never_merged(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    apart, together = world(cast, "apart", merges=False), world(cast, "together", merges=True)
    deeds = [*(some_deed(chance, n) for n in range(3)), joined("p", "w"), *(some_deed(chance, n) for n in range(3, 23))]
    for deed in deeds:
        deed(apart)
        deed(together)

    for name in chance.sample(("p", "x", "y"), 3):
        with suppress(NotPossible):
            unmerge(Contact.objects.get(pk=together.people[name].pk), by=cast.ben)

    for name in NAMES:
        assert standing(together, name) == standing(apart, name), name
