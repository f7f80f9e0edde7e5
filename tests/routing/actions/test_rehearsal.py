"""Rules rehearsed on kept conversations: nothing changes, nobody is told, and the numbers can be counted again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.resolve import resolve
from inbox.models import Conversation
from routing.actions.correct import correct
from routing.actions.rehearsal import carry_out, start, stop
from routing.actions.route import route_messages
from routing.models import Rehearsal, RehearsedConversation, Rule
from routing.rule_sets import Chosen, choices, chosen, named
from routing.rules import Step
from tests.cast import Cast, conversation
from tests.routing.book import draft, rule, says

pytestmark = pytest.mark.django_db
OWN_TABLES = ("routing_rehearsal", "routing_rehearsedconversation", "accounts_event", "django_session")


def tables() -> dict[str, str]:
    """A checksum of the rows of every table but those of the rehearsal itself and the journal."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name not in OWN_TABLES:
                cursor.execute(f'SELECT md5(string_agg(row::text, chr(10) ORDER BY row::text)) FROM "{name}" AS row')
                found[name] = str(cursor.fetchone()[0])
    return found


def which(word: str) -> Chosen:
    found = chosen(word)
    assert found is not None
    return found


def rehearse(cast: Cast, new: str = "drafts", old: str = "now", **fields: Any) -> Rehearsal:
    made = start(old=which(old), new=which(new), by=cast.ada, **{"days": 366, **fields})
    while carry_out(made.pk):
        pass
    made.refresh_from_db()
    return made


def arrive(cast: Cast, *texts: str) -> list[Conversation]:
    lately = timezone.now() - timedelta(hours=1)
    return [conversation(cast.channel, text, sent_at=lately) for text in texts]


def test_a_draft_is_rehearsed_and_the_world_stays_as_it_is(cast: Cast) -> None:
    rule(cast, "Money", says("refund"), Step("department", cast.marketing.pk))
    draft(cast, "Jobs", says("job"), Step("department", cast.hr.pk))
    refund, job, rest = arrive(cast, "A refund!", "Is there a job for me?", "Hello")
    route_messages([one.messages.get().pk for one in (refund, job, rest)])
    before, events = tables(), list(Event.objects.values_list("pk", flat=True))
    made = rehearse(cast)
    assert tables() == before
    assert list(Event.objects.exclude(pk__in=events).values_list("verb", flat=True)) == [
        "rehearsal.start",
        "rehearsal.finish",
    ]
    assert (made.state, made.total, made.figures["moved"]) == ("finished", 3, 1)
    service, marketing, hr = cast.service.pk, cast.marketing.pk, cast.hr.pk
    assert made.figures["matrix"] == [[service, service, 1], [service, hr, 1], [marketing, marketing, 1]]
    assert (made.figures["old"]["matched"], made.figures["new"]["matched"]) == (1, 2)
    assert (made.figures["old"]["undecided"], made.figures["new"]["undecided"]) == (2, 1)
    differs = RehearsedConversation.objects.get(rehearsal=made, moves=True)
    assert (differs.conversation, differs.old_department, differs.new_department) == (job, cast.service, cast.hr)
    assert differs.new["message"] == job.messages.get().pk


def test_a_correction_changes_the_next_rehearsals_agreement(cast: Cast) -> None:
    rule(cast, "Money", says("refund"), Step("department", cast.marketing.pk))
    (made,) = arrive(cast, "A refund!")
    route_messages([made.messages.get().pk])
    first = rehearse(cast, new="now").figures["new"]
    assert (first["handled"], first["corrected"]) == ({"agreed": 0, "judged": 0}, {"agreed": 0, "judged": 0})
    made.refresh_from_db()
    correct(made, to=cast.service, by=cast.mia)
    second = rehearse(cast, new="now").figures["new"]
    assert (second["handled"], second["corrected"]) == ({"agreed": 0, "judged": 1}, {"agreed": 0, "judged": 1})
    without = rehearse(cast, new=f"without-{Rule.objects.get().pk}").figures["new"]
    assert without["corrected"] == {"agreed": 1, "judged": 1}


def test_where_people_resolved_it_counts_as_handled(cast: Cast) -> None:
    rule(cast, "Money", says("refund"), Step("department", cast.marketing.pk))
    (made,) = arrive(cast, "Hello")
    resolve(made, outcome="answered", by=cast.ana)
    assert rehearse(cast, new="now").figures["new"]["handled"] == {"agreed": 1, "judged": 1}


def test_health_is_kept_with_it(cast: Cast) -> None:
    all_of_it = rule(cast, "All", {"all": []}, Step("department", cast.marketing.pk))
    later = rule(cast, "Later", says("refund"), Step("department", cast.hr.pk))
    arrive(cast, "A refund!", "Hello")
    health = rehearse(cast, new="now").health
    assert health[str(all_of_it.pk)]["took"] == 2
    assert health[str(later.pk)] == {
        "held": 1,
        "took": 0,
        "judged": 0,
        "lost": 0,
        "overruled": [[all_of_it.pk, "other", 1]],
    }


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    now = which("now")
    with pytest.raises(NotAllowed):
        start(old=now, new=now, by=cast.ana)
    with pytest.raises(NotPossible, match="no conversations"):
        start(old=now, new=now, by=cast.ada)
    with pytest.raises(NotPossible, match="between 1 and 366 days"):
        start(old=now, new=now, by=cast.ada, days=0)
    assert not Rehearsal.objects.exists()


def test_a_stopped_one_stays_stopped_and_one_at_a_time_works_on_it(cast: Cast) -> None:
    arrive(cast, "Hello")
    made = start(old=which("now"), new=which("now"), by=cast.ada)
    Rehearsal.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    assert carry_out(made.pk) is False
    assert Rehearsal.objects.get().state == "running"
    stop(made, by=cast.ada)
    Rehearsal.objects.update(lease_until=None)
    carry_out(made.pk)
    assert Rehearsal.objects.get().state == "stopped"
    assert Event.objects.filter(verb="rehearsal.stop").count() == 1


def test_rules_are_chosen_by_words(cast: Cast) -> None:
    on = rule(cast, "On", says("a"), Step("priority", 3))
    off = draft(cast, "Off", says("b"), Step("priority", 4))
    assert [pk for pk, _version in which("now").rules] == [on.pk]
    assert [pk for pk, _version in which(f"with-{off.pk}").rules] == [on.pk, off.pk]
    assert which(f"without-{on.pk}").rules == ()
    words = [word for word, _label in choices()]
    assert words[:4] == ["now", "drafts", f"with-{off.pk}", f"without-{on.pk}"]
    assert which(words[4]).rules == ((on.pk, 1),)
    assert [chosen(word) for word in ("with-999999", "version-x", "nonsense", "")] == [None] * 4
    assert named(f"with-{off.pk}") == "the rules of then with “Off”"
