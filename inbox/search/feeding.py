"""A feed is a search that conversations are held against as they arrive."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from accounts.models import Member
from inbox import feeds
from inbox.models import Passage
from inbox.presenters.search import sentence
from inbox.search.scope import scope_of
from inbox.search.syntax import Query, parse
from inbox.search.words import anything, unwanted


def matching(feed: str, member: Member, conversations: Collection[int]) -> set[int]:
    """Those of these that the member would find by it, in what was written outside and by us; notes aside."""
    query = parse(feed, timezone.localdate())
    if not query:
        return set()
    scope = scope_of(query, member)
    rows = scope.conversations.filter(pk__in=conversations)
    if query.terms or scope.passages:
        passages = Passage.objects.filter(conversation_id__in=conversations, note=None)
        said = passages.filter(scope.passages, unwanted(query), anything(query).words)
        rows = rows.filter(pk__in=said.order_by().values("conversation_id"))
    return set(rows.values_list("pk", flat=True))


def doubts(feed: str, member: Member) -> list[str]:
    """What makes no sense in it: a feed with a part left out would find more than was meant."""
    query: Query = parse(feed, timezone.localdate())
    return [str(sentence(doubt)) for doubt in (*query.doubts, *scope_of(query, member).doubts)]


def connect() -> None:
    """Called once when the app is ready."""
    feeds.register(matching, doubts)
