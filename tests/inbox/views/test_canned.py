"""Pages of canned responses, and canned responses where a reply is written."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from inbox.actions.canned import approve, archive, change, create, use
from inbox.models import CannedResponse, Conversation, Draft, Message
from tests.cast import Cast, conversation
from tests.inbox.browser import bluesky

pytestmark = pytest.mark.django_db
EXTRA = {"uri": "at://1", "cid": "c1", "root_uri": "at://1", "root_cid": "c1"}
JSON, HTML = {"Accept": "application/json"}, {"Accept": "text/html"}
LATE = "Sorry, {{contact.first_name}}. ^{{member.first_name}}"
HANDLE = "{{contact.first_name}} at {{channel.name}}"


@pytest.fixture
def made(cast: Cast, client: Client) -> Conversation:
    client.force_login(cast.ben)
    return conversation(bluesky(cast.service), external_id="m1", extra=EXTRA)


def prepared(cast: Cast, shortcut: str = "late", text: str = LATE, **fields: Any) -> CannedResponse:
    values = {"title": "Late train", "department": cast.service, **fields}
    return create(shortcut=shortcut, text=text, by=cast.ada, **values)


def page(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_the_list_is_found_by_words_and_department(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    assert "There is no canned response yet." in page(client, "/canned/")
    prepared(cast)
    prepared(cast, "winter", "Until 28 February.", title="Winter ticket", department=cast.marketing)
    prepared(cast, "bye", "Good-bye!", title="Good-bye", department=None)
    archive(prepared(cast, "strike", "Trains run.", title="Strike"), by=cast.ada)
    whole = page(client, "/canned/")
    assert all(title in whole for title in ("Late train", "Winter ticket", "Good-bye"))
    assert "Strike" not in whole
    assert "New canned response" not in whole
    assert "Winter ticket" not in page(client, "/canned/?department=customer-service")
    assert "Good-bye" in page(client, "/canned/?department=all")
    assert "Winter ticket" in page(client, "/canned/?q=february+/winter")
    assert "No canned response found." in page(client, "/canned/?q=zeppelin%00")
    assert "Strike" in page(client, "/canned/?archived=1")


def test_it_takes_five_questions_however_many_there_are(cast: Cast, client: Client, counted: Any) -> None:
    client.force_login(cast.ben)
    few = counted(lambda: page(client, "/canned/"))
    for number in range(12):
        prepared(cast, f"late-{number}")
    assert counted(lambda: page(client, "/canned/")) == few


@pytest.fixture
def counted(django_assert_max_num_queries: Any) -> Any:
    def count(act: Any) -> int:
        with django_assert_max_num_queries(60) as asked:
            act()
        return len(asked)

    return count


def test_a_lead_writes_one_on_its_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.ana)
    facts = {"title": "Late", "shortcut": "late", "text": LATE, "department": "customer-service"}
    wrong = client.post("/canned/new/", {**facts, "text": "{{contact.nmae}}"}).content.decode()
    assert "There is no variable {{contact.nmae}}." in wrong
    assert 'value="Late"' in wrong
    told = client.post("/canned/new/", facts, follow=True).content.decode()
    response = CannedResponse.objects.get()
    assert response.department == cast.service
    assert "“Late” can be used from now on." in told
    assert "Sorry, Alex. ^Ana" in told or "preview" not in told
    client.post(f"/canned/{response.pk}/", {**facts, "text": "Sorry."})
    assert CannedResponse.objects.get().text == "Sorry."
    history = page(client, f"/canned/{response.pk}/")
    assert "Version 2" in history
    assert "<del>" in history


def test_who_may_not_change_it_reads_it(cast: Cast, client: Client) -> None:
    response = prepared(cast)
    client.force_login(cast.ben)
    here = f"/canned/{response.pk}/"
    assert "Late train" in page(client, here)
    assert 'name="shortcut"' not in page(client, here)
    for address in (
        here,
        f"{here}archive/",
        f"{here}approve/",
        f"{here}disapprove/",
        f"{here}restore/",
        "/canned/new/",
    ):
        assert client.post(address, {"title": "x", "shortcut": "x", "text": "x", "version": 1}).status_code == 403
    client.force_login(cast.ana)
    assert client.post(f"{here}approve/", {"version": 1}).status_code == 403
    assert client.post(f"{here}archive/", follow=True).status_code == 200
    assert "Offer it again." in page(client, here)
    client.post(f"{here}restore/")
    assert CannedResponse.objects.get().archived_at is None


def test_the_preview_is_as_a_network_will_show_it(cast: Cast, client: Client, made: Conversation) -> None:
    response = prepared(cast, text=HANDLE + " x" * 200)
    shown = page(client, f"/canned/{response.pk}/?channel={made.channel_id}")
    assert "As Bluesky will show it" in shown
    assert "Alex at Northline" in shown
    assert "/ 300" in shown
    assert page(client, f"/canned/{response.pk}/?channel=nonsense").count("Alex at Northline") == 1


def test_an_administrator_approves_the_version_that_was_read(cast: Cast, client: Client) -> None:
    response, here = prepared(cast), ""
    here = f"/canned/{response.pk}/"
    client.force_login(cast.ada)
    change(response, title="Late", shortcut="late", text="Sorry.", by=cast.ana)
    told = client.post(f"{here}approve/", {"version": 1}, follow=True).content.decode()
    assert "It has been changed since you looked." in told
    assert "is approved as it is." in client.post(f"{here}approve/", {"version": 2}, follow=True).content.decode()
    client.force_login(cast.ana)
    facts = {"title": "Late", "shortcut": "late", "text": "Sorry!"}
    told = client.post(here, facts, follow=True).content.decode()
    assert "no longer approved as it is" in told
    assert client.post(f"{here}approve/", {"version": "²"}).status_code == 403


def test_a_closed_departments_own_do_not_exist_outside(cast: Cast, client: Client, made: Conversation) -> None:
    response = prepared(cast, "canary", "canary", title="canary", department=cast.hr)
    client.force_login(cast.ben)
    assert "canary" not in page(client, "/canned/?q=can")
    assert client.get(f"/canned/{response.pk}/").status_code == 404
    assert client.get(f"/inbox/{made.pk}/canned/?q=canary").json() == {"found": []}
    Conversation.objects.update(department=cast.hr, is_closed=True)
    client.force_login(cast.mia)
    assert client.get(f"/inbox/{made.pk}/canned/").status_code == 404


def test_slash_offers_the_departments_own_filled_in(cast: Cast, client: Client, made: Conversation) -> None:
    prepared(cast, "winter", "Until March.", title="Winter", department=cast.marketing)
    often = prepared(cast, "bye", "Good-bye, {{contact.first_name}}! See also /late", title="Good-bye", department=None)
    late = approve(prepared(cast), version=1, by=cast.ada)
    use(often, conversation=made, by=cast.ben)
    found = client.get(f"/inbox/{made.pk}/canned/").json()["found"]
    assert [one["shortcut"] for one in found] == ["/bye", "/late"]
    found = client.get(f"/inbox/{made.pk}/canned/?q=la").json()["found"]
    assert [one["shortcut"] for one in found] == ["/late", "/bye"]
    assert found[0] == {
        "id": late.pk,
        "title": "Late train",
        "shortcut": "/late",
        "scope": "CS",
        "text": "Sorry, Mira. ^Ben",
        "left": "",
        "count": {"text": "17 / 300", "share": 6, "title": "Counted as Bluesky counts", "problem": ""},
        "as_is": "Approved as it is",
    }


def test_who_only_reads_is_offered_nothing(cast: Cast, client: Client, made: Conversation) -> None:
    response = prepared(cast)
    client.force_login(cast.olga)
    assert client.get(f"/inbox/{made.pk}/canned/").json() == {"found": []}
    told = client.post(f"/inbox/{made.pk}/canned/", {"kind": "reply", "canned": response.pk}, headers=JSON)
    assert (told.status_code, told.json()["error"]) == (409, "This canned response is not there any more.")
    assert CannedResponse.objects.get().use_count == 0


def test_a_script_is_told_what_to_put_in_and_the_use_is_counted(cast: Cast, client: Client, made: Conversation) -> None:
    response = prepared(cast, text="Hi {{contact.first_name}}")
    asked = Message.objects.get(conversation=made)
    facts = {"kind": "reply", "answers": asked.pk, "canned": response.pk}
    told = client.post(f"/inbox/{made.pk}/canned/", facts, headers=JSON)
    assert told.json() == {"text": "Hi Mira", "left": ""}
    assert CannedResponse.objects.get().use_count == 1
    assert not Draft.objects.exists()
    for wrong in ("", "x", "999999", "²", str(prepared(cast, "mk", department=cast.marketing).pk)):
        told = client.post(f"/inbox/{made.pk}/canned/", {**facts, "canned": wrong}, headers=JSON)
        assert told.status_code == 409


def test_without_scripts_it_follows_what_was_typed(cast: Cast, client: Client, made: Conversation) -> None:
    response = prepared(cast)
    facts = {"kind": "reply", "text": "Good morning!", "answers": Message.objects.get(conversation=made).pk}
    listed = client.post(f"/inbox/{made.pk}/canned/", facts, headers=HTML, follow=True).content.decode()
    assert f'name="canned" value="{response.pk}"' in listed
    assert Draft.objects.get().text == "Good morning!"
    client.post(f"/inbox/{made.pk}/canned/", {**facts, "canned": response.pk}, headers=HTML)
    assert Draft.objects.get().text == "Good morning!\nSorry, Mira. ^Ben"
    assert CannedResponse.objects.get().use_count == 1


def test_an_empty_composer_stays_without_a_draft(cast: Cast, client: Client, made: Conversation) -> None:
    client.post(f"/inbox/{made.pk}/canned/", {"kind": "reply", "text": ""}, headers=HTML)
    assert not Draft.objects.exists()
    listed = page(client, f"/inbox/{made.pk}/?canned=list")
    assert "There is no canned response for this department yet." in listed


def test_what_is_not_filled_in_is_named_beside_the_composer_and_refused(
    cast: Cast, client: Client, made: Conversation
) -> None:
    asked = Message.objects.get(conversation=made)
    facts = {"kind": "reply", "text": "Call {{your.number}}.", "answers": asked.pk, "seen": asked.pk}
    sentence = "{{your.number}} is not filled in. Write what belongs there, then it can be sent."
    assert client.post(f"/inbox/{made.pk}/draft/", facts, headers=JSON).json()["left"] == sentence
    assert sentence in page(client, f"/inbox/{made.pk}/")
    told = client.post(f"/inbox/{made.pk}/reply/", {**facts, "way": "send"}, follow=True).content.decode()
    assert told.count(sentence) == 2
    assert Draft.objects.get().state == "writing"
    facts["text"] = "Call 555."
    assert client.post(f"/inbox/{made.pk}/draft/", facts, headers=JSON).json()["left"] == ""
