"""Bluesky: mentions, replies and quotes in; replies out, each exactly once."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from inbox.channels.base import (
    Ability,
    Account,
    Connector,
    Field,
    Image,
    Limits,
    Measure,
    Outgoing,
    Page,
    Parsed,
    Query,
    Raw,
    Rejected,
    Sent,
    Uncertain,
)
from inbox.channels.bluesky import parse, record, richtext
from inbox.channels.bluesky.clock import moment
from inbox.channels.bluesky.names import NAME, POST, WEB, page_of, split
from inbox.channels.bluesky.reading import Reading, recheck, recorded
from inbox.channels.bluesky.searching import Searching
from inbox.channels.bluesky.session import SERVICE, Refused, Session

HISTORY_DAYS = 7
BODY = ("repo", "collection", "rkey", "record")


class Bluesky(Connector):
    """One Bluesky account, signed in with an app password."""

    network: ClassVar[str] = "bluesky"
    label: ClassVar[str] = NAME
    abilities: ClassVar[frozenset[Ability]] = frozenset(
        {
            Ability.POLL,
            Ability.REPLY,
            Ability.DELETE,
            Ability.IMAGES,
            Ability.FIND,
            Ability.RECHECK,
            Ability.SEARCH,
            Ability.FIGURES,
            Ability.IDEMPOTENT_SEND,
        }
    )
    limits: ClassVar[Limits] = richtext.LIMITS
    settings_fields: ClassVar[Sequence[Field]] = (
        Field("handle", "Handle", "The account's name, for example example.bsky.social."),
        Field(
            "app_password",
            "App password",
            "Made in Bluesky under Settings, Privacy and security, App passwords.",
            secret=True,
        ),
        Field(
            "service_url",
            "Server",
            "Leave as it is unless the account lives on a server of its own.",
            required=False,
            default=SERVICE,
        ),
        Field(
            "language",
            "Language of your posts",
            "A code such as en or de; Bluesky filters feeds by it.",
            required=False,
        ),
        Field(
            "history_days",
            "Days of history",
            "How far back the first look goes.",
            required=False,
            default=str(HISTORY_DAYS),
        ),
    )
    poll_seconds: ClassVar[int] = 30
    # The key is the record's address: putting the same record there again changes nothing, ever.
    key_life: timedelta | None = timedelta.max

    _opened: Session | None = None

    @property
    def _session(self) -> Session:
        """Made at the first call to the network, so that pure calls need no address."""
        if self._opened is None:
            self._opened = Session(self.settings, self.credentials, self.save_credentials)
        return self._opened

    def connect(self) -> Account:
        """Sign in anew and say who we are; raises Unauthorised, Rejected or RetryLater."""
        self._session.sign_in()
        did = self._session.did
        handle = str(self._session.read("com.atproto.server.getSession")["handle"])
        name = ""
        try:
            profile = self._session.read("app.bsky.actor.getProfile", actor=did)
            name = str(profile.get("displayName") or "")
        except Refused:
            pass  # a new account is shown to others only a moment later
        return Account(external_id=did, handle=handle, name=name, url=f"{WEB}/profile/{did}")

    def poll(self, cursor: Mapping[str, Any]) -> Page:
        """One page of mentions, replies and quotes, and one of our own posts."""
        return Reading(self._session, datetime.now(UTC), self._history()).page(cursor)

    def search(self, query: Query, cursor: Mapping[str, Any]) -> Page:
        """One page of what the network's search finds."""
        return Searching(self._session, datetime.now(UTC), self._history()).found(query, cursor)

    def parse(self, payload: Mapping[str, Any]) -> Sequence[Parsed]:
        """Understand one raw payload; pure, and raises ValueError naming what is wrong."""
        return parse.parse(payload)

    def recheck(self, external_ids: Sequence[str]) -> Sequence[Raw]:
        """Deleted and hidden posts as payloads, and fresh figures of our own."""
        return recheck(self._session, external_ids, datetime.now(UTC))

    def freeze(self, outgoing: Outgoing) -> dict[str, Any]:
        """The record for `putRecord`, with its key; raises Rejected. Pure."""
        us = str(self.settings.get("account_id") or self.credentials.get("did", ""))
        if not us:
            raise Rejected("This Bluesky channel has not been connected yet.")
        language = str(self.settings.get("language") or "").strip()
        return record.freeze(outgoing, us=us, language=language)

    def send(self, record: Mapping[str, Any], images: Sequence[Image] = ()) -> Sent:
        """Put the frozen record at its key: doing so again changes nothing."""
        if record["repo"] != self._session.did:
            raise Rejected("This reply was written for another Bluesky account.")
        body = copy.deepcopy({name: record[name] for name in BODY})
        pictures = body["record"].get("embed", {}).get("images", [])
        if len(pictures) != len(images):
            raise Rejected("The pictures of this reply are no longer complete.")
        for picture, image in zip(pictures, images, strict=True):
            picture["image"] = self._session.upload(image.data, image.media_type)["blob"]
        answer = self._session.write("com.atproto.repo.putRecord", body)
        if answer.get("uri") != record["external_id"]:
            raise Uncertain("Bluesky answered without saying where the reply stands.")
        return _sent(record, answer)

    def find(self, record: Mapping[str, Any]) -> Sent | None:
        """Our own server's word on whether the frozen record stands there."""
        answer = recorded(self._session, record["external_id"])
        return _sent(record, answer) if answer else None

    def delete(self, external_id: str) -> None:
        """Take one of our own posts down; gone already counts as done."""
        try:
            repo, collection, rkey = split(external_id)
        except ValueError as error:
            raise Rejected(str(error)) from error
        if repo != self._session.did or collection != POST:
            raise Rejected("Only our own posts can be taken down.")
        body = {"repo": repo, "collection": collection, "rkey": rkey}
        self._session.write("com.atproto.repo.deleteRecord", body)

    @classmethod
    def measure(cls, text: str, settings: Mapping[str, Any]) -> Measure:
        """300 graphemes and 3,000 UTF-8 bytes; pure."""
        return richtext.measure(text)

    def _history(self) -> timedelta:
        try:
            return timedelta(days=int(self.settings.get("history_days") or HISTORY_DAYS))
        except (ValueError, OverflowError) as error:
            raise Rejected("The days of history must be a whole number.") from error


def _sent(record: Mapping[str, Any], answer: Mapping[str, Any]) -> Sent:
    uri = str(record["external_id"])
    strong = {"uri": uri, "cid": str(answer.get("cid", ""))}
    root = record["record"].get("reply", {}).get("root", strong)
    return Sent(
        external_id=uri,
        url=page_of(uri),
        sent_at=moment(record["record"]["createdAt"]),
        extra={**strong, "root_uri": root["uri"], "root_cid": root["cid"]},
    )
