"""The demo: a company in which people have worked for a month."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Q
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import Department, Event, Member, Membership
from inbox.channels.sandbox import Sandbox
from inbox.connect import connector_for
from inbox.demo.company import LOGINS, PASSWORD
from inbox.demo.load import load
from inbox.models import (
    Channel,
    ContactRecord,
    Conversation,
    Delivery,
    Inbound,
    Message,
    Note,
    Post,
    PostFigures,
    Segment,
    Stay,
)
from inbox.models.delivery import DeliveryState
from inbox.tasks import poll_channel
from tests.sandbox_network.network import running

BASE = "http://127.0.0.1:8001"


class _Counting:
    """Counts what goes to the database."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Any, *parts: Any) -> Any:
        self.statements += 1
        return execute(*parts)


@pytest.fixture(scope="module")
def moved_in(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Any:
    """Northline loaded once for this module; each test's own changes are rolled back."""
    file = tmp_path_factory.mktemp("demo") / "sandbox.sqlite3"
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), quick:
        counting = _Counting()
        with connection.execute_wrapper(counting):
            assert load(file, BASE)
        yield file, counting.statements
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _company(moved_in: tuple[Path, int]) -> None:
    """Every test here is told in Northline."""


def test_a_month_of_conversations_in_every_state(moved_in: tuple[Path, int]) -> None:
    by_status = Counter(Conversation.objects.values_list("status", flat=True))
    assert 300 <= by_status.total() <= 420
    assert 35 <= by_status["open"] <= 65
    assert by_status["resolved"] > by_status.total() / 2
    assert by_status["pending"] >= 8
    assert by_status["snoozed"] == 8
    assert not Inbound.objects.filter(Q(processed_at=None) | ~Q(error="")).exists()


def test_the_times_are_those_of_real_work() -> None:
    now = timezone.now()
    first, last = (Message.objects.order_by(order).first().sent_at for order in ("sent_at", "-sent_at"))  # type: ignore[union-attr]
    assert timedelta(days=24) < now - first < timedelta(days=32)
    assert timedelta(0) < now - last < timedelta(minutes=30)
    replies = sorted(
        (reply.sent_at - reply.asked).total_seconds()
        for reply in Message.objects.filter(is_ours=True).annotate(asked=F("conversation__opened_at"))
    )
    assert 500 < replies[len(replies) // 2] < 4000
    assert not Event.objects.filter(occurred_at__gt=now).exists()
    ages = Conversation.objects.waiting().values_list("waiting_since", flat=True)
    assert now - min(age for age in ages if age) > timedelta(days=2)


def test_most_are_one_question_and_one_answer_and_a_few_are_long() -> None:
    lengths = Counter(Conversation.objects.values_list("message_count", flat=True))
    assert lengths[2] > lengths.total() * 0.4
    assert max(lengths) >= 7
    assert Conversation.objects.filter(author_count__gt=1, post__isnull=False).count() >= 8
    assert Conversation.objects.filter(is_private=True).count() >= 20


def test_every_department_that_held_one_held_it_for_some_time() -> None:
    backwards = Segment.objects.spans().filter(until__lt=F("since"))
    assert not list(backwards.values_list("conversation", "department__name", "since", "until"))


def test_a_task_force_that_is_over_gave_back_what_it_had() -> None:
    stays = Stay.objects.filter(task_force__department__name="Works at Westhaven")
    assert stays.count() >= 3
    assert not stays.filter(left_at=None).exists()


def test_every_department_has_work_and_something_waiting() -> None:
    waiting = Counter(Conversation.objects.waiting().values_list("department__name", flat=True))
    assert waiting.pop("Valley Line delays") > 1
    assert set(waiting) == set(Department.objects.filter(kind="department").values_list("name", flat=True))
    assert len(waiting) == 7
    assert Conversation.objects.waiting().exclude(assignee=None).count() >= 8
    assert Conversation.objects.filter(labels__isnull=False).distinct().count() >= 40
    assert Note.objects.count() >= 25


def test_nothing_lies_with_somebody_who_could_not_work_on_it() -> None:
    roles = set(Membership.objects.exclude(role__in=["observer", "trainee"]).values_list("member_id", "department_id"))
    held = Conversation.objects.exclude(assignee=None).values_list("assignee_id", "department_id")
    assert set(held) <= roles


def test_customers_write_their_own_words_and_we_repeat_ourselves_a_little() -> None:
    theirs = Message.objects.filter(is_ours=False).values_list("text", flat=True)
    repeated = [text for text, times in Counter(theirs).items() if times > 1 and len(text) > 30]
    assert len(repeated) <= len(theirs) * 0.02
    assert not [text for text in theirs if "{" in text or "lorem" in text.lower()]
    ours = list(Message.objects.filter(is_ours=True).values_list("text", flat=True))
    assert not [text for text in ours if "{" in text or " ," in text or "^ " in text]
    beginnings = Counter(text.partition("^")[0][-60:] for text in ours)
    alike = sum(times for times in beginnings.values() if times > 1)
    assert 0.1 < alike / len(ours) < 0.75


def test_our_answers_carry_the_name_of_who_wrote_them() -> None:
    ours = Message.objects.filter(is_ours=True).select_related("member")
    assert ours.exists()
    for message in ours:
        assert message.member is not None
        assert message.text.endswith(f"^{message.member.name.split()[0]}")


def test_many_tongues_edits_and_deletions() -> None:
    texts = " ".join(Message.objects.values_list("text", flat=True))
    for word in ("Anschluss", "écharpe", "autobús", "Dzień dobry", "شكراً", "תודה", "😴", "iptal"):
        assert word in texts
    assert Message.objects.exclude(edited_at=None).count() >= 5
    assert Message.objects.exclude(removed_at=None).exclude(text="").count() >= 3


def test_our_own_posts_have_figures_that_grow() -> None:
    assert 8 <= Post.objects.count() <= 12
    for post in Post.objects.filter(sent_at__lt=timezone.now() - timedelta(days=3)):
        likes = list(PostFigures.objects.filter(external_id=post.external_id).values_list("likes", flat=True))
        assert len(likes) >= 3
        assert likes == sorted(likes)
        assert likes[0] < likes[-1]


@pytest.mark.parametrize(("login", "email", "password"), LOGINS)
def test_every_printed_login_opens_the_door(login: str, email: str, password: str, client: Client) -> None:
    member = Member.objects.get(email=email)
    assert check_password(password, member.password)
    assert member.is_demo
    answer = client.post("/accounts/login/", {"login": email, "password": password})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(member.pk)


def test_each_role_is_there_to_be_played() -> None:
    member = {login: Member.objects.get(email=email) for login, email, _ in LOGINS}
    for role in ("lead", "agent", "trainee", "observer"):
        assert set(member[role].memberships.values_list("role", flat=True)) == {role}
    assert member["administrator"].is_administrator
    assert member["liaison"].memberships.count() >= 2


def test_hr_is_closed_to_everybody_else() -> None:
    hr = Conversation.objects.filter(department__name="HR")
    assert hr.count() >= 10
    for member in Member.objects.filter(is_administrator=False):
        sees = Conversation.objects.visible_to(member).filter(department__name="HR").count()
        works_there = member.memberships.filter(department__name="HR").exists()
        assert sees == (hr.count() if works_there else 0)


def test_nothing_is_on_its_way_out_but_what_was_approved_just_now_and_what_waits_for_the_morning() -> None:
    moving = Delivery.objects.filter(state__in=(DeliveryState.QUEUED, DeliveryState.SENDING))
    assert sorted(delivery.is_scheduled for delivery in moving) == [False, True]


def test_the_ticket_shop_tells_of_customers_and_a_partner_pushes_in_a_shape_of_its_own() -> None:
    records = {row.consent: row for row in ContactRecord.objects.select_related("contact")}
    assert records.keys() == {"given", "denied"}
    assert records["denied"].values == {}
    assert "mapping" in Channel.objects.get(name="Other networks").settings


def test_a_second_time_changes_nothing(moved_in: tuple[Path, int]) -> None:
    before = _counts()
    assert load(moved_in[0], BASE) is False
    assert _counts() == before


def test_the_network_goes_on_where_the_story_ends(moved_in: tuple[Path, int]) -> None:
    channel = Channel.objects.get(handle="northline")
    before = Conversation.objects.count()
    with running(moved_in[0]) as network:
        connector = connector_for(channel)
        assert isinstance(connector, Sandbox)
        assert connector.credentials["token"].startswith("sbx_")
        Channel.objects.filter(pk=channel.pk).update(settings={"service_url": network.url}, next_poll_at=timezone.now())
        network.person("Iris Vanderbilt").post("@northline is anybody awake?")
        poll_channel(channel.pk)
    assert Conversation.objects.count() == before + 1
    assert not Inbound.objects.exclude(error="").exists()


def test_the_month_is_told_in_few_statements(moved_in: tuple[Path, int]) -> None:
    # Statements, not seconds: a clock, even the processor's own, tells of the neighbours.
    _, statements = moved_in
    assert statements / Conversation.objects.count() < 42


def _counts() -> list[int]:
    models = (Member, Department, Channel, Conversation, Message, Inbound, Event, Post, PostFigures)
    return [model.objects.count() for model in models]


def test_the_password_is_the_published_one() -> None:
    assert {password for _, _, password in LOGINS} == {PASSWORD}
