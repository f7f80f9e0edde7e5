"""A conversation's row is what its messages say, whatever the order they came in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actors import INTAKE
from inbox.actions.receive import receive
from inbox.actions.refresh import refresh
from inbox.models import Conversation
from inbox.summary import Line, summarise
from tests.cast import NOON, Cast, item

pytestmark = pytest.mark.django_db
ROW = ("preview", "message_count", "author_count", "opened_at", "last_message_at", "waiting_since", "status")


@given(order=st.permutations(range(5)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_arrival_ends_in_the_same_row(cast: Cast, order: list[int]) -> None:
    Conversation.objects.all().delete()
    things = [
        item(f"message {n}", external_id=f"m{n}", thread_key="t", ours=n == 2, sent_at=NOON + timedelta(minutes=n))
        for n in range(5)
    ]
    for number in order:
        receive(cast.channel, [things[number]], by=INTAKE)
    row = Conversation.objects.values(*ROW).get()
    assert row == {
        "preview": "message 4",
        "message_count": 5,
        "author_count": 1,
        "opened_at": NOON,
        "last_message_at": NOON + timedelta(minutes=4),
        "waiting_since": NOON + timedelta(minutes=3),
        "status": "open",
    }


def test_a_row_that_went_wrong_is_right_after_a_refresh(cast: Cast) -> None:
    receive(cast.channel, [item("Where is it?", thread_key="t")], by=INTAKE)
    made = Conversation.objects.get()
    Conversation.objects.update(preview="wrong", message_count=99)
    refresh([made.pk])
    made.refresh_from_db()
    assert (made.preview, made.message_count) == ("Where is it?", 1)


def test_an_answer_ends_the_waiting_and_what_comes_later_starts_it_again() -> None:
    asked = Line(NOON, 1, False, False, False, False, False, "Where?")
    answered = Line(NOON + timedelta(minutes=1), 2, True, False, False, False, False, "There.")
    again = Line(NOON + timedelta(minutes=2), 1, False, False, False, False, False, "Where exactly?")
    assert summarise([asked]).waiting_since == NOON
    assert summarise([answered, asked]).waiting_since is None
    assert summarise([again, answered, asked]).waiting_since == again.sent_at
    with pytest.raises(ValueError, match="without messages"):
        summarise([])
