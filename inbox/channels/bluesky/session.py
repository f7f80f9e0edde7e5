"""Signed-in calls to a Bluesky server (XRPC), and what its refusals mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from inbox.channels.base import ChannelError, Rejected, SaveCredentials, Unauthorised, Uncertain
from inbox.channels.bluesky.names import NAME
from inbox.channels.http import Answer, Http

SERVICE = "https://bsky.social"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
STALE = ("ExpiredToken", "InvalidToken")
SIGNED_OUT = (*STALE, "AuthMissing", "AuthenticationRequired", "AccountTakedown")


class Refused(Rejected):
    """The server refused a call; `error` is its name for the reason."""

    def __init__(self, message: str, error: str) -> None:
        super().__init__(message)
        self.error = error


class Session:
    """Calls one server as one account, signing in and renewing tokens as needed."""

    def __init__(self, settings: Mapping[str, Any], credentials: dict[str, str], save: SaveCredentials) -> None:
        self._handle = str(settings.get("handle", "")).strip().removeprefix("@").lower()
        self._credentials = credentials
        self._save = save
        self._http = Http(_address(settings), name=NAME)

    @property
    def did(self) -> str:
        """Our account's permanent identifier; signs in if it isn't known yet."""
        if not self._credentials.get("did"):
            self.sign_in()
        return self._credentials["did"]

    def read(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask something; raises RetryLater, Unauthorised or Refused."""
        return self._signed(lambda auth: self._http.read("GET", method, params=params, headers=auth))

    def write(self, method: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Change something; raises RetryLater, Unauthorised, Refused or Uncertain."""
        return self._signed(lambda auth: self._http.write("POST", method, json=body, headers=auth))

    def upload(self, data: bytes, media_type: str) -> dict[str, Any]:
        """Hand over a picture; nobody sees it yet, so this may be repeated."""
        return self._signed(
            lambda auth: self._http.read(
                "POST",
                "com.atproto.repo.uploadBlob",
                content=data,
                headers={**auth, "Content-Type": media_type},
            )
        )

    def sign_in(self) -> str:
        """Begin a new session with the app password; returns the new access token."""
        password = self._credentials.get("app_password", "")
        if not self._handle or not password:
            raise Unauthorised("Bluesky needs a handle and an app password.")
        answer = self._http.read(
            "POST",
            "com.atproto.server.createSession",
            json={"identifier": self._handle, "password": password},
        )
        if not answer.ok:
            raise sign_in_refusal(answer)
        return self._keep(answer.json())

    def _signed(self, send: Callable[[dict[str, str]], Answer]) -> dict[str, Any]:
        answer = send(_bearer(self._credentials.get("access_jwt") or self.sign_in()))
        if _error(answer) in STALE:
            # Refused at the door, so nothing was done: once more with a fresh token.
            answer = send(_bearer(self._renew(_error(answer))))
        if answer.ok:
            return answer.json()
        error = _error(answer)
        if answer.status == 401 or error in SIGNED_OUT:
            raise Unauthorised(f"Bluesky no longer accepts our sign-in ({error}).")
        if answer.changes and not error:
            # A refusal of Bluesky has a name; this comes from something in between.
            raise Uncertain(f"Bluesky did not say what became of this (status {answer.status}).")
        raise Refused(f"Bluesky refused this: {_words(answer)}", error)

    def _renew(self, reason: str) -> str:
        refresh = self._credentials.get("refresh_jwt", "")
        if reason == "ExpiredToken" and refresh:
            answer = self._http.read("POST", "com.atproto.server.refreshSession", headers=_bearer(refresh))
            if answer.ok:
                return self._keep(answer.json())
        return self.sign_in()

    def _keep(self, session: Mapping[str, Any]) -> str:
        """Store new tokens before their first use; returns the access token."""
        try:
            tokens = {
                "access_jwt": str(session["accessJwt"]),
                "refresh_jwt": str(session["refreshJwt"]),
                "did": str(session["did"]),
            }
        except KeyError as error:
            raise Rejected(f"The server's sign-in answer lacks {error}.") from error
        self._credentials.update(tokens)
        self._save(dict(self._credentials))
        return tokens["access_jwt"]


def _address(settings: Mapping[str, Any]) -> str:
    service = str(settings.get("service_url") or SERVICE).strip().rstrip("/")
    try:
        parts = urlsplit(service)
        host = parts.hostname
    except ValueError as error:
        raise Rejected(f"{service!r} is no server address.") from error
    if not host or (parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK)):
        raise Rejected(f"The server address must start with https://, and {service!r} does not.")
    return f"{service}/xrpc/"


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _details(answer: Answer) -> dict[str, Any]:
    if answer.ok:
        return {}
    try:
        return answer.json()
    except ChannelError:  # an error page is no XRPC answer; the status alone then says enough
        return {}


def _error(answer: Answer) -> str:
    return str(_details(answer).get("error", ""))


def _words(answer: Answer) -> str:
    details = _details(answer)
    return str(details.get("message") or details.get("error") or f"status {answer.status}")


def sign_in_refusal(answer: Answer) -> Unauthorised | Rejected:
    """What a refused sign-in means, in words for whoever connects the channel."""
    error = _error(answer)
    if error == "AuthFactorTokenRequired":
        return Unauthorised(
            "Bluesky asks for a second factor: please use an app password instead of the account's own password."
        )
    if error == "AccountTakedown":
        return Unauthorised("Bluesky has suspended this account.")
    if answer.status == 401:
        return Unauthorised("Bluesky does not accept this handle with this app password.")
    if not error:
        return Rejected("There is no Bluesky server at this address.")
    return Rejected(f"Bluesky refused the sign-in: {_words(answer)}")
