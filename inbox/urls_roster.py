"""The addresses of the roster; one word an act."""

from __future__ import annotations

from django.urls import path

from inbox.views import roster

urlpatterns = [
    path("", roster.roster, name="roster"),
    path("copy/", roster.copy_all, name="roster_copy_all"),
    path("needs/", roster.everywhere, name="roster_everywhere"),
    path("shifts/<int:entry_id>/change/", roster.change, name="shift_change"),
    path("shifts/<int:entry_id>/remove/", roster.remove, name="shift_remove"),
    path("<int:channel_id>/<str:monday>/", roster.week, name="roster_week"),
    path("<int:channel_id>/<str:monday>/copy/", roster.copy, name="roster_copy"),
]
