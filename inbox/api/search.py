"""The search page for programs: the same words find the same."""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.addresses import problems
from accounts.api.door import Door
from accounts.api.rows import number_of
from accounts.api.shapes import Listed
from accounts.errors import NotAllowed
from accounts.models import Member
from accounts.scopes import allows
from inbox.api.contacts import ContactShape
from inbox.filters import Cursor
from inbox.presenters.found import told_places
from inbox.presenters.search import sentence
from inbox.search.find import Kind, asks_contacts, find
from inbox.search.people import contacts
from inbox.search.scope import scope_of
from inbox.search.syntax import LONGEST, Query, parse

BESIDES = 4
"""People told beside what was written, as on the page."""
READS_PEOPLE = "contacts.read"


class SearchAsked(Listed):
    """What is searched for, in the words of the page."""

    q = serializers.CharField(max_length=LONGEST, help_text='As typed on the page: words, "a phrase", from:mira, -bus.')
    kind = serializers.ChoiceField(
        choices=[str(kind) for kind in Kind], default=str(Kind.ALL), help_text="What to look through."
    )
    sort = serializers.ChoiceField(
        choices=["best", "newest"], default="best", help_text="Contacts are always told by number, the newest first."
    )


class FoundShape(serializers.Serializer[Any]):
    """A message or a note that matches."""

    conversation = serializers.IntegerField()
    message = serializers.IntegerField(allow_null=True, help_text="Null when it is a note.")
    note = serializers.IntegerField(allow_null=True, help_text="Null when it is a message.")
    who = serializers.CharField(help_text="Who wrote it, as the page names them.")
    moment = serializers.DateTimeField(help_text="When it was written.")
    excerpt = serializers.CharField(help_text="The words around the first that matched; … where something is left out.")
    marked = serializers.ListField(child=serializers.CharField(), help_text="The words of the excerpt that matched.")


class FoundPage(serializers.Serializer[Any]):
    """A page of what was found."""

    items = FoundShape(many=True, help_text="Messages and notes; none when contacts alone are searched.")
    contacts = ContactShape(
        many=True,
        help_text=f"With `kind=contacts` a page of them, else the first few. Needs the scope `{READS_PEOPLE}`.",
    )
    doubts = serializers.ListField(
        child=serializers.CharField(), help_text="What in the search made no sense, and what was done instead."
    )
    next = serializers.CharField(allow_null=True, help_text="Ask with after= this for the next page; null at the end.")


class Search(Door):
    """Everything that one may see, by its words."""

    http_method_names: Any = ("get", "head", "options")

    def scope(self, method: str) -> str:
        """What was written is read; of contacts it is told by those who may read them."""
        return "conversations.read"

    @extend_schema(
        operation_id="search",
        summary="Search messages, notes and contacts",
        description=(
            "Finds what the search page finds, in everything that you may see, however old. Conditions such as "
            "`in:bluesky` or `-label:spam` are those of the page; one that makes no sense is left out and named in "
            "`doubts`.\n\nNeeds the scope `conversations.read`, and `contacts.read` to be told of contacts."
        ),
        parameters=[SearchAsked],
        responses={200: FoundPage, **problems()},
        tags=["search"],
    )
    def get(self, request: Request) -> Response:
        """One page."""
        asked = SearchAsked(data={name: request.query_params[name] for name in request.query_params})
        asked.is_valid(raise_exception=True)
        given, by = dict(asked.validated_data), cast(Member, request.user)
        kind, query = Kind(given["kind"]), parse(given["q"], timezone.localdate())
        reads_people = allows(by.scopes or frozenset(), READS_PEOPLE)
        if kind is Kind.CONTACTS and not reads_people:
            raise NotAllowed(_("This token lacks the scope %(scope)s.") % {"scope": READS_PEOPLE})
        scope, limit, after = scope_of(query, by), given["limit"], given.get("after", "")
        items: list[dict[str, Any]] = []
        people: list[Any] = []
        following = None
        if query and kind is Kind.CONTACTS:
            people, following = _people(query, by, after, limit)
        elif query:
            newest = given["sort"] == "newest"
            hits = find(query, scope, kind, newest=newest, cursor=_cursor(after), most=limit)
            items = told_places(hits[:limit], query)
            following = str(hits[limit - 1].cursor) if len(hits) > limit else None
            if kind is Kind.ALL and not after and reads_people:
                people, _more = _people(query, by, "", BESIDES)
        doubts = [sentence(doubt) for doubt in (*query.doubts, *scope.doubts)]
        told = {
            "items": FoundShape(items, many=True).data,
            "contacts": ContactShape(people, many=True, context={"by": by, "request": request}).data,
        }
        return Response({**told, "doubts": doubts, "next": following})


def _people(query: Query, by: Member, after: str, limit: int) -> tuple[list[Any], str | None]:
    if not asks_contacts(query):
        return [], None
    rows = contacts(query, by).prefetch_related("handles", "emails")
    if after:
        rows = rows.filter(pk__lt=number_of(after))
    found = list(rows[: limit + 1])
    return found[:limit], str(found[limit - 1].pk) if len(found) > limit else None


def _cursor(after: str) -> Cursor | None:
    found = Cursor.read(after)
    if after and found is None:
        raise ValidationError({"after": [_("This is no place in this list. Take `next` of the page before.")]})
    return found
