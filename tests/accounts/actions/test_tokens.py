"""One's own tokens: issued with a limit to everything, replaced with an overlap, revoked at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actions import programs, tokens
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Token
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def issue(cast: Cast, **changed: Any) -> tuple[Token, str]:
    """A token of Ben's."""
    until = timezone.now() + timedelta(days=30)
    facts: dict[str, Any] = {"name": "Sync", "scopes": ["events.read"], "until": until, "by": cast.ben, **changed}
    return tokens.issue(**facts)


def test_it_is_issued_and_journalled_without_its_secret(cast: Cast) -> None:
    token, secret = issue(cast, departments=[cast.service])
    told = Event.objects.get(verb="token.issue")
    assert (token.member, token.made_by, list(token.departments.all())) == (cast.ben, cast.ben, [cast.service])
    assert told.data["scopes"] == ["events.read"]
    assert secret not in str(told.data)
    assert Token.objects.with_secret(secret) == token


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "A token’s name has 1 to 80 characters."),
        ({"name": "x" * 81}, "A token’s name has 1 to 80 characters."),
        ({"scopes": []}, "Choose at least one scope from the list."),
        ({"scopes": ["all"]}, "Choose at least one scope from the list."),
        ({"until": timezone.now() - timedelta(days=1)}, "Choose a day within two years until which the token opens."),
        ({"until": timezone.now() + timedelta(days=800)}, "Choose a day within two years until which the token opens."),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotPossible, match=sentence):
        issue(cast, **changed)
    assert Token.objects.count() == 0


def test_nobody_has_more_than_fifty(cast: Cast) -> None:
    for _ in range(50):
        issue(cast)
    with pytest.raises(NotPossible, match="There are 50 tokens already"):
        issue(cast)


def test_a_replacement_has_the_same_reach_and_a_life_as_long(cast: Cast) -> None:
    old, _secret = issue(cast, departments=[cast.service])
    fresh, secret = tokens.rotate(old, overlap=timedelta(hours=2), by=cast.ben)
    old.refresh_from_db()
    assert (fresh.name, fresh.scopes, list(fresh.departments.all())) == (old.name, old.scopes, [cast.service])
    assert old.successor == fresh
    assert timedelta(hours=1, minutes=59) < old.expires_at - timezone.now() <= timedelta(hours=2)
    assert Token.objects.with_secret(secret) == fresh
    assert Event.objects.get(verb="token.rotate").data["former"] == old.pk


def test_the_overlap_never_prolongs_the_old_one(cast: Cast) -> None:
    old, _secret = issue(cast, until=timezone.now() + timedelta(hours=1))
    end = old.expires_at
    tokens.rotate(old, overlap=timedelta(days=1), by=cast.ben)
    old.refresh_from_db()
    assert old.expires_at == end


def test_a_token_is_replaced_once_and_not_after_its_end(cast: Cast) -> None:
    old, _secret = issue(cast)
    fresh, _second = tokens.rotate(old, overlap=timedelta(), by=cast.ben)
    with pytest.raises(NotPossible, match="was replaced already"):
        tokens.rotate(old, overlap=timedelta(), by=cast.ben)
    tokens.revoke(fresh, by=cast.ben)
    with pytest.raises(NotPossible, match="does not open anything any more"):
        tokens.rotate(fresh, overlap=timedelta(), by=cast.ben)
    with pytest.raises(NotPossible, match="up to 30 days"):
        tokens.rotate(issue(cast)[0], overlap=timedelta(days=31), by=cast.ben)


def test_revoking_twice_is_one_act(cast: Cast) -> None:
    token, _secret = issue(cast)
    tokens.revoke(tokens.revoke(token, by=cast.ben), by=cast.ben)
    assert Event.objects.filter(verb="token.revoke").count() == 1
    assert not Token.objects.get().is_usable


def test_others_do_nothing_with_it_and_administrators_withdraw_it(cast: Cast) -> None:
    token, _secret = issue(cast)
    with pytest.raises(NotAllowed):
        tokens.revoke(token, by=cast.ada)
    with pytest.raises(NotAllowed):
        tokens.withdraw(token, by=cast.ana)
    tokens.withdraw(token, by=cast.ada)
    assert Event.objects.get(verb="token.withdraw").data["member"] == cast.ben.pk
    assert not Token.objects.get().is_usable


def test_no_token_makes_tokens(cast: Cast) -> None:
    token, _secret = issue(cast, scopes=["people.write", "profile.write"])
    holder = Token.objects.get(pk=token.pk).holder()
    with pytest.raises(NotAllowed):
        issue(cast, by=holder)
    admin, _more = issue(cast, by=cast.ada, scopes=["people.write"])
    with pytest.raises(NotAllowed):
        programs.create(name="CRM", by=Token.objects.get(pk=admin.pk).holder())
