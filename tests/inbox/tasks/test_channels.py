"""A worker asks the network whether it knows what was typed. The network is the real sandbox process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Event
from inbox import tasks
from inbox.actions.attempt import begin
from inbox.models import Attempt, Channel
from tests.cast import Cast
from tests.sandbox_network.network import Network, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand(sandbox: Network) -> Person:
    """Our account on the sandbox."""
    return sandbox.brand()


def attempt(cast: Cast, token: str, **fields: object) -> Attempt:
    """What Ada typed."""
    facts = {"name": "", "settings": {"service_url": ""}, "default_department": cast.service, **fields}
    return begin(network="sandbox", credentials={"token": token}, by=cast.ada, **facts)  # type: ignore[arg-type]


def test_right_credentials_make_a_channel_that_listens(cast: Cast, sandbox: Network, brand: Person) -> None:
    begun = attempt(cast, brand.token)
    tasks.test_connection(begun.pk)
    begun.refresh_from_db()
    assert begun.state == "done"
    channel = begun.channel
    assert channel is not None
    assert (channel.external_id, channel.handle, channel.connected_by) == (brand.id, brand.handle, cast.ada)
    sandbox.person().post(f"@{brand.handle} hello")
    tasks.poll_channel(channel.pk)
    assert channel.conversations.count() == 1


def test_wrong_credentials_are_refused_in_the_networks_words(cast: Cast, sandbox: Network) -> None:
    begun = attempt(cast, "wrong")
    tasks.test_connection(begun.pk)
    begun.refresh_from_db()
    assert begun.state == "refused"
    assert begun.error.endswith(".")
    assert not Channel.objects.filter(network="sandbox").exists()


def test_the_same_account_twice_is_refused_in_our_words(cast: Cast, brand: Person) -> None:
    for _ in range(2):
        begun = attempt(cast, brand.token)
        tasks.test_connection(begun.pk)
    begun.refresh_from_db()
    assert (begun.state, begun.error) == ("refused", "This account is connected already.")


def test_new_credentials_of_the_same_account_heal_a_channel(cast: Cast, brand: Person) -> None:
    tasks.test_connection(attempt(cast, brand.token).pk)
    channel = Channel.objects.get(network="sandbox")
    Channel.objects.filter(pk=channel.pk).update(credentials={"token": "old"}, failures=4, last_error="Refused.")
    tasks.test_connection(attempt(cast, brand.token, channel=channel).pk)
    channel.refresh_from_db()
    assert (channel.credentials, channel.failures) == ({"token": brand.token}, 0)


def test_another_accounts_credentials_are_refused(cast: Cast, sandbox: Network, brand: Person) -> None:
    tasks.test_connection(attempt(cast, brand.token).pk)
    channel = Channel.objects.get(network="sandbox")
    other = attempt(cast, sandbox.brand("Southline").token, channel=channel)
    tasks.test_connection(other.pk)
    other.refresh_from_db()
    assert "not to this channel" in other.error


def test_an_error_of_our_own_tells_no_secret(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    begun = attempt(cast, "tok-secret", settings={"service_url": "http://[tok-secret"})
    tasks.test_connection(begun.pk)
    begun.refresh_from_db()
    assert begun.state == "refused"
    assert "tok-secret" not in caplog.text + str(list(Event.objects.values())) + begun.error


def test_the_sweep_starts_what_was_forgotten_and_ends_what_never_ends(cast: Cast, brand: Person) -> None:
    fresh, forgotten, old = (attempt(cast, brand.token) for _ in range(3))
    age(forgotten, seconds=30)
    age(old, minutes=6)
    tasks.sweep_attempts()
    states = {row.pk: (row.state, row.error) for row in Attempt.objects.all()}
    assert states[fresh.pk][0] == "waiting"
    assert states[old.pk] == ("refused", "The connection was not tested within five minutes. Try again.")


def age(begun: Attempt, **by: int) -> None:
    """Let time pass."""
    Attempt.objects.filter(pk=begun.pk).update(created_at=timezone.now() - timedelta(**by))
