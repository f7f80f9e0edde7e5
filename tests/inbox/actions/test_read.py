"""What a member has seen is theirs alone; what an administrator looked into is not."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed
from accounts.models import Event
from inbox.actions.read import mark_read, mark_unread, view_closed
from inbox.models import ReadMark
from tests.cast import Cast, channel, conversation

pytestmark = pytest.mark.django_db


def test_reading_leaves_one_mark_for_the_reader_and_no_event(cast: Cast) -> None:
    made = conversation(cast.channel)
    before = Event.objects.count()
    mark_read(made, by=cast.ben)
    mark_read(made, by=cast.ben)
    assert ReadMark.objects.get().member == cast.ben
    mark_unread(made, by=cast.ben)
    assert not ReadMark.objects.exists()
    assert Event.objects.count() == before


def test_an_administrators_look_into_a_closed_department_is_journalled(cast: Cast) -> None:
    made = conversation(channel(cast.hr))
    view_closed(made, by=cast.ada)
    event = Event.objects.get(verb="conversation.view_closed")
    assert (event.actor_id, event.department_id) == (str(cast.ada.pk), cast.hr.pk)
    with pytest.raises(NotAllowed):
        view_closed(made, by=cast.ben)
