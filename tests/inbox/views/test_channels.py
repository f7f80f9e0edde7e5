"""The pages on which channels are connected and looked after."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Event, Member
from inbox import tasks
from inbox.actions.intake import fail_poll
from inbox.models import Attempt, Channel, Inbound, Message
from tests.cast import Cast, channel, conversation
from tests.sandbox_network.network import Network

pytestmark = pytest.mark.django_db
SECRET = "tok-not-for-eyes"


@pytest.fixture
def ada(cast: Cast) -> Client:
    """Ada's browser."""
    return browser(cast.ada)


def browser(member: Member) -> Client:
    """A member's browser."""
    made = Client()
    made.force_login(member)
    return made


def text(response: Any) -> str:
    """The page, which must be there."""
    assert response.status_code == 200
    return str(response.content.decode())


def led_to(response: Any) -> str:
    """The address of a redirect."""
    assert response.status_code == 302
    return str(response.headers["Location"])


def typed(cast: Cast, **fields: Any) -> dict[str, Any]:
    """What one fills in for the sandbox."""
    return {"token": SECRET, "service_url": "", "name": "Ours", "default_department": cast.service.pk, **fields}


def test_the_list_says_how_each_channel_is(cast: Cast, ada: Client) -> None:
    conversation(cast.channel)
    page = text(ada.get("/channels/"))
    assert "@northline.example" in page
    assert "Nobody can push to it yet: it has no token." in page
    assert "Connect a channel" in page


def test_the_list_asks_the_same_number_of_questions_however_many_channels(
    cast: Cast, ada: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        channel(cast.service)
    with django_assert_max_num_queries(10):
        text(ada.get("/channels/"))


def test_without_a_channel_the_next_step_is_shown(cast: Cast, ada: Client) -> None:
    Channel.objects.all().delete()
    assert "No channel yet." in text(ada.get("/channels/"))


def test_everybody_sees_how_open_channels_are_and_nobody_elses_closed_ones(cast: Cast) -> None:
    closed = channel(cast.hr, name="Careers", is_closed=True)
    page = text(browser(cast.nora).get("/channels/"))
    assert "@northline.example" in page
    assert "Careers" not in page
    assert "Connect a channel" not in page
    assert browser(cast.nora).get(f"/channels/{closed.pk}/").status_code == 404
    assert "Careers" in text(browser(cast.hal).get(f"/channels/{closed.pk}/"))


def test_members_see_health_and_no_acts(cast: Cast) -> None:
    page = text(browser(cast.ana).get(f"/channels/{cast.channel.pk}/")).split("<main", 1)[1].split("</main>", 1)[0]
    assert "Customer Service" in page
    for word in ("Pause", ">Change<", "token</span>", "Address"):
        assert word not in page


def test_networks_that_can_be_connected_by_hand_are_offered(ada: Client) -> None:
    page = text(ada.get("/channels/connect/"))
    assert "/channels/connect/bluesky/" in page
    assert "/channels/connect/push/" in page
    assert "/channels/connect/import/" not in page
    assert ada.get("/channels/connect/import/").status_code == 404


def test_a_form_asks_what_the_network_needs_and_hides_secrets(ada: Client) -> None:
    page = text(ada.get("/channels/connect/bluesky/"))
    assert "App password" in page
    assert 'type="password" name="app_password"' in page
    assert "Choose a department" in page


def test_a_department_is_mandatory(cast: Cast, ada: Client) -> None:
    page = text(ada.post("/channels/connect/sandbox/", typed(cast, default_department="")))
    assert "Choose something for “Department”." in page
    assert 'value="Ours"' in page
    assert SECRET not in page
    assert not Attempt.objects.exists()


def test_connecting_waits_for_the_worker_and_leads_to_the_channel(cast: Cast, ada: Client, sandbox: Network) -> None:
    brand = sandbox.brand()
    answer = ada.post("/channels/connect/sandbox/", typed(cast, token=brand.token))
    waiting = ada.get(led_to(answer))
    assert "We are signing in to Sandbox." in text(waiting)
    assert waiting.headers["Refresh"] == "1"
    tasks.test_connection(Attempt.objects.get().pk)
    made = Channel.objects.get(network="sandbox")
    assert led_to(ada.get(led_to(answer))) == f"/channels/{made.pk}/"
    page = text(ada.get(f"/channels/{made.pk}/"))
    assert "Ours is connected." in page
    assert "Look now" in page
    assert brand.token not in page


def test_a_refusal_leads_back_with_the_sentence_and_what_was_typed(cast: Cast, ada: Client, sandbox: Network) -> None:
    answer = ada.post("/channels/connect/sandbox/", typed(cast, is_closed="on"))
    tasks.test_connection(Attempt.objects.get().pk)
    back = led_to(ada.get(led_to(answer)))
    page = text(ada.get(back))
    assert Attempt.objects.get().error in page.replace("&#39;", "'")
    assert 'value="Ours"' in page
    assert f'<option value="{cast.service.pk}" selected>' in page
    assert "checked" in page
    assert SECRET not in page


def test_what_somebody_else_typed_is_not_shown(cast: Cast, ada: Client, sandbox: Network) -> None:
    ada.post("/channels/connect/sandbox/", typed(cast))
    tasks.test_connection(Attempt.objects.get().pk)
    other = Member.objects.create(email="eve@northline.example", name="Eve", is_administrator=True)
    page = text(browser(other).get(f"/channels/connect/sandbox/?attempt={Attempt.objects.get().pk}"))
    assert 'value="Ours"' not in page


@pytest.mark.parametrize("number", ["x", "-1", "99999", "²"])
def test_an_attempt_that_is_not_there_changes_nothing(ada: Client, number: str) -> None:
    text(ada.get(f"/channels/connect/sandbox/?attempt={number}"))


def test_the_secret_is_in_no_page_journal_log_or_plain_column(
    cast: Cast, ada: Client, sandbox: Network, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    brand = sandbox.brand()
    ada.post("/channels/connect/sandbox/", typed(cast, token=brand.token))
    tasks.test_connection(Attempt.objects.get().pk)
    made = Channel.objects.get(network="sandbox")
    addresses = ["/channels/", *(f"/channels/{made.pk}/{page}" for page in ("", "change/", "credentials/"))]
    told = "".join(text(ada.get(address)) for address in addresses)
    told += "".join(str(row) for row in Event.objects.values())
    told += caplog.text.replace(f"Bearer {brand.token}", "")
    assert brand.token not in told


def test_a_push_channel_is_there_at_once_and_its_token_is_shown_once(cast: Cast, ada: Client) -> None:
    page = text(ada.post("/channels/connect/push/", {"name": ""}))
    assert "Fill in “Name”." in page
    assert "Choose something for “Department”." in page
    answer = ada.post("/channels/connect/push/", {"name": "Reviews", "default_department": cast.marketing.pk})
    made = Channel.objects.get(name="Reviews")
    assert led_to(answer) == f"/channels/{made.pk}/"
    assert "Make a token" in text(ada.get(led_to(answer)))
    shown = text(ada.post(f"/channels/{made.pk}/rotate-token/"))
    token = shown.split("<code>")[1].split("</code>")[0]
    assert f"/api/v1/push/{made.pk}/items/" in shown
    assert token not in text(ada.get(led_to(answer)))
    sent = Client().post(
        f"/api/v1/push/{made.pk}/items/",
        {"text": "Five stars"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert sent.status_code == 201
    assert Message.objects.get().conversation.department == cast.marketing
    assert "Last post just now. It waits for what is pushed." in text(ada.get(led_to(answer)))


def test_pausing_resuming_and_looking_are_each_one_button(cast: Cast, ada: Client) -> None:
    made = channel(cast.service, network="sandbox", name="Ours")
    said = text(ada.post(f"/channels/{made.pk}/pause/", follow=True))
    assert "Ours is paused: nothing comes in and nothing leaves." in said
    assert "Ours is active again." in text(ada.post(f"/channels/{made.pk}/resume/", follow=True))
    assert "Looking now." in text(ada.post(f"/channels/{made.pk}/poll/", follow=True))
    assert "Ours is active already." in text(ada.post(f"/channels/{made.pk}/resume/", follow=True))


def test_changing_shows_what_is_and_keeps_what_is_chosen(cast: Cast, ada: Client) -> None:
    address = f"/channels/{cast.channel.pk}/change/"
    assert 'value="@northline.example"' in text(ada.get(address))
    ada.post(address, {"name": "Northline", "default_department": cast.marketing.pk, "is_closed": "on"})
    cast.channel.refresh_from_db()
    assert (cast.channel.name, cast.channel.default_department, cast.channel.is_closed) == (
        "Northline",
        cast.marketing,
        True,
    )


def test_new_credentials_are_tried_before_they_replace_the_old(cast: Cast, ada: Client, sandbox: Network) -> None:
    brand = sandbox.brand()
    ada.post("/channels/connect/sandbox/", typed(cast, token=brand.token))
    tasks.test_connection(Attempt.objects.get().pk)
    made = Channel.objects.get(network="sandbox")
    answer = ada.post(f"/channels/{made.pk}/credentials/", {"token": "wrong", "service_url": ""})
    tasks.test_connection(Attempt.objects.latest("pk").pk)
    back = led_to(ada.get(led_to(answer)))
    assert back.startswith(f"/channels/{made.pk}/credentials/")
    assert Attempt.objects.latest("pk").error in text(ada.get(back)).replace("&#39;", "'")
    made.refresh_from_db()
    assert made.credentials == {"token": brand.token}


def test_an_outage_is_said_with_its_cause(cast: Cast, ada: Client) -> None:
    made = channel(cast.service, network="bluesky")
    fail_poll(made, error="Bluesky refused our password.", retry_at=None, by=cast.ada)
    page = text(ada.get("/channels/"))
    assert "Bluesky refused our password. So it has been since" in page
    assert "Next try in" in page


def test_a_payload_that_was_not_understood_is_shown_to_administrators_and_runs_again(cast: Cast, ada: Client) -> None:
    payload = {"item": {"text": "<b>bold</b>", "external_id": "r-1"}, "received_at": "2026-11-19T12:00Z"}
    row = Inbound.objects.create(
        channel=cast.channel,
        external_key="r-1",
        payload=payload,
        error="ValueError: too strange",
        set_aside_at="2026-11-19T12:00Z",
    )
    page = text(ada.get(f"/channels/{cast.channel.pk}/"))
    assert "ValueError: too strange" in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "One payload could not be understood." in page
    assert "too strange" not in text(browser(cast.ana).get(f"/channels/{cast.channel.pk}/"))
    ada.post(f"/channels/{cast.channel.pk}/inbound/{row.pk}/run-again/")
    tasks.process_channel(cast.channel.pk)
    assert Message.objects.get(external_id="r-1").text == "<b>bold</b>"
    assert "too strange" not in text(ada.get(f"/channels/{cast.channel.pk}/"))


def test_a_payload_of_another_channel_is_not_found(cast: Cast, ada: Client) -> None:
    other = channel(cast.service)
    row = Inbound.objects.create(channel=other, external_key="x", payload={}, set_aside_at="2026-11-19T12:00Z")
    assert ada.post(f"/channels/{cast.channel.pk}/inbound/{row.pk}/run-again/").status_code == 404


@pytest.mark.parametrize("name", ["ana", "mia", "nora"])
def test_whoever_is_no_administrator_changes_nothing(cast: Cast, name: str) -> None:
    before = Channel.objects.filter(pk=cast.channel.pk).values().get()
    row = Inbound.objects.create(channel=cast.channel, external_key="x", payload={}, set_aside_at="2026-11-19T12:00Z")
    somebody = browser(getattr(cast, name))
    acts = ["pause/", "resume/", "poll/", "rotate-token/", "change/", "credentials/", f"inbound/{row.pk}/run-again/"]
    for act in acts:
        answer = somebody.post(f"/channels/{cast.channel.pk}/{act}", typed(cast))
        assert answer.status_code == 403, act
    assert somebody.get("/channels/connect/").status_code == 403
    assert somebody.post("/channels/connect/push/", typed(cast)).status_code == 403
    assert Channel.objects.filter(pk=cast.channel.pk).values().get() == before
    assert Channel.objects.count() == 1
    assert not Attempt.objects.exists()


def test_strangers_are_asked_to_sign_in(cast: Cast, client: Client) -> None:
    for name in ("inbox:channels", "inbox:networks"):
        assert client.get(reverse(name)).status_code == 302
