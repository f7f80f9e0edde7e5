"""Learning in another department, beside one of its people, for a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actions.memberships import grant
from accounts.actions.shadow import end, shadow, unshadow
from accounts.actors import SCHEDULE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Membership, Role
from accounts.permissions import may, roles_of
from accounts.tasks import sweep_shadows
from tests.cast import Cast, department

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def learning(cast: Cast) -> Membership:
    """Mia of Marketing beside Ben of Service, until next week."""
    return shadow(cast.mia, of=cast.ben, department=cast.service, until=timezone.localdate() + 7 * DAY, by=cast.ana)


def test_a_shadow_is_a_trainee_for_a_time(cast: Cast) -> None:
    assert cast.service.pk not in roles_of(cast.mia)
    place = learning(cast)
    assert (place.role, place.shadow_of, place.is_shadow) == (Role.TRAINEE, cast.ben, True)
    assert roles_of(cast.mia)[cast.service.pk] == Role.TRAINEE
    assert may(cast.mia, "draft.write", cast.service)
    assert not may(cast.mia, "delivery.queue", cast.service)
    event = Event.objects.get(verb="membership.shadow")
    assert (event.department_id, event.data["member"], event.data["of"]) == (cast.service.pk, cast.mia.pk, cast.ben.pk)


def test_said_again_it_changes_whose_and_until_when(cast: Cast) -> None:
    learning(cast)
    until = timezone.localdate() + 30 * DAY
    shadow(cast.mia, of=cast.ana, department=cast.service, until=until, by=cast.ana)
    shadow(cast.mia, of=cast.ana, department=cast.service, until=until, by=cast.ana)
    place = Membership.objects.get(member=cast.mia, department=cast.service)
    assert (place.shadow_of, place.ends_on) == (cast.ana, until)
    assert Event.objects.filter(verb="membership.shadow").count() == 2


def test_it_ends_by_itself_after_its_last_day(cast: Cast) -> None:
    place = learning(cast)
    sweep_shadows()
    assert Membership.objects.filter(pk=place.pk).exists()

    Membership.objects.filter(pk=place.pk).update(ends_on=timezone.localdate())
    sweep_shadows()
    assert Membership.objects.filter(pk=place.pk).exists()

    Membership.objects.filter(pk=place.pk).update(ends_on=timezone.localdate() - DAY)
    sweep_shadows()
    sweep_shadows()
    assert not Membership.objects.filter(pk=place.pk).exists()
    assert Event.objects.filter(verb="membership.end", actor_id="schedule").count() == 1


def test_a_lead_ends_it_earlier(cast: Cast) -> None:
    place = learning(cast)
    unshadow(place, by=cast.ana)
    assert cast.service.pk not in roles_of(cast.mia)
    with pytest.raises(NotPossible, match="no shadow any more"):
        unshadow(place, by=cast.ana)
    lasting = Membership.objects.get(member=cast.tim)
    with pytest.raises(NotPossible, match="no shadow any more"):
        unshadow(lasting, by=cast.ana)


def test_with_a_role_of_their_own_they_stay(cast: Cast) -> None:
    place = learning(cast)
    grant(cast.mia, department=cast.service, role=Role.TRAINEE, by=cast.ada)
    place.refresh_from_db()
    assert (place.role, place.shadow_of, place.ends_on) == (Role.TRAINEE, None, None)
    end(place, by=SCHEDULE)
    assert Membership.objects.filter(pk=place.pk).exists()


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    today = timezone.localdate()
    gone = department("Old", "OL", is_active=False)
    senseless: tuple[tuple[dict[str, Any], str], ...] = (
        ({"until": today - DAY}, "a day to come"),
        ({"until": today + 365 * DAY}, "Half a year"),
        ({"department": gone}, "archived"),
        ({"of": cast.mia}, "their own shadow"),
        ({"of": cast.tim}, "does not answer in"),
        ({"of": cast.hal}, "does not answer in"),
    )
    for more, sentence in senseless:
        wanted: dict[str, Any] = {"of": cast.ben, "department": cast.service, "until": today + DAY, **more}
        with pytest.raises(NotPossible, match=sentence):
            shadow(cast.mia, by=cast.ada, **wanted)
    with pytest.raises(NotPossible, match="works in Customer Service already"):
        shadow(cast.tim, of=cast.ben, department=cast.service, until=today, by=cast.ana)


def test_only_leads_of_the_department_and_administrators(cast: Cast) -> None:
    until = timezone.localdate() + DAY
    for somebody in (cast.ben, cast.mia, cast.hal):
        with pytest.raises(NotAllowed):
            shadow(cast.mia, of=cast.ben, department=cast.service, until=until, by=somebody)
    place = learning(cast)
    with pytest.raises(NotAllowed):
        unshadow(place, by=cast.ben)
