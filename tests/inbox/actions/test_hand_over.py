"""Work changes hands before somebody goes."""

from __future__ import annotations

import pytest

from accounts.actions import people
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Member, Role
from inbox.actions.assign import assign
from inbox.actions.draft import write
from inbox.actions.hand_over import deactivate, hand_over
from inbox.actions.resolve import resolve
from inbox.holdings import holdings
from inbox.models import Conversation
from tests.cast import Cast, channel, conversation, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(cast: Cast) -> list[Conversation]:
    """Ben works on two in Service and one in Marketing, and is done with another."""
    made = [conversation(cast.channel), conversation(cast.channel), conversation(channel(cast.marketing))]
    for found in [*made, done := conversation(cast.channel)]:
        assign(found, to=cast.ben, by=cast.ada)
    resolve(done, outcome="answered", by=cast.ben)
    return made


def assignees(conversations: list[Conversation]) -> list[Member | None]:
    return [Conversation.objects.get(pk=one.pk).assignee for one in conversations]


def test_what_somebody_holds_is_counted_by_department(held: list[Conversation], cast: Cast) -> None:
    write(held[0], kind="reply", text="We are sorry", by=cast.ben)
    write(held[1], kind="reply", text="", by=cast.ben)
    write(held[1], kind="note", text="Ask the depot", by=cast.ben)
    found = holdings(cast.ben)
    assert {(item.department, item.conversations) for item in found.by_department} == {
        *((cast.service, 2), (cast.marketing, 1)),
    }
    assert (found.drafts, found.deliveries) == (1, 0)


def test_each_departments_work_goes_to_a_colleague_there_or_back(held: list[Conversation], cast: Cast) -> None:
    deactivate(cast.ben, to={cast.service: cast.ana, cast.marketing: None}, by=cast.ada)
    assert assignees(held) == [cast.ana, cast.ana, None]
    assert not Member.objects.get(pk=cast.ben.pk).is_active
    verbs = list(Event.objects.filter(actor_id=str(cast.ada.pk)).values_list("verb", flat=True))
    assert verbs[-4:] == ["conversation.assign", "conversation.assign", "conversation.unassign", "member.deactivate"]


def test_what_is_done_stays_under_their_name(held: list[Conversation], cast: Cast) -> None:
    deactivate(cast.ben, to={cast.service: None, cast.marketing: None}, by=cast.ada)
    assert Conversation.objects.get(status="resolved").assignee == cast.ben


def test_nobody_goes_while_work_is_theirs(held: list[Conversation], cast: Cast) -> None:
    with pytest.raises(NotPossible, match="Ben Okafor still works on 3 conversations"):
        people.deactivate(cast.ben, by=cast.ada)
    with pytest.raises(NotPossible, match="still works on 1 conversation"):
        deactivate(cast.ben, to={cast.service: cast.ana}, by=cast.ada)
    assert Member.objects.get(pk=cast.ben.pk).is_active
    assert assignees(held) == [cast.ben] * 3, "a refused hand-over changes nothing"


def test_work_goes_to_people_of_the_department_only(held: list[Conversation], cast: Cast) -> None:
    with pytest.raises(NotPossible, match=r"Mia Torres does not work in Customer Service\."):
        hand_over(cast.ben, to={cast.service: cast.mia}, by=cast.ada)


def test_leads_do_not_deactivate(held: list[Conversation], cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        hand_over(cast.ben, to={cast.service: cast.ana}, by=cast.ana)


def test_work_in_a_closed_department_stays_closed(cast: Cast) -> None:
    kept = conversation(channel(cast.hr))
    assign(kept, to=cast.hal, by=cast.hal)
    heir = member("Ida Roth", {cast.hr: Role.AGENT})
    deactivate(cast.hal, to={cast.hr: heir}, by=cast.ada)
    assert assignees([kept]) == [heir]
    assert not Conversation.objects.visible_to(cast.mia).exists()
