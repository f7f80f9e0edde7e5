"""The other resources: each made, changed and put away by those who may, in the words of the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Event, Member
from inbox.channels.base import Author
from inbox.models import Contact, Conversation, Inbound
from tests.cast import Cast, channel, conversation
from tests.company import furnish
from tests.inbox.api.test_every_verb import RESOURCES
from tests.programs import Program, program_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(cast: Cast) -> Program:
    """An administrator's."""
    return program_of(cast.ada)


@pytest.fixture
def ana(cast: Cast) -> Program:
    """A lead's."""
    return program_of(cast.ana)


def test_every_list_answers_and_every_row_in_it(cast: Cast, ada: Program) -> None:
    furnish(cast)
    empty = []
    for resource in RESOURCES:
        answer = ada.get(f"/{resource.name}/")
        assert answer.status_code == 200, resource.name
        rows = answer.json()["items"]
        empty += [] if rows else [resource.name]
        for row in [] if resource.is_one else rows[:2]:
            one = ada.get(f"/{resource.name}/{row['id']}/")
            assert (one.status_code, one.json()) == (200, row), resource.name
    assert set(empty) <= {"bulk", "bulk-items", "deliveries", "notifications", "drafts"}


def test_no_list_asks_the_database_for_each_row(cast: Cast, ada: Program, django_assert_max_num_queries: Any) -> None:
    furnish(cast)
    for resource in RESOURCES:
        with django_assert_max_num_queries(9):
            ada.get(f"/{resource.name}/")


def test_outsiders_see_nothing_that_is_administrators_matter(cast: Cast) -> None:
    furnish(cast)
    nora = program_of(cast.nora)
    for resource in RESOURCES:
        assert nora.get(f"/{resource.name}/").status_code == (403 if resource.administrators else 200), resource.name


def test_a_members_address_is_told_to_administrators_and_themselves(cast: Cast, ada: Program) -> None:
    ben = program_of(cast.ben)
    assert ada.get(f"/members/{cast.ana.pk}/").json()["email"] == "ana@northline.example"
    assert ben.get(f"/members/{cast.ana.pk}/").json()["email"] is None
    assert ben.get(f"/members/{cast.ben.pk}/").json()["email"] == "ben@northline.example"


def test_protected_fields_are_never_written(cast: Cast) -> None:
    ben = program_of(cast.ben)
    path = f"/profile/{cast.ben.pk}/"
    for body in ({"is_administrator": True}, {"email": "x@y.example"}, {"is_active": False}, {"password": "x"}):
        assert ben.change(path, body).status_code == 400
    assert ben.change(path, {"time_zone": "Europe/Vienna"}).json()["time_zone"] == "Europe/Vienna"
    cast.ben.refresh_from_db()
    assert (cast.ben.is_administrator, cast.ben.time_zone) == (False, "Europe/Vienna")


def test_somebody_is_invited_granted_a_role_and_let_go(cast: Cast, ada: Program) -> None:
    roles = [{"department": cast.service.pk, "role": "agent"}]
    made = ada.post("/invitations/", {"name": "Ines", "email": "ines@northline.example", "roles": roles})
    assert (made.status_code, made.json()["grants"]) == (201, {str(cast.service.pk): "agent"})
    granted = ada.post("/memberships/", {"member": cast.nora.pk, "department": cast.service.pk, "role": "agent"})
    assert granted.status_code == 201
    place = f"/memberships/{granted.json()['id']}/"
    assert ada.delete(place).status_code == 428
    assert ada.delete(place, If_Match=granted["ETag"]).status_code == 204
    assert ada.get(place).status_code == 404
    gone = ada.post(f"/members/{cast.ben.pk}/deactivate/", {"to": []})
    assert (gone.status_code, gone.json()["is_active"]) == (200, False)
    assert ada.post(f"/members/{cast.ben.pk}/reactivate/").json()["is_active"] is True


def test_the_work_of_somebody_who_goes_is_handed_over(cast: Cast, ada: Program) -> None:
    row = conversation(cast.channel)
    program_of(cast.ben).post(f"/conversations/{row.pk}/take/")
    to = [{"department": cast.service.pk, "member": cast.ana.pk}]
    assert ada.post(f"/members/{cast.ben.pk}/deactivate/", {"to": to}).status_code == 200
    assert Conversation.objects.get(pk=row.pk).assignee == cast.ana


def test_why_somebody_is_away_is_told_to_them_and_their_leads(cast: Cast, ana: Program) -> None:
    ben, tim = program_of(cast.ben), program_of(cast.tim)
    days = [(timezone.localdate() + timedelta(days=n)).isoformat() for n in (1, 2)]
    made = ben.post("/absences/", {"kind": "sick", "starts_on": days[0], "ends_on": days[1]})
    assert made.status_code == 201, made.content
    path = f"/absences/{made.json()['id']}/"
    assert [one.get(path).json()["kind"] for one in (ben, ana, tim)] == ["sick", "sick", None]
    assert program_of(cast.mia).get(path).status_code == 404


def test_a_contact_is_known_better_and_found_by_address(cast: Cast) -> None:
    conversation(cast.channel)
    ben, person = program_of(cast.ben), Contact.objects.get()
    path = f"/contacts/{person.pk}/"
    told = ben.change(path, {"company": "Westbank", "emails": ["mira@example.com"]})
    assert (told.status_code, told.json()["company"], told.json()["emails"]) == (200, "Westbank", ["mira@example.com"])
    assert [one["id"] for one in ben.get("/contacts/?email=MIRA@example.com").json()["items"]] == [person.pk]
    assert ben.get("/contacts/?email=else@example.com").json()["items"] == []
    assert ben.change(path, {"place": "Graz"}).json()["emails"] == ["mira@example.com"]


def test_two_contacts_are_one_and_two_again(cast: Cast) -> None:
    conversation(cast.channel)
    conversation(cast.channel, author=Author("did:mira2", "mira.two", "Mira C."))
    ben = program_of(cast.ben)
    first, second = Contact.objects.order_by("pk")
    assert ben.post(f"/contacts/{second.pk}/merge/", {"into": first.pk}).json()["survivor"] == first.pk
    assert ben.post(f"/contacts/{second.pk}/unmerge/").json()["survivor"] is None


def test_departments_ask_one_another_and_answer(cast: Cast, ada: Program) -> None:
    row = conversation(cast.channel)
    ben, mia = program_of(cast.ben), program_of(cast.mia)
    why = ada.post("/reasons/", {"name": "Needs a second opinion"}).json()["id"]
    due = (timezone.now() + timedelta(hours=4)).isoformat()
    body = {"to": [cast.marketing.pk], "reason": why, "question": "May we refund?", "due_at": due}
    asked = ben.post(f"/conversations/{row.pk}/ask/", body)
    assert asked.status_code == 200, asked.content
    (request,) = asked.json()
    path = f"/escalations/{request['id']}/"
    assert mia.post(f"{path}accept/").json()["state"] == "accepted"
    answered = mia.post(f"{path}answer/", {"text": "Yes, in full."})
    assert (answered.json()["state"], answered.json()["answer"]) == ("answered", "Yes, in full.")
    assert ben.get("/escalations/?is_open=true").json()["items"] == []
    again = ben.post(f"{path}ask-again/", {"reason": why, "question": "Also the fee?", "due_at": due})
    assert (again.status_code, again.json()["earlier"]) == (200, request["id"])


def test_a_channel_is_paused_changed_and_given_a_new_token(cast: Cast, ada: Program) -> None:
    path = f"/channels/{cast.channel.pk}/"
    assert "credentials" not in ada.get(path).json()
    assert ada.post(f"{path}pause/").json()["is_active"] is False
    assert ada.change(path, {"name": "Northline"}).json()["name"] == "Northline"
    made, again = (ada.post(f"{path}rotate-token/", Idempotency_Key="rotate-1") for _ in range(2))
    assert made.json()["token"] == again.json()["token"]
    assert Event.objects.filter(verb="channel.rotate_token").count() == 1
    assert program_of(cast.ben).post(f"{path}resume/").status_code == 403


def test_a_channel_is_connected_by_an_attempt(cast: Cast, ada: Program) -> None:
    body = {"network": "push", "name": "CRM", "default_department": cast.service.pk}
    made = ada.post("/attempts/", body)
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    assert ada.post("/attempts/", {**body, "network": "carrier-pigeon"}).status_code == 400
    assert ada.post("/attempts/", {**body, "fields_asked": {"wings": "2"}}).status_code == 400


def test_what_could_not_be_understood_is_run_again(cast: Cast, ada: Program) -> None:
    furnish(cast)
    row = Inbound.objects.get(external_key="odd-1")
    Inbound.objects.filter(pk=row.pk).update(error="?", set_aside_at=timezone.now())
    assert [one["id"] for one in ada.get("/inbound/?failed=true").json()["items"]] == [row.pk]
    assert ada.post(f"/inbound/{row.pk}/run-again/").status_code == 200


def test_a_shift_is_planned_changed_and_taken_off(cast: Cast, ana: Program) -> None:
    day = timezone.localdate()
    body = {"channel": cast.channel.pk, "liaison": cast.ben.pk}
    dates = {"starts_on": str(day + timedelta(days=1)), "ends_on": str(day + timedelta(days=2))}
    made = ana.post("/roster/", body | dates)
    assert made.status_code == 201, made.content
    path = f"/roster/{made.json()['id']}/"
    changed = ana.change(path, {"cover": cast.ana.pk})
    assert (changed.json()["cover"], changed.json()["liaison"]) == (cast.ana.pk, cast.ben.pk)
    assert ana.delete(path, If_Match=changed["ETag"]).status_code == 204
    assert program_of(cast.ben).post("/roster/", body | dates).status_code == 403


def test_a_task_force_is_opened_and_led(cast: Cast, ana: Program) -> None:
    ends = str(timezone.localdate() + timedelta(days=7))
    body = {"name": "Delays", "lead": cast.ana.pk, "members": [cast.ben.pk, cast.mia.pk], "ends_on": ends}
    made = ana.post("/task-forces/", body)
    assert (made.status_code, made.json()["name"], made.json()["kind"]) == (201, "Delays", "task_force")
    path = f"/task-forces/{made.json()['id']}/"
    assert ana.post(f"{path}say/", {"status": "All is well."}).json()["status"] == "All is well."
    item = ana.post(f"{path}add-item/", {"text": "Ask operations"}).json()
    assert ana.post(f"/checklist-items/{item['id']}/check/").json()["done_by"] == cast.ana.pk
    decided = ana.post(f"{path}decide/", {"text": "We apologise."}).json()
    assert ana.get(f"/decisions/?task_force={made.json()['id']}").json()["items"] == [decided]
    assert ana.post(f"{path}close/").json()["closed_by"] == cast.ana.pk


def test_policies_are_made_ordered_and_switched_off(cast: Cast, ada: Program) -> None:
    body: dict[str, Any] = {
        "name": "Public replies",
        "tree": {"all": [{"field": "visibility", "op": "is", "value": ["public"]}]},
        "steps": [{"department": cast.service.pk, "role": "lead"}],
    }
    made = ada.post("/policies/", body)
    assert made.status_code == 201, made.content
    path = f"/policies/{made.json()['id']}/"
    assert ada.change(path, {"name": "All in public"}).json()["tree"] == made.json()["tree"]
    assert ada.post(f"{path}pause/").json()["is_active"] is False
    refused = ada.post("/policies/", {**body, "name": "Odd", "tree": {"all": [{"field": "moon"}]}})
    assert refused.status_code == 409
    assert refused.json()["detail"].endswith(".")


def test_promises_and_hours_are_kept_by_administrators(cast: Cast, ada: Program, ana: Program) -> None:
    week = [[[540, 1020]]] * 5 + [[], []]
    hours = ada.post("/calendars/", {"name": "Office", "zone": "Europe/Berlin", "week": week})
    assert (hours.status_code, hours.json()["week"]) == (201, week)
    body = {"name": "Quick", "targets": {"first": 60}, "calendar": hours.json()["id"], "priorities": ["urgent"]}
    made = ada.post("/sla-policies/", body)
    assert (made.status_code, made.json()["targets"]) == (201, {"first": 60})
    changed = ada.change(f"/sla-policies/{made.json()['id']}/", {"targets": {"next": 30}})
    assert (changed.json()["targets"], changed.json()["number"]) == ({"next": 30}, 2)
    assert ana.post("/calendars/", {"name": "Mine", "zone": "UTC", "week": None}).status_code == 403


def test_views_are_kept_shared_and_forgotten(cast: Cast, ana: Program) -> None:
    made = ana.post("/views/", {"name": "Mine", "query": "?assignee=me"})
    shared = ana.post("/views/share/", {"name": "Ours", "query": "?assignee=nobody", "department": cast.service.pk})
    assert shared.json()["department"] == cast.service.pk
    assert {one["name"] for one in program_of(cast.ben).get("/views/").json()["items"]} == {"Ours"}
    assert ana.delete(f"/views/{made.json()['id']}/", If_Match=made["ETag"]).status_code == 204


def test_a_canned_response_is_approved_in_the_version_that_was_read(cast: Cast, ada: Program, ana: Program) -> None:
    body = {"title": "Sorry", "shortcut": "sorry", "text": "We are sorry.", "department": cast.service.pk}
    made = ana.post("/canned-responses/", body)
    path = f"/canned-responses/{made.json()['id']}/"
    ana.change(path, {"text": "We are very sorry."})
    stale = ada.post(f"{path}approve/", {"version": 1})
    assert (stale.status_code, stale.json()["present"]["number"]) == (409, 2)
    assert ada.post(f"{path}approve/", {"version": 2}).json()["is_approved_as_is"] is True


def test_a_watch_listens_and_rests(cast: Cast, ada: Program) -> None:
    place = channel(cast.service, network="sandbox")
    body = {"channel": place.pk, "kind": "words", "query": "delay", "department": cast.service.pk}
    made = ada.post("/watches/", body)
    assert made.status_code == 201, made.content
    assert ada.post(f"/watches/{made.json()['id']}/pause/").json()["is_active"] is False


def test_one_is_told_of_ones_own_notifications_only(cast: Cast) -> None:
    assert Member.objects.count() > 2
    assert program_of(cast.ben).get("/notifications/").json() == {"items": [], "next": None}
