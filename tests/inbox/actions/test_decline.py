"""Declining, with a reason that the asker reads."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from inbox.actions.accept import accept
from inbox.actions.decline import decline
from tests.cast import Cast, conversation
from tests.inbox.requests import asked, offered

pytestmark = pytest.mark.django_db


def test_declining_ends_the_request_and_keeps_the_reason(cast: Cast) -> None:
    row = conversation(cast.channel)

    request = decline(offered(row, cast.marketing, cast.ben), reason=" Ask Product. ", by=cast.mia)

    row.refresh_from_db()
    assert (request.state, request.decline_reason, request.declined_by) == ("declined", "Ask Product.", cast.mia)
    assert (row.department, row.asked_count) == (cast.service, 0)


def test_without_a_reason_nothing_is_declined(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="Say why"):
        decline(asked(conversation(cast.channel), cast.marketing, cast.ben), reason=" ", by=cast.mia)


def test_what_was_accepted_or_declined_is_not_declined(cast: Cast) -> None:
    accepted = accept(asked(conversation(cast.channel), cast.marketing, cast.ben), by=cast.mia)
    declined = decline(asked(conversation(cast.channel), cast.marketing, cast.ben), reason="No.", by=cast.mia)

    with pytest.raises(NotPossible, match="has accepted it"):
        decline(accepted, reason="No.", by=cast.mia)
    with pytest.raises(NotPossible, match="declined it a moment ago"):
        decline(declined, reason="No.", by=cast.mia)


def test_the_asker_does_not_decline(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        decline(asked(conversation(cast.channel), cast.marketing, cast.ben), reason="No.", by=cast.ben)
