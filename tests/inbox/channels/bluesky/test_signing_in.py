"""Signing in to a real Bluesky server, and staying signed in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

import pytest

from inbox.channels.base import Rejected, Unauthorised
from inbox.channels.bluesky.session import sign_in_refusal
from inbox.channels.http import Answer
from tests.bluesky_network.people import eventually
from tests.inbox.channels.bluesky.brand import Brand

pytestmark = [pytest.mark.bluesky, pytest.mark.xdist_group("bluesky")]

# What the published test network signs its tokens with.
TOKEN_SECRET = "jwt-secret"


def test_connecting_says_who_we_are_and_keeps_the_tokens(brand: Brand) -> None:
    account = brand.connector().connect()
    assert (account.external_id, account.handle) == (brand.person.did, brand.person.handle)
    assert account.url == f"https://bsky.app/profile/{brand.person.did}"
    assert set(brand.saved[-1]) == {"app_password", "access_jwt", "refresh_jwt", "did"}


def test_the_name_shown_is_the_profiles(brand: Brand) -> None:
    profile = {"$type": "app.bsky.actor.profile", "displayName": "The Tea Company"}
    where = {"repo": brand.person.did, "collection": "app.bsky.actor.profile", "rkey": "self"}
    brand.person.call("com.atproto.repo.putRecord", {**where, "record": profile})
    assert eventually(lambda: brand.connector().connect().name) == "The Tea Company"


@pytest.mark.parametrize("handle", ["@{}", " {} ", "{}"])
def test_a_handle_may_be_written_as_people_write_it(brand: Brand, handle: str) -> None:
    assert brand.connector(handle=handle.format(brand.person.handle)).connect().external_id == brand.person.did


def test_a_wrong_password_is_said_in_words(brand: Brand) -> None:
    brand.app_password = "wrong"
    with pytest.raises(Unauthorised, match="does not accept this handle with this app password"):
        brand.connector().connect()
    assert brand.saved == []


def test_a_server_that_is_not_bluesky_is_said_in_words(brand: Brand) -> None:
    with pytest.raises(Rejected, match="no Bluesky server at this address"):
        brand.connector(service_url=f"{brand.network.url}/elsewhere").connect()


@pytest.mark.parametrize("address", ["http://tea.example", "ftp://tea.example", "https://", "https://["])
def test_an_app_password_is_never_sent_unencrypted_or_nowhere(brand: Brand, address: str) -> None:
    with pytest.raises(Rejected, match="server address"):
        brand.connector(service_url=address).connect()


def expired(token: str) -> str:
    """The same token, but its time ran out an hour ago."""
    head, body, _signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["exp"] = int(time.time()) - 3600
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    signature = hmac.digest(TOKEN_SECRET.encode(), f"{head}.{body}".encode(), hashlib.sha256)
    return f"{head}.{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def test_an_expired_token_is_renewed_and_saved_before_it_is_used(brand: Brand) -> None:
    brand.connector().connect()
    old = brand.saved[-1]
    brand.saved.append({**old, "access_jwt": expired(old["access_jwt"]), "app_password": "not needed for this"})
    brand.poll()
    assert brand.saved[-1]["refresh_jwt"] != old["refresh_jwt"]
    assert len(brand.saved) == 3


def test_when_the_refresh_token_is_dead_too_the_app_password_signs_in_again(brand: Brand) -> None:
    brand.connector().connect()
    old = brand.saved[-1]
    dead = {"access_jwt": expired(old["access_jwt"]), "refresh_jwt": expired(old["refresh_jwt"])}
    brand.saved.append({**old, **dead})
    brand.poll()
    assert brand.saved[-1]["refresh_jwt"] not in (old["refresh_jwt"], dead["refresh_jwt"])
    assert brand.saved[-1]["app_password"] == brand.app_password


def test_a_revoked_app_password_ends_in_unauthorised(brand: Brand) -> None:
    brand.connector().connect()
    brand.person.call("com.atproto.server.revokeAppPassword", {"name": "liaison"})
    brand.saved.append({**brand.saved[-1], "access_jwt": "no token at all"})
    with pytest.raises(Unauthorised):
        brand.connector().poll({})


def test_an_account_that_the_network_suspended_ends_in_unauthorised(brand: Brand) -> None:
    brand.connector().connect()
    brand.network.suspend(brand.person)
    brand.saved.append({**brand.saved[-1], "access_jwt": expired(brand.saved[-1]["access_jwt"])})
    with pytest.raises(Unauthorised):
        brand.connector().poll({})


@pytest.mark.parametrize(
    ("status", "error", "kind", "sentence"),
    [
        (401, "AuthenticationRequired", Unauthorised, "does not accept this handle"),
        (401, "AuthFactorTokenRequired", Unauthorised, "use an app password"),
        (401, "AccountTakedown", Unauthorised, "has suspended this account"),
        (400, "InvalidRequest", Rejected, "refused the sign-in: as it says"),
        (404, "", Rejected, "no Bluesky server"),
    ],
)
def test_each_refusal_of_a_sign_in_has_its_sentence(
    status: int, error: str, kind: type[Exception], sentence: str
) -> None:
    body = json.dumps({"error": error, "message": "as it says"}) if error else "<html>"
    refusal = sign_in_refusal(Answer(status, {}, body.encode(), "Bluesky", changes=False))
    assert isinstance(refusal, kind)
    assert sentence in str(refusal)
