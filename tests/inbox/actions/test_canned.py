"""Canned responses: written by leads, approved as they are by administrators, used by those who reply."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Department, Event, Member
from inbox.actions.canned import approve, archive, change, create, disapprove, restore, use
from inbox.models import CannedResponse, CannedVersion
from tests.cast import Cast
from tests.inbox.drafts import Desk, desk

pytestmark = pytest.mark.django_db
THANKS = "Thank you, {{contact.first_name}}. ^{{member.first_name}}"


@pytest.fixture
def at(cast: Cast) -> Desk:
    return desk(cast)


def made(cast: Cast, *, by: Member | None = None, **fields: Any) -> CannedResponse:
    values: dict[str, Any] = {"title": "Thanks", "shortcut": "thanks", "text": THANKS, "department": cast.service}
    return create(by=by or cast.ana, **{**values, **fields})


def test_a_lead_writes_one_for_the_department(cast: Cast) -> None:
    response = made(cast, title="  Thank  you ", shortcut="/Thanks")
    assert (response.title, response.shortcut, response.number) == ("Thank you", "thanks", 1)
    assert not response.is_approved_as_is
    version = CannedVersion.objects.get()
    assert (version.text, version.by, version.number) == (THANKS, cast.ana, 1)
    event = Event.objects.get(verb="canned.create")
    assert (event.department_id, event.data) == (cast.service.pk, {"version": 1})


def test_agents_and_leads_of_elsewhere_do_not(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="Lead or more in Customer Service"):
        made(cast, by=cast.ben)
    with pytest.raises(NotAllowed, match="Lead or more in Customer Service"):
        made(cast, by=cast.hal)
    shared: Department | None = None
    assert made(cast, by=cast.hal, department=shared).department is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "  ", "title of 80"),
        ("title", "x" * 81, "title of 80"),
        ("shortcut", "", "one word"),
        ("shortcut", "two words", "one word"),
        ("shortcut", "größe", "one word"),
        ("shortcut", "-late", "one word"),
        ("text", " \n ", "text of 10000"),
        ("text", "Hello {{contact.nmae}}", r"no variable \{\{contact.nmae\}\}"),
        ("text", "Hello {{}}", r"no variable \{\{\}\}"),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, field: str, value: str, sentence: str) -> None:
    wrong: dict[str, Any] = {field: value}
    with pytest.raises(NotPossible, match=sentence):
        made(cast, **wrong)
    assert not CannedResponse.objects.exists()


def test_a_shortcut_means_one_in_its_scope(cast: Cast) -> None:
    made(cast, department=None)
    with pytest.raises(NotPossible, match="/thanks is taken"):
        made(cast)
    with pytest.raises(NotPossible, match="/thanks is taken"):
        made(cast, department=None)
    made(cast, shortcut="bye")
    made(cast, shortcut="bye", department=cast.marketing, by=cast.ada)
    assert made(cast, shortcut="bye", department=None).shortcut == "bye"


def test_a_change_is_a_version(cast: Cast) -> None:
    response = made(cast)
    same = change(response, title="Thanks", shortcut="thanks", text=f"{THANKS}\r\n", by=cast.ana)
    assert same.number == 1
    response = change(response, title="Thanks", shortcut="thanks", text="Thanks.", by=cast.ana)
    assert [one.text for one in response.versions.all()] == ["Thanks.", THANKS]
    assert Event.objects.get(verb="canned.change").data == {"version": 2, "fields": ["text"]}
    with pytest.raises(NotAllowed):
        change(response, title="Mine", shortcut="thanks", text="Thanks.", by=cast.ben)


def test_only_an_administrator_approves_the_version_that_was_read(cast: Cast) -> None:
    response = made(cast)
    with pytest.raises(NotAllowed, match="Only an administrator"):
        approve(response, version=1, by=cast.ana)
    with pytest.raises(NotPossible, match="changed since you looked"):
        approve(response, version=0, by=cast.ada)
    assert approve(response, version=1, by=cast.ada).is_approved_as_is
    assert disapprove(response, by=cast.ana).is_approved_as_is is False
    with pytest.raises(NotAllowed):
        disapprove(response, by=cast.ben)
    verbs = Event.objects.filter(verb__startswith="canned.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["canned.create", "canned.approve", "canned.disapprove"]


def test_another_text_is_no_longer_approved_and_another_title_is(cast: Cast) -> None:
    response = approve(made(cast), version=1, by=cast.ada)
    response = change(response, title="Many thanks", shortcut="thanks", text=THANKS, by=cast.ana)
    assert response.is_approved_as_is
    response = change(response, title="Many thanks", shortcut="thanks", text="We pay everything.", by=cast.ana)
    assert not response.is_approved_as_is
    assert Event.objects.filter(verb="canned.change").latest("pk").data["fields"] == ["text", "is_approved_as_is"]


def test_archived_it_is_offered_no_more_until_it_is_restored(at: Desk) -> None:
    response = archive(made(at.cast), by=at.cast.ana)
    assert not CannedResponse.objects.usable_in(at.cast.service.pk).exists()
    with pytest.raises(NotPossible, match="archived"):
        archive(response, by=at.cast.ana)
    with pytest.raises(NotPossible, match="archived"):
        change(response, title="T", shortcut="t", text="t", by=at.cast.ana)
    with pytest.raises(NotPossible, match="can't be used here"):
        use(response, conversation=at.row, by=at.cast.ben)
    other = made(at.cast)
    with pytest.raises(NotPossible, match="/thanks is taken"):
        restore(response, by=at.cast.ana)
    archive(other, by=at.cast.ana)
    assert restore(response, by=at.cast.ana).archived_at is None
    assert restore(response, by=at.cast.ana).archived_at is None
    assert Event.objects.filter(verb="canned.restore").count() == 1


def test_each_use_is_counted(at: Desk) -> None:
    response = made(at.cast)
    use(response, conversation=at.row, by=at.cast.tim)
    response = use(response, conversation=at.row, by=at.cast.ben)
    assert response.use_count == 2
    assert response.last_used_at is not None
    event = Event.objects.filter(verb="canned.use").latest("pk")
    assert event.data == {"version": 1, "conversation": at.row.pk}
    with pytest.raises(NotAllowed):
        use(response, conversation=at.row, by=at.cast.olga)
    other = made(at.cast, department=at.cast.marketing, by=at.cast.ada)
    with pytest.raises(NotPossible, match="can't be used here"):
        use(other, conversation=at.row, by=at.cast.ben)
