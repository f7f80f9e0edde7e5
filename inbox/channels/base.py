"""The promise every connector keeps.

A connector translates between one network and the plain values below. It knows
nothing of the product: no database, no Django. It is built for one channel with
that channel's settings and credentials, and every call may be repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar


class ChannelError(Exception):
    """Something went wrong with a network; the message is a whole sentence for people."""


class RetryLater(ChannelError):
    """Definitely not done; worth another try, at `at` if the network named a time."""

    def __init__(self, message: str, *, at: datetime | None = None) -> None:
        super().__init__(message)
        self.at = at


class Rejected(ChannelError):
    """Definitely not done, and trying again would not help."""


class Uncertain(ChannelError):
    """Perhaps done: the answer was lost or unreadable after the request had left."""


class Unauthorised(ChannelError):
    """Definitely not done: the network no longer accepts our credentials."""


class BadSignature(ChannelError):
    """A webhook that the network did not sign; nothing of it may be stored."""


class Ability(StrEnum):
    """What a connector can do; pages offer only what is declared."""

    POLL = "poll"
    WEBHOOK = "webhook"
    REPLY = "reply"
    DELETE = "delete"
    IMAGES = "images"
    FIND = "find"
    RECHECK = "recheck"
    SEARCH = "search"
    FIGURES = "figures"
    IDEMPOTENT_SEND = "idempotent_send"


class Kind(StrEnum):
    """What sort of message an item is."""

    POST = "post"
    COMMENT = "comment"
    MENTION = "mention"
    DIRECT = "direct"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Limits:
    """The network's own bounds on one outgoing message; None means no such bound."""

    characters: int | None = None
    bytes: int | None = None
    images: int = 0
    image_bytes: int = 0
    alt_text: int | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A text counted as its network counts it.

    `used` of `limit` is what people see; `problem` is a whole sentence when the
    network would refuse the text, else None.
    """

    used: int
    limit: int | None
    unit: str = "characters"
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to ask for when a channel is connected."""

    name: str
    label: str
    help: str = ""
    secret: bool = False
    required: bool = True
    default: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Who we are on the network, as the network answered when asked."""

    external_id: str
    handle: str
    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """The account that wrote something."""

    external_id: str
    handle: str
    name: str = ""
    url: str = ""
    avatar_url: str = ""
    followers: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that came with a message; `url` is never fetched without the guarded client."""

    kind: str
    url: str
    alt: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of the text (code point offsets) that points somewhere: a link, mention or tag."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Raw:
    """One payload as the network sent it, with the key that makes it unique on its channel.

    A later version of the same thing (an edit, new counts) has another key.
    """

    external_key: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """What one poll brought, the cursor to continue from, and whether more waits now.

    A poll that meets its page limit before it meets what it knew may bring the newest first,
    and leave the cursor to what it jumped over in `gap`: backfill() is called with it until
    that is read. `reached` is the moment up to which a page of a backfill has read.
    `wait_seconds` is how long the network asks to be left alone; None means `poll_seconds`.
    """

    items: Sequence[Raw]
    cursor: dict[str, Any]
    more: bool = False
    gap: dict[str, Any] | None = None
    reached: datetime | None = None
    wait_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What a standing query looks for: words that must all be said, or one hashtag (without its #)."""

    text: str
    is_tag: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One message as we understand it.

    `thread_key` decides the conversation: under our own post the top-level reply,
    elsewhere the mention and its branch, for private messages the other party.
    `thread_key` is None for our own posts that answer nobody: those become posts, and
    `post_external_id` on a conversation's items names the own post it stands under.
    `ours` marks what our own account wrote, from here or from elsewhere.
    `context` marks messages fetched only to understand others (a thread's earlier posts):
    they are stored and shown, and ask for no answer. `listening` marks what nobody said to
    us, such as an article in a feed: it is news by itself, and asks for no answer either;
    `watches` are the standing queries that found it, as whoever asked calls them.
    Of several versions of one message the one edited last counts: where the network tells no
    time of an edit, `edited_at` is when the connector saw the change.
    """

    external_id: str
    thread_key: str | None
    kind: Kind
    author: Author
    text: str
    sent_at: datetime
    url: str = ""
    parent_external_id: str = ""
    post_external_id: str = ""
    ours: bool = False
    private: bool = False
    context: bool = False
    listening: bool = False
    watches: Sequence[int] = ()
    edited_at: datetime | None = None
    language: str = ""
    attachments: Sequence[Attachment] = ()
    links: Sequence[Link] = ()
    labels: Sequence[str] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Removed:
    """The network says this message is gone (deleted by its author, or taken down)."""

    external_id: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """How one of our own messages stood on the network at a moment."""

    external_id: str
    taken_at: datetime
    likes: int = 0
    reposts: int = 0
    replies: int = 0
    quotes: int = 0


Parsed = Item | Removed | Figures


@dataclass(frozen=True, slots=True)
class Image:
    """A picture to send along."""

    data: bytes
    media_type: str
    alt: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply (or a post, when `answers` is empty) as its author meant it.

    `key` is ours and the same on every attempt; `answers` and `root` are what the
    answered message's `external_id`, `extra` said when the draft was queued.
    """

    key: str
    text: str
    created_at: datetime
    answers: str = ""
    answers_extra: Mapping[str, Any] = field(default_factory=dict)
    answers_author: Author | None = None
    private: bool = False
    images: Sequence[Image] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """What stands on the network now."""

    external_id: str
    url: str = ""
    sent_at: datetime | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


SaveCredentials = Callable[[Mapping[str, str]], None]


def forget(_credentials: Mapping[str, str]) -> None:
    """Keeps nothing: for connectors whose credentials never change."""


class Connector:
    """One network's translator, built for one channel.

    `save_credentials` is called at once when the network hands out new ones, before
    they are used, because some networks accept a rotated token only once.
    """

    network: ClassVar[str]
    label: ClassVar[str]
    abilities: ClassVar[frozenset[Ability]] = frozenset()
    limits: ClassVar[Limits] = Limits()
    settings_fields: ClassVar[Sequence[Field]] = ()
    poll_seconds: ClassVar[int] = 60
    search_seconds: ClassVar[int] = 120
    send_seconds: ClassVar[float] = 60.0
    """Nothing of a send may leave later than this after the attempt was written down."""
    key_life: timedelta | None = None
    """How long the network recognises a repeated send of the same record; None: it never does.

    A channel's own settings may say so, hence it is read from the connector, not from its class.
    """

    def __init__(
        self,
        settings: Mapping[str, Any],
        credentials: Mapping[str, str],
        save_credentials: SaveCredentials = forget,
    ) -> None:
        self.settings = dict(settings)
        self.credentials = dict(credentials)
        self.save_credentials = save_credentials

    def connect(self) -> Account:
        """Sign in and say who we are; raises Unauthorised, Rejected or RetryLater."""
        raise Rejected(f"{self.label} can't be connected.")

    def verify(self, headers: Mapping[str, str], body: bytes) -> Sequence[Raw]:
        """Check a webhook's signature and unpack() its body; raises BadSignature or ValueError.

        Names of `headers` are in lower case.
        """
        raise BadSignature(f"{self.label} sends no webhooks.")

    def unpack(self, body: bytes) -> Sequence[Raw]:
        """Split a webhook's body, whose signature was good, into raw payloads.

        Pure; raises ValueError naming what is wrong. The body is then kept and set aside.
        """
        raise ValueError(f"{self.label} sends no webhooks.")

    def handshake(self, params: Mapping[str, str]) -> str | None:
        """Answer the question by which a network tests a webhook's address; None refuses."""
        return None

    def poll(self, cursor: Mapping[str, Any]) -> Page:
        """Fetch what is new since `cursor` (empty at first); raises RetryLater or Unauthorised."""
        raise Rejected(f"{self.label} can't be polled.")

    def backfill(self, gap: Mapping[str, Any]) -> Page:
        """Fetch a page of what a poll jumped over; the page's cursor is the rest of the gap."""
        raise Rejected(f"{self.label} leaves no gaps.")

    def search(self, query: Query, cursor: Mapping[str, Any]) -> Page:
        """Fetch what is new among the posts that a query finds, our own left out; raises as poll() does.

        Reads a little behind the cursor each time, since networks index late; what it brings is
        parsed like the rest, as listening unless it was said to us.
        """
        raise Rejected(f"{self.label} can't be searched.")

    def parse(self, payload: Mapping[str, Any]) -> Sequence[Parsed]:
        """Understand one raw payload; pure, and raises ValueError naming what is wrong."""
        raise ValueError(f"{self.label} payloads can't be read.")

    def recheck(self, external_ids: Sequence[str]) -> Sequence[Raw]:
        """Ask whether known messages still stand; raw payloads for those that changed or went."""
        return ()

    def freeze(self, outgoing: Outgoing) -> dict[str, Any]:
        """The exact record every attempt will send, JSON-ready, made once when queued; pure.

        Where the message's address is known beforehand it stands in "external_id".
        Raises Rejected for what the network would refuse.
        """
        raise Rejected(f"{self.label} can't send replies.")

    def send(self, record: Mapping[str, Any], images: Sequence[Image] = ()) -> Sent:
        """Send a frozen record; raises RetryLater, Rejected, Unauthorised or Uncertain."""
        raise Rejected(f"{self.label} can't send replies.")

    def find(self, record: Mapping[str, Any]) -> Sent | None:
        """Look on the network whether a frozen record stands there already.

        None means that it certainly does not; raises RetryLater when the look was not complete.
        The caller may add what it knows of the attempts: "tried_from" and "tried_until", when
        the first and the last of them began (ISO 8601 with a zone).
        """
        return None

    def delete(self, external_id: str) -> None:
        """Take one of our own messages down; gone already counts as done."""
        raise Rejected(f"{self.label} can't take messages down.")

    @classmethod
    def own_hosts(cls) -> Sequence[str]:
        """Hosts of this network that the product itself runs, so that they need not be public."""
        return ()

    @classmethod
    def measure(cls, text: str, settings: Mapping[str, Any]) -> Measure:
        """Count a text by the network's own rule; pure."""
        limit = cls.limits.characters
        used = len(text)
        over = limit is not None and used > limit
        return Measure(
            used,
            limit,
            problem=f"{cls.label} takes at most {limit} characters." if over else None,
        )
