"""The addresses of promises, working hours, traces, rehearsals and the health of rules."""

from __future__ import annotations

from django.urls import path

from routing.views import calendars, health, promises, rehearsal, trace

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
    path("inbox/<int:pk>/why/", trace.why, name="why"),
    path("inbox/<int:pk>/correct/", trace.correct, name="correct"),
    path("console/rehearsals/", rehearsal.rehearsals, name="rehearsals"),
    path("console/rehearsals/start/", rehearsal.start, name="rehearsal_start"),
    path("console/rehearsals/try/", rehearsal.attempt_post, name="rehearsal_try"),
    path("console/rehearsals/<int:rehearsal_id>/", rehearsal.rehearsal, name="rehearsal"),
    path("console/rehearsals/<int:rehearsal_id>/progress/", rehearsal.progress, name="rehearsal_progress"),
    path("console/rehearsals/<int:rehearsal_id>/stop/", rehearsal.stop, name="rehearsal_stop"),
    path("console/rule-health/", health.health, name="rule_health"),
]
