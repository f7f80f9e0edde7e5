"""A lead lets somebody from outside see one closed conversation."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.admit import admit
from inbox.models import Admission, Conversation
from inbox.seeing import who_sees
from tests.cast import Cast, channel, conversation

pytestmark = pytest.mark.django_db


def test_a_lead_lets_somebody_in_by_name(cast: Cast) -> None:
    private = conversation(cast.channel, private=True)

    admit(private, member=cast.mia, by=cast.ana)
    admit(private, member=cast.mia, by=cast.ana)

    assert Conversation.objects.visible_to(cast.mia).get() == private
    event = Event.objects.get(verb="conversation.admit")
    assert (event.conversation_id, event.data) == (private.pk, {"member": cast.mia.pk})


def test_an_agent_does_not(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="Lead"):
        admit(conversation(cast.channel, private=True), member=cast.mia, by=cast.ben)
    assert not Admission.objects.exists()


def test_nobody_is_let_in_who_is_gone_or_inside(cast: Cast) -> None:
    private = conversation(cast.channel, private=True)
    cast.mia.is_active = False
    with pytest.raises(NotPossible, match="no longer active"):
        admit(private, member=cast.mia, by=cast.ana)

    admit(private, member=cast.ben, by=cast.ana)

    assert not Admission.objects.exists()


def test_who_sees_is_the_reverse_of_what_is_visible(cast: Cast) -> None:
    assigned = conversation(cast.channel, private=True)
    Conversation.objects.filter(pk=assigned.pk).update(assignee=cast.nora)
    let_in = conversation(cast.channel, private=True)
    admit(let_in, member=cast.mia, by=cast.ana)
    made = [assigned, let_in, conversation(cast.channel), conversation(channel(cast.hr))]
    everybody = [one for one in vars(cast).values() if type(one).__name__ == "Member"]

    for row in made:
        row.refresh_from_db()
        seen = {one.pk for one in everybody if Conversation.objects.visible_to(one).filter(pk=row.pk).exists()}
        assert set(who_sees(row).values_list("pk", flat=True)) == seen
