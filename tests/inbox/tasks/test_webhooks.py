"""Webhooks against a real receiver: each event arrives, in order, signed, and nothing reaches a private address."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from accounts.actions import memberships, programs
from accounts.models import Event, Mail, Role
from inbox import tasks
from inbox.actions import labels, saved_views, webhook, webhook_calls
from inbox.actions.answer import answer
from inbox.actions.assign import take
from inbox.actions.decline import decline
from inbox.actions.escalate import ask
from inbox.actions.label import label
from inbox.actions.note import add_note
from inbox.actions.resolve import resolve
from inbox.hooks.waits import LASTS
from inbox.models import Conversation, Escalation, Notice, Webhook, WebhookCall
from inbox.models.webhook import CallState
from tests.cast import Cast, channel, conversation
from tests.inbox.requests import question
from tests.programs import program_of
from tests.receiver.fixture import Receiver

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _from_here_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is followed from its end; what a test's one transaction wrote counts as settled."""
    monkeypatch.setattr("accounts.models.event.EventQuerySet.settled", lambda self: self.all())
    tasks.sweep_webhooks()


def told(cast: Cast, receiver: Receiver, path: str = "/take", **more: Any) -> tuple[Webhook, str]:
    """A webhook of Ada's to that receiver."""
    facts = {"name": f"Shop {path}", "address": f"{receiver.url}{path}", **more}
    return webhook.create(by=cast.ada, **facts)


def work(times: int = 1) -> None:
    """A sweep, and a turn for each webhook that is due, as workers would; what waits is made due."""
    for _ in range(times):
        tasks.sweep_webhooks()
        for pk in Webhook.objects.due().values_list("pk", flat=True):
            tasks.call_webhook(pk)
        Webhook.objects.update(not_before=None)
        WebhookCall.objects.waiting().update(due_at=timezone.now())


def verbs(seen: list[dict[str, Any]]) -> list[str]:
    """What was told."""
    return [json.loads(one["body"])["type"] for one in seen]


def states(made: Webhook) -> list[str]:
    """Of its calls, the oldest first."""
    return list(made.calls.order_by("pk").values_list("state", flat=True))


def kept(made: Webhook) -> str:
    """All that the log says."""
    return json.dumps([[tried.request, tried.response] for call in made.calls.all() for tried in call.tries.all()])


def test_what_happens_is_told_signed_and_verified_by_the_published_library(cast: Cast, receiver: Receiver) -> None:
    _made, secret = told(cast, receiver)
    row = conversation(cast.channel)
    take(row, by=cast.ben)
    work()
    seen = receiver.taken()
    assert {"message.receive", "conversation.open", "conversation.take"} <= set(verbs(seen))
    for one in seen:
        said = Verifier(secret).verify(one["body"], one["headers"])
        assert said["data"]["link"].endswith(f"/inbox/{row.pk}/") or said["data"]["event"]["conversation_id"] is None
    assert "18:12" not in json.dumps(seen), "no words without being asked for"
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(seen[0]["body"] + " ", seen[0]["headers"])


def test_an_event_is_told_as_the_feed_tells_it(cast: Cast, receiver: Receiver) -> None:
    told(cast, receiver, verbs=["conversation.take"])
    take(conversation(cast.channel), by=cast.ben)
    work()
    said = json.loads(receiver.taken()[0]["body"])["data"]["event"]
    feed = program_of(cast.ada).get("/events/?verb=conversation.take").json()["items"][0]
    moments = ("occurred_at", "recorded_at")
    assert {k: v for k, v in said.items() if k not in moments} == {k: v for k, v in feed.items() if k not in moments}


def test_during_a_rotation_both_secrets_verify_and_afterwards_the_new_one(cast: Cast, receiver: Receiver) -> None:
    made, former = told(cast, receiver, verbs=["note.add"])
    _made, present = webhook.rotate_secret(made, overlap=timedelta(hours=1), by=cast.ada)
    row = conversation(cast.channel)
    add_note(row, text="One.", by=cast.ben)
    work()
    for secret in (former, present):
        Verifier(secret).verify(receiver.taken()[0]["body"], receiver.taken()[0]["headers"])
    webhook.rotate_secret(made, overlap=timedelta(), by=cast.ada)
    _made, newest = webhook.rotate_secret(made, overlap=timedelta(), by=cast.ada)
    Webhook.objects.get(pk=made.pk)
    add_note(row, text="Two.", by=cast.ben)
    work()
    last = receiver.taken()[-1]
    Verifier(newest).verify(last["body"], last["headers"])
    with pytest.raises(WebhookVerificationError):
        Verifier(present).verify(last["body"], last["headers"])


def test_what_fails_is_tried_again_under_the_same_id_and_its_conversation_waits(cast: Cast, receiver: Receiver) -> None:
    made, _secret = told(cast, receiver, "/stumble/2", verbs=["note.add"])
    row, other = conversation(cast.channel), conversation(cast.channel)
    for text in ("1", "2", "3"):
        add_note(row, text=text, by=cast.ben)
        add_note(other, text=text, by=cast.ben)
    work(8)
    assert states(made) == [CallState.DELIVERED] * 6
    for each in (row, other):
        told_of = [json.loads(one["body"])["data"]["event"] for one in receiver.taken("/stumble/2")]
        ids = [event["id"] for event in told_of if event["conversation_id"] == each.pk]
        assert ids == sorted(ids), "in the order in which it happened"
        assert len(ids) == 3
    first = [one["headers"]["webhook-id"] for one in receiver.seen("/stumble/2")]
    assert all(first.count(each) == 3 for each in set(first))


def test_one_that_hangs_keeps_nobody_else_waiting(
    cast: Cast, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox.hooks.sending.DEADLINE", 1.0)
    slow, _ = told(cast, receiver, "/hang", verbs=["note.add"])
    quick, _ = told(cast, receiver, "/take", verbs=["note.add"])
    row = conversation(cast.channel)
    for text in ("1", "2"):
        add_note(row, text=text, by=cast.ben)
        add_note(conversation(cast.channel), text=text, by=cast.ben)
    tasks.sweep_webhooks()
    began = time.monotonic()
    tasks.call_webhook(slow.pk)
    assert time.monotonic() - began < 5, "it is left alone after the first that was not answered"
    assert len(receiver.seen("/hang")) == 1
    tasks.call_webhook(quick.pk)
    assert states(quick) == [CallState.DELIVERED] * 4
    slow.refresh_from_db()
    assert slow.not_before is not None
    assert "did not answer" in slow.error
    assert not Webhook.objects.due().filter(pk=slow.pk).exists()


def test_slow_ones_hold_half_of_the_places_at_most(cast: Cast, receiver: Receiver) -> None:
    made = [told(cast, receiver, f"/slow/{n}", verbs=["note.add"])[0] for n in range(3)]
    Webhook.objects.filter(pk__in=[made[0].pk, made[1].pk]).update(is_slow=True)
    add_note(conversation(cast.channel), text="Hello.", by=cast.ben)
    tasks.sweep_webhooks()
    assert webhook_calls.claim(made[0].pk) is not None
    assert webhook_calls.claim(made[1].pk) is None, "the other slow one waits"
    assert webhook_calls.claim(made[2].pk) is not None, "a quick one finds a place"


def test_two_workers_do_not_call_the_same_receiver(cast: Cast, receiver: Receiver) -> None:
    made, _ = told(cast, receiver, verbs=["note.add"])
    add_note(conversation(cast.channel), text="Hello.", by=cast.ben)
    tasks.sweep_webhooks()
    assert webhook_calls.claim(made.pk) is not None
    tasks.call_webhook(made.pk)
    assert receiver.seen() == []


@pytest.mark.parametrize("way", ["/lead", "direct", "name"])
def test_nothing_reaches_a_private_address(
    cast: Cast, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    inside = f"{receiver.url}/inside"
    addresses = {
        "/lead": f"{receiver.url}/lead?to={inside}",
        "direct": inside,
        "name": inside.replace("127.0.0.1", "localhost"),
    }
    if way != "/lead":
        monkeypatch.setenv("OUTBOUND_ALLOW", "")
    made, _ = webhook.create(name="Inside", address=addresses[way], verbs=["note.add"], by=cast.ada)
    add_note(conversation(cast.channel), text="Hello.", by=cast.ben)
    work(2)
    assert receiver.seen("/inside") == []
    assert states(made) == [CallState.WAITING]
    error = made.calls.get().tries.latest("pk").error
    assert ("led elsewhere" if way == "/lead" else "not a public address") in error


def test_an_address_that_no_host_can_have_is_an_attempt_with_its_reason(cast: Cast) -> None:
    made, _ = webhook.create(name="Typo", address="https://shop.example/", verbs=["note.add"], by=cast.ada)
    Webhook.objects.filter(pk=made.pk).update(target={"address": "http://xn--zz--/hook"})
    add_note(conversation(cast.channel), text="Hello.", by=cast.ben)
    work()
    assert "no usable address" in made.calls.get().tries.get().error
    made.refresh_from_db()
    assert made.failing_since is not None


def test_what_can_not_be_written_keeps_no_other_waiting(cast: Cast, receiver: Receiver) -> None:
    made, _ = told(cast, receiver, verbs=["note.add"])
    lost = made.calls.create(event_id=2**40, verb="note.add", line="c0")
    add_note(conversation(cast.channel), text="Hello.", by=cast.ben)
    work()
    assert states(made) == [CallState.WAITING, CallState.DELIVERED]
    assert "could not write" in lost.tries.get().error
    assert verbs(receiver.taken()) == ["note.add"]


def test_the_receiver_may_say_when_to_come_again_and_that_it_is_gone(cast: Cast, receiver: Receiver) -> None:
    made, _ = told(cast, receiver, "/gone", verbs=["note.add"])
    add_note(conversation(cast.channel), text="Hello.", by=cast.ben)
    work()
    made.refresh_from_db()
    assert (made.pause_cause, made.is_paused) == ("gone", True)
    assert Notice.objects.filter(kind="webhook_paused", cleared_at=None).exists()


def test_after_three_days_it_is_paused_told_and_goes_on_where_it_stopped(cast: Cast, receiver: Receiver) -> None:
    made, _ = told(cast, receiver, "/refuse/503", verbs=["note.add"])
    row = conversation(cast.channel)
    add_note(row, text="One.", by=cast.ben)
    work()
    began = timezone.now() - LASTS - timedelta(minutes=1)
    made.calls.update(first_try_at=began)
    work()
    made.refresh_from_db()
    assert made.pause_cause == "failing"
    assert Event.objects.filter(verb="webhook.fail", subject_id=made.pk).count() == 1
    assert cast.ada.notifications.filter(notice__kind="webhook_paused").exists()
    add_note(row, text="Two.", by=cast.ben)
    work()
    assert len(receiver.seen("/refuse/503")) == 2, "nothing is sent while it is paused"
    row_facts: dict[str, Any] = {name: [] for name in ("departments", "channels", "labels")}
    address = f"{receiver.url}/take"
    webhook.change(
        made, name="Shop", address=address, verbs=["note.add"], view=None, with_content=False, **row_facts, by=cast.ada
    )
    webhook.resume(made, by=cast.ada)
    work()
    assert states(made) == [CallState.DELIVERED] * 2
    tasks.sweep_operations()
    assert not Notice.objects.filter(kind="webhook_paused", cleared_at=None).exists()


def test_one_event_that_is_never_taken_is_given_up_while_others_arrive(cast: Cast, receiver: Receiver) -> None:
    made, _ = told(cast, receiver, "/refuse/400", verbs=["note.add"])
    add_note(conversation(cast.channel), text="One.", by=cast.ben)
    work()
    made.calls.update(first_try_at=timezone.now() - LASTS - timedelta(minutes=1))
    Webhook.objects.update(last_success_at=timezone.now())
    work()
    assert states(made) == [CallState.GIVEN_UP]
    made.refresh_from_db()
    assert not made.is_paused


def test_one_or_a_time_is_sent_again_under_the_same_ids(cast: Cast, receiver: Receiver) -> None:
    made, _ = told(cast, receiver, verbs=["note.add"])
    row = conversation(cast.channel)
    for text in "123":
        add_note(row, text=text, by=cast.ben)
    work()
    ids = [one["headers"]["webhook-id"] for one in receiver.taken()]
    hour = timedelta(hours=1)
    webhook_calls.replay(made, since=timezone.now() - hour, until=timezone.now() + hour, by=cast.ada)
    work()
    assert [one["headers"]["webhook-id"] for one in receiver.taken()] == ids * 2
    webhook_calls.send_again(made.calls.order_by("pk")[1], by=cast.ada)
    work()
    assert receiver.taken()[-1]["headers"]["webhook-id"] == ids[1]


def test_a_test_is_told_and_logged_with_request_answer_and_time(cast: Cast, receiver: Receiver) -> None:
    made, _ = told(cast, receiver, verbs=["escalation.*"])
    call = webhook.test(made, by=cast.ada)
    work()
    assert verbs(receiver.taken()) == ["webhook.test"]
    tried = call.tries.get()
    assert (tried.status, tried.error, tried.response["body"]) == (200, "", "{}")
    assert tried.request["headers"]["webhook-id"] == call.message_id
    assert tried.milliseconds >= 0


Narrow = Callable[[Cast, Conversation], dict[str, Any]]


@pytest.mark.parametrize(
    "narrow",
    [
        lambda cast, _row: {"departments": [cast.service]},
        lambda _cast, row: {"channels": [row.channel]},
        lambda _cast, row: {"labels": list(row.labels.all())},
        lambda cast, _row: {"view": _view(cast)},
    ],
)
def test_it_is_narrowed_by_department_channel_label_and_saved_view(
    cast: Cast, receiver: Receiver, narrow: Narrow
) -> None:
    row, other = conversation(cast.channel), conversation(channel(cast.marketing))
    label(row, name="Refund", by=cast.ana)
    told(cast, receiver, verbs=["note.add", "conversation.resolve"], **narrow(cast, row))
    add_note(row, text="Told.", by=cast.ben)
    add_note(other, text="Not told.", by=cast.mia)
    resolve(row, outcome="answered", by=cast.ben)
    work()
    said = [json.loads(one["body"])["data"]["event"] for one in receiver.taken()]
    assert {event["conversation_id"] for event in said} == {row.pk}
    assert [event["verb"] for event in said] == ["note.add", "conversation.resolve"]


def test_a_label_that_was_merged_leads_to_the_other_and_never_to_everything(cast: Cast, receiver: Receiver) -> None:
    row, other = conversation(cast.channel), conversation(cast.channel)
    label(row, name="Refund", by=cast.ana)
    one = row.labels.get()
    made, _ = told(cast, receiver, verbs=["note.add"], labels=[one])
    into = labels.merge(one, into=labels.create(name="Refunds", department=None, by=cast.ada), by=cast.ada)
    for each in (row, other):
        add_note(each, text="Hello.", by=cast.ben)
    work()
    said = [json.loads(one["body"])["data"]["event"]["conversation_id"] for one in receiver.taken()]
    assert said == [row.pk]
    assert list(made.labels.all()) == [into]


def _view(cast: Cast) -> Any:
    return saved_views.save(name="Service", query="?department=customer-service", by=cast.ada)


class TestRights:
    """Told is what the webhook's member may see, at the moment of telling."""

    def program(self, cast: Cast) -> Any:
        made = programs.create(name="Shop", by=cast.ada)
        memberships.grant(made, department=cast.service, role=Role.OBSERVER, by=cast.ada)
        return made

    def test_a_program_is_told_what_its_departments_see(self, cast: Cast, receiver: Receiver) -> None:
        told(cast, receiver, member=self.program(cast), with_content=True)
        hidden = conversation(channel(cast.hr, is_closed=True), "canary-7f3a")
        add_note(hidden, text="canary-7f3a", by=cast.hal)
        work()
        assert "canary-7f3a" not in json.dumps(receiver.seen())
        assert hidden.pk not in {json.loads(one["body"])["data"]["event"]["conversation_id"] for one in receiver.seen()}

    def test_words_are_told_on_request_and_are_not_in_the_log(self, cast: Cast, receiver: Receiver) -> None:
        made, _ = told(cast, receiver, member=self.program(cast), with_content=True, verbs=["message.*", "note.*"])
        row = conversation(cast.channel, "The 18:12 is late again.")
        add_note(row, text="Called back.", by=cast.ben)
        work()
        said = [json.loads(one["body"])["data"]["content"]["text"] for one in receiver.taken()]
        assert said == ["The 18:12 is late again.", "Called back."]
        assert "18:12" not in kept(made)
        assert "left out of the log" in kept(made)

    def test_an_answer_that_gives_the_words_back_is_not_in_the_log_either(self, cast: Cast, receiver: Receiver) -> None:
        made, _ = told(cast, receiver, "/echo", member=self.program(cast), with_content=True, verbs=["note.*"])
        add_note(conversation(cast.channel), text="“Grüezi”, <she> said.", by=cast.ben)
        work()
        assert len(receiver.taken()) == 1
        assert "said" not in kept(made)

    def test_an_administrator_is_told_the_number_but_no_word_of_what_is_closed(
        self, cast: Cast, receiver: Receiver
    ) -> None:
        told(cast, receiver, with_content=True)
        hidden = conversation(channel(cast.hr, is_closed=True), "canary-7f3a")
        work()
        assert hidden.pk in {json.loads(one["body"])["data"]["event"]["conversation_id"] for one in receiver.seen()}
        assert "canary-7f3a" not in json.dumps(receiver.seen())

    def test_whoever_leaves_is_told_nothing(self, cast: Cast, receiver: Receiver) -> None:
        program = self.program(cast)
        told(cast, receiver, member=program, verbs=["note.add"])
        program.is_active = False
        program.save()
        add_note(conversation(cast.channel), text="Hello.", by=cast.ben)
        work()
        assert receiver.seen() == []


class TestPeopleElsewhere:
    """A request between departments reaches those who work in another tool."""

    @pytest.mark.parametrize("kind", ["slack", "teams", "mattermost"])
    def test_a_chat_is_told_in_a_sentence_with_the_question_and_a_link(
        self, cast: Cast, receiver: Receiver, kind: str
    ) -> None:
        told(cast, receiver, kind=kind, verbs=["escalation.*"], departments=[cast.marketing], with_content=True)
        row = conversation(cast.channel)
        ask(row, to=[cast.marketing], question=question("May we refund <all> @channel?"), by=cast.ana)
        work()
        said = json.loads(receiver.taken()[0]["body"])
        words = json.dumps(said)
        assert "Ana Petrović asked Marketing" in json.dumps(said, ensure_ascii=False)
        assert f"/inbox/{row.pk}/" in words
        assert "webhook-signature" not in receiver.taken()[0]["headers"]
        if kind == "slack":
            assert "&lt;all&gt;" in said["text"]
        elif kind == "mattermost":
            assert "@\u200bchannel" in said["text"]
            assert r"\<all\>" in said["text"]
        else:
            card = said["attachments"][0]["content"]
            assert (card["type"], card["actions"][0]["type"]) == ("AdaptiveCard", "Action.OpenUrl")

    @pytest.mark.parametrize("kind", ["slack", "teams", "mattermost"])
    def test_nobody_is_quoted_without_being_asked_for(self, cast: Cast, receiver: Receiver, kind: str) -> None:
        made, _ = told(cast, receiver, kind=kind, verbs=["escalation.*"])
        self.a_request_that_is_answered_and_one_that_is_declined(cast)
        work(3)
        assert len(receiver.taken()) >= 4
        assert "canary-7f3a" not in json.dumps(receiver.seen())
        assert "canary-7f3a" not in kept(made)

    @pytest.mark.parametrize("kind", ["slack", "teams", "mattermost"])
    def test_on_request_each_is_told_once_and_the_log_keeps_none(
        self, cast: Cast, receiver: Receiver, kind: str
    ) -> None:
        made, _ = told(cast, receiver, kind=kind, verbs=["escalation.*"], with_content=True)
        self.a_request_that_is_answered_and_one_that_is_declined(cast)
        work(3)
        bodies = [one["body"] for one in receiver.taken()]
        for words in ("asking", "answering", "declining"):
            assert max(body.count(f"canary-7f3a {words}") for body in bodies) == 1
        assert "canary-7f3a" not in kept(made)

    def a_request_that_is_answered_and_one_that_is_declined(self, cast: Cast) -> None:
        """Both in words that are easily found again."""
        for _each in range(2):
            ask(conversation(cast.channel), to=[cast.marketing], question=question("canary-7f3a asking"), by=cast.ana)
        first, second = Escalation.objects.order_by("pk")
        answer(first, text="canary-7f3a answering", by=cast.mia)
        decline(second, reason="canary-7f3a declining", by=cast.mia)

    def test_a_mailbox_gets_one_mail_each(self, cast: Cast) -> None:
        made, secret = webhook.create(
            name="Legal", kind="mail", address="legal@northline.example", verbs=["escalation.ask"], by=cast.ada
        )
        assert secret == ""
        row = conversation(cast.channel)
        ask(row, to=[cast.marketing], question=question("May we?"), by=cast.ana)
        Mail.objects.all().delete()
        work(2)
        sent = [(one.to, one.subject) for one in mail.outbox] or [
            (one.recipients.split(", "), one.subject) for one in Mail.objects.filter(recipients__contains="legal@")
        ]
        assert [to for to, _subject in sent] == [["legal@northline.example"]]
        assert "asked Marketing" in sent[0][1]
        assert states(made) == [CallState.DELIVERED]

    @pytest.mark.parametrize("with_content", [False, True])
    def test_a_question_of_several_lines_leaves_as_a_mail(self, cast: Cast, with_content: bool) -> None:
        webhook.create(
            name="Legal",
            kind="mail",
            address="legal@northline.example",
            verbs=["escalation.ask"],
            with_content=with_content,
            by=cast.ada,
        )
        ask(conversation(cast.channel), to=[cast.marketing], question=question("One line.\nAnother."), by=cast.ana)
        Mail.objects.all().delete()
        mail.outbox.clear()
        work()
        kept = [(one.subject, one.body) for one in Mail.objects.filter(recipients__contains="legal@")]
        ((subject, body),) = [(one.subject, one.body) for one in mail.outbox] or kept
        assert len(subject.splitlines()) == 1
        mail.EmailMessage(subject, body, None, ["legal@northline.example"]).message()
        assert ("> One line.\n> Another." in body) is with_content
        assert "One line." not in subject

    def test_no_chat_of_an_administrator_is_told_of_what_is_closed(self, cast: Cast, receiver: Receiver) -> None:
        told(cast, receiver, kind="slack", verbs=["note.*"])
        add_note(conversation(channel(cast.hr, is_closed=True)), text="canary", by=cast.hal)
        work()
        assert receiver.seen() == []


def test_the_log_goes_back_thirty_days(cast: Cast, receiver: Receiver) -> None:
    made, _ = told(cast, receiver, verbs=["note.add"])
    add_note(conversation(cast.channel), text="Hello.", by=cast.ben)
    work()
    made.calls.update(created_at=timezone.now() - timedelta(days=31))
    tasks.forget_old_calls()
    assert not made.calls.exists()
