"""The addresses of promises and working hours."""

from __future__ import annotations

from django.urls import path

from routing.views import calendars, promises

app_name = "routing"
urlpatterns = [
    path("console/promises/", promises.promises, name="promises"),
    path("console/promises/new/", promises.create, name="promise_create"),
    path("console/promises/<int:policy_id>/", promises.promise, name="promise"),
    path("console/promises/<int:policy_id>/move/", promises.move, name="promise_move"),
    path("console/promises/<int:policy_id>/archive/", promises.archive, name="promise_archive"),
    path("console/calendars/", calendars.calendars, name="calendars"),
    path("console/calendars/new/", calendars.create, name="calendar_create"),
    path("console/calendars/<int:calendar_id>/", calendars.calendar, name="calendar"),
]
