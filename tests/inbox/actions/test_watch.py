"""Standing queries: made, changed, paused and put away, by administrators."""

from __future__ import annotations

import pytest

from accounts.actions.departments import archive as archive_department
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.watch import archive, change, create, pause, resume
from inbox.models import Channel, Watch
from tests.cast import Cast, channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(cast: Cast) -> Channel:
    """A channel whose network can be searched."""
    return channel(cast.service, network="sandbox")


def listening(cast: Cast, place: Channel, query: str = "Coastlink ferry", **fields: object) -> Watch:
    values = {"kind": "words", "purpose": "competitor", "department": cast.marketing, **fields}
    return create(place, query=query, by=cast.ada, **values)  # type: ignore[arg-type]


def test_words_and_hashtags_are_tidied_and_due_at_once(cast: Cast, place: Channel) -> None:
    words, tag = listening(cast, place, "  Coastlink   ferry "), listening(cast, place, "#NightTrain", kind="tag")
    assert (words.query, str(words), tag.query, str(tag)) == (
        "Coastlink ferry",
        "Coastlink ferry",
        "NightTrain",
        "#NightTrain",
    )
    assert set(Watch.objects.due()) == {words, tag}
    told = Event.objects.filter(verb="watch.create").values_list("channel_id", "department_id", "data")
    assert told[0] == (place.pk, cast.marketing.pk, {"kind": "words", "purpose": "competitor"})


@pytest.mark.parametrize(
    ("query", "kind", "says"),
    [
        ("  ", "words", "Say what"),
        ("two words", "tag", "one word"),
        ("x" * 201, "words", "at most"),
        ("x", "y", "no such"),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, place: Channel, query: str, kind: str, says: str) -> None:
    with pytest.raises(NotPossible, match=says):
        listening(cast, place, query, kind=kind)


def test_the_same_query_is_looked_for_once(cast: Cast, place: Channel) -> None:
    made = listening(cast, place)
    with pytest.raises(NotPossible, match="already"):
        listening(cast, place)
    archive(made, by=cast.ada)
    assert listening(cast, place).pk != made.pk


def test_a_network_that_can_not_be_searched_says_so(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="can't be searched"):
        listening(cast, cast.channel)


def test_only_administrators_set_it_up(cast: Cast, place: Channel) -> None:
    made = listening(cast, place)
    for member in (cast.ana, cast.mia):
        for act in (pause, archive):
            with pytest.raises(NotAllowed):
                act(made, by=member)
        with pytest.raises(NotAllowed):
            create(place, kind="words", query="x", department=cast.marketing, by=member)


def test_a_new_query_begins_anew_and_another_department_does_not(cast: Cast, place: Channel) -> None:
    made = listening(cast, place)
    Watch.objects.filter(pk=made.pk).update(cursor={"since": 7})
    same = {"kind": "words", "query": "Coastlink ferry", "purpose": "competitor"}
    changed = change(made, department=cast.service, by=cast.ada, **same)
    assert (changed.cursor, changed.department) == ({"since": 7}, cast.service)
    anew = change(made, department=cast.service, by=cast.ada, **{**same, "query": "Coastlink"})
    assert anew.cursor == {}
    change(anew, department=cast.service, by=cast.ada, **{**same, "query": "Coastlink"})
    told = Event.objects.filter(verb="watch.change").order_by("pk").values_list("data", flat=True)
    assert list(told) == [{"fields": ["department"]}, {"fields": ["query"]}]


def test_paused_resumed_and_put_away(cast: Cast, place: Channel) -> None:
    made = pause(listening(cast, place), by=cast.ada)
    assert not Watch.objects.due().exists()
    with pytest.raises(NotPossible, match="paused already"):
        pause(made, by=cast.ada)
    made = resume(made, by=cast.ada)
    assert Watch.objects.due().get() == made
    with pytest.raises(NotPossible, match="active already"):
        resume(made, by=cast.ada)
    archive(made, by=cast.ada)
    for act in (pause, resume, archive):
        with pytest.raises(NotPossible, match="was archived"):
            act(made, by=cast.ada)


def test_a_department_that_still_gets_findings_is_not_archived(cast: Cast, place: Channel) -> None:
    made = listening(cast, place)
    with pytest.raises(NotPossible, match="Coastlink ferry"):
        archive_department(cast.marketing, by=cast.ada)
    archive(made, by=cast.ada)
    archive_department(cast.marketing, by=cast.ada)


def test_a_closed_departments_watch_does_not_exist_for_others(cast: Cast, place: Channel) -> None:
    made = listening(cast, place, "hiring drivers", department=cast.hr, purpose="candidate")
    seen = {
        name: Watch.objects.visible_to(getattr(cast, name)).filter(pk=made.pk).exists()
        for name in ("ana", "hal", "ada")
    }
    assert seen == {"ana": False, "hal": True, "ada": True}
