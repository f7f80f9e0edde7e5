"""Addresses for programs."""

from __future__ import annotations

from accounts.api.addresses import addresses
from routing.api.promises import RESOURCES

app_name = "routing-api"
urlpatterns = [address for resource in RESOURCES for address in addresses(resource)]
