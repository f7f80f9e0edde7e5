"""What somebody accepted is not lost when they go away or leave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.absences import plan
from accounts.actions.memberships import revoke
from accounts.actors import SCHEDULE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Member, Membership, Role
from inbox.actions.accept import accept
from inbox.actions.answer import answer
from inbox.actions.hand_over import deactivate
from inbox.actions.pass_on import pass_on, put_back
from inbox.actions.raise_overdue import tell_overdue
from inbox.actions.tell import tell
from inbox.models import Escalation, Notification
from inbox.presenters.happenings import event_view, history
from inbox.tasks import sweep_absences
from inbox.telling import said_of, with_names
from tests.cast import Cast, conversation, member
from tests.inbox.requests import asked, let_time_pass

pytestmark = pytest.mark.django_db


@pytest.fixture
def paul(cast: Cast) -> Member:
    return member("Paul Roy", {cast.marketing: Role.AGENT})


@pytest.fixture
def request_(cast: Cast, paul: Member) -> Escalation:
    """Ana asked Marketing, where Paul accepted."""
    return accept(asked(conversation(cast.channel), cast.marketing, cast.ana), by=paul)


def away(who: Member, cover: Member | None) -> None:
    today = timezone.now().date()
    plan(who, kind="holiday", starts_on=today, ends_on=today + timedelta(days=9), cover=cover, by=who)


def told(verb: str) -> dict[str, str]:
    """Who is told of it, and what."""
    tell(list(Event.objects.filter(verb=verb)))
    rows = with_names(Notification.objects.filter(verb=verb)).select_related("recipient")
    return {row.recipient.name.split()[0]: said_of(row).sentence for row in rows}


def lines(request_: Escalation, reader: Member) -> list[str]:
    events, names = history(request_.conversation, reader)
    return [str(event_view(event, names).sentence) for event in events]


def page(request_: Escalation, reader: Member) -> str:
    client = Client()
    client.force_login(reader)
    return client.get(reverse("inbox:escalation", args=[request_.pk])).content.decode()


def test_it_goes_to_the_cover_who_is_told(request_: Escalation, cast: Cast, paul: Member) -> None:
    away(paul, cast.mia)
    sweep_absences()

    request_.refresh_from_db()
    assert (request_.state, request_.accepted_by) == ("accepted", cast.mia)
    assert told("escalation.pass_on") == {
        "Mia": "A question about Mira Castellanos that a colleague had accepted is yours now."
    }
    assert (
        lines(request_, cast.ana)[-1]
        == "<b>Mia Torres</b> sees to the request to <b>Marketing</b> now, instead of <b>Paul Roy</b>"
    )
    sweep_absences()
    assert Event.objects.filter(verb="escalation.pass_on").count() == 1


def test_a_cover_of_another_department_leaves_it_to_its_people(request_: Escalation, cast: Cast, paul: Member) -> None:
    away(paul, cast.ben)
    sweep_absences()

    request_.refresh_from_db()
    assert (request_.state, request_.accepted_by) == ("accepted", None)
    assert set(told("escalation.put_back")) == {"Mia"}, "Paul is away"
    assert lines(request_, cast.ana)[-1].endswith("went back from <b>Paul Roy</b> to the department")
    assert "Marketing accepted it, and nobody in particular sees to it" in page(request_, cast.mia)


def test_a_colleague_takes_up_what_is_nobodys(request_: Escalation, cast: Cast, paul: Member) -> None:
    put_back(request_, by=paul)
    assert reverse("inbox:escalation_accept", args=[request_.pk]) in page(request_, cast.mia)
    assert accept(request_, by=cast.mia).accepted_by == cast.mia
    with pytest.raises(NotPossible, match="Mia Torres accepted it already"):
        accept(request_, by=paul)
    assert answer(request_, text="Yes.", by=cast.mia).state == "answered"


def test_with_who_leaves_it_goes_to_the_colleague_chosen(request_: Escalation, cast: Cast, paul: Member) -> None:
    client = Client()
    client.force_login(cast.ada)
    address = reverse("person_deactivate", args=[paul.pk])
    assert "Accepted requests" in client.get(address).content.decode()
    client.post(address, {f"to-{cast.marketing.pk}": cast.mia.pk})

    request_.refresh_from_db()
    assert request_.accepted_by == cast.mia
    assert not Member.objects.get(pk=paul.pk).is_active
    assert set(told("escalation.pass_on")) == {"Mia"}


def test_or_back_to_the_department(request_: Escalation, cast: Cast, paul: Member) -> None:
    deactivate(paul, to={}, by=cast.ada)
    request_.refresh_from_db()
    assert request_.accepted_by is None
    assert set(told("escalation.put_back")) == {"Mia"}


def test_who_leaves_the_department_leaves_it_there(request_: Escalation, cast: Cast, paul: Member) -> None:
    revoke(Membership.objects.get(member=paul), by=cast.ada)
    request_.refresh_from_db()
    assert request_.accepted_by is None


@pytest.mark.parametrize("gone", [True, False], ids=["who left", "who is away"])
def test_of_a_late_answer_the_others_hear_too(request_: Escalation, cast: Cast, paul: Member, gone: bool) -> None:
    """Even where nothing was handed over: it was accepted on a day off, or in a time before this was kept."""
    away(paul, None)
    if gone:
        Member.objects.filter(pk=paul.pk).update(is_active=False)
    let_time_pass(request_, due_at=timezone.now() - timedelta(minutes=1))
    assert ("and has left" if gone else "Paul Roy accepted it, away until") in page(request_, cast.ana)
    assert tell_overdue(request_, by=SCHEDULE)
    assert set(told("escalation.overdue")) == ({"Ana", "Mia"} if gone else {"Ana", "Mia", "Paul"})


def test_of_a_late_answer_by_somebody_who_is_there_nobody_else_hears(request_: Escalation, cast: Cast) -> None:
    let_time_pass(request_, due_at=timezone.now() - timedelta(minutes=1))
    assert tell_overdue(request_, by=SCHEDULE)
    assert set(told("escalation.overdue")) == {"Ana", "Paul"}


def test_what_makes_no_sense_is_refused(request_: Escalation, cast: Cast, paul: Member) -> None:
    with pytest.raises(NotAllowed):
        pass_on(request_, to=cast.mia, by=cast.ben)
    with pytest.raises(NotPossible, match="Ben Okafor does not work in Marketing"):
        pass_on(request_, to=cast.ben, by=paul)
    assert pass_on(request_, to=paul, by=paul).accepted_by == paul
    fresh = asked(conversation(cast.channel), cast.marketing, cast.ana)
    with pytest.raises(NotPossible, match="Nobody of Marketing has accepted it yet"):
        put_back(fresh, by=paul)
    answer(request_, text="Yes.", by=paul)
    with pytest.raises(NotPossible, match="answered it already"):
        put_back(request_, by=paul)
    assert not Event.objects.filter(verb__in=("escalation.pass_on", "escalation.put_back")).exists()
