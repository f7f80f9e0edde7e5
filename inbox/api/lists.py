"""The address of a list in a body: read as strictly as `GET /conversations/` reads its parameters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from inbox.api.conversations import ConversationsAsked, list_query
from inbox.filters import ListQuery
from inbox.models.conversation import Priority, Status
from inbox.models.message import MessageKind

LONGEST = 1000


class Several(serializers.CharField):
    """One of these words, or several with commas between them, as addresses of the inbox have them."""

    def __init__(self, words: Iterable[str], **options: Any) -> None:
        self.words = tuple(words)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> str:
        """Raises ValidationError for a word that is none of them."""
        text = super().to_internal_value(data)
        if unknown := [part for part in text.split(",") if part not in self.words]:
            raise ValidationError(_("“%(word)s” is not known here.") % {"word": unknown[0]})
        return text


class ListNamed(ConversationsAsked):
    """The filters of an address; the whole list is meant, so it names no page of it."""

    after: Any = None
    limit: Any = None
    priority: Any = Several([one.key for one in Priority], required=False)
    status: Any = Several([*Status.values, "all"], required=False)
    kind: Any = Several(MessageKind.values, required=False)


class ListAddress(serializers.CharField):
    """Such as "?assignee=me". A filter that does not exist would be the whole inbox, so it is a mistake."""

    def __init__(self, **options: Any) -> None:
        told = 'The address of a list, such as "?assignee=me"; filters as at `/conversations/`.'
        super().__init__(**{"max_length": LONGEST, "allow_blank": True, "help_text": told, **options})

    def to_internal_value(self, data: Any) -> str:
        """In the words of the page. Raises ValidationError naming each filter that makes no sense."""
        return list_at(super().to_internal_value(data)).written()


def list_at(address: str) -> ListQuery:
    """The list at this address; raises ValidationError for whatever is none of its filters."""
    given = {name: values[0] if len(values) == 1 else values for name, values in _pairs(address)}
    asked = ListNamed(data=given)
    asked.is_valid(raise_exception=True)
    return list_query(dict(asked.validated_data))


def _pairs(address: str) -> Iterable[tuple[str, list[str]]]:
    return QueryDict(address.removeprefix("?")).lists()
