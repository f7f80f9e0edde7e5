"""Addresses for programs."""

from __future__ import annotations

from django.urls import path

from accounts.api.addresses import addresses
from inbox.api.people import Events
from inbox.api.push import PushItems
from inbox.api.table import RESOURCES

app_name = "inbox-api"
urlpatterns = [
    path("push/<int:channel_id>/items/", PushItems.as_view(), name="push"),
    path("events/", Events.as_view(), name="events"),
    *(address for resource in RESOURCES for address in addresses(resource)),
]
