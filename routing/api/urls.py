"""Addresses for programs."""

from __future__ import annotations

from django.urls import path

from accounts.api.addresses import acts_of, addresses
from routing.api.rules import RulesText
from routing.api.table import FURTHER, RESOURCES

app_name = "routing-api"
urlpatterns = [
    path("rules/text/", RulesText.as_view(), name="rules-text"),
    *(address for resource in RESOURCES for address in addresses(resource)),
    *(address for resource in FURTHER for address in acts_of(resource)),
]
