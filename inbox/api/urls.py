"""Addresses for programs."""

from __future__ import annotations

from django.urls import path

from accounts.api.addresses import addresses
from accounts.api.stream import stream_of
from inbox.api.people import Events, EventStream
from inbox.api.push import PushItems
from inbox.api.search import Search
from inbox.api.table import RESOURCES

app_name = "inbox-api"
urlpatterns = [
    path("push/<int:channel_id>/items/", PushItems.as_view(), name="push"),
    path("events/stream/", stream_of(EventStream), name="events-stream"),
    path("events/", Events.as_view(), name="events"),
    path("search/", Search.as_view(), name="search"),
    *(address for resource in RESOURCES for address in addresses(resource)),
]
