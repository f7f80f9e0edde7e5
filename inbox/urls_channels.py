"""The addresses of channels; one word an act."""

from __future__ import annotations

from django.urls import path

from inbox.views.channels import act, connect, mapping, pages, staff, watches

urlpatterns = [
    path("", pages.channels, name="channels"),
    path("connect/", connect.networks, name="networks"),
    path("connect/<slug:network>/", connect.connect, name="connect"),
    path("attempts/<int:attempt_id>/", connect.attempt, name="attempt"),
    path("<int:channel_id>/", pages.channel, name="channel"),
    path("<int:channel_id>/change/", act.change, name="channel_change"),
    path("<int:channel_id>/credentials/", connect.credentials, name="channel_credentials"),
    path("<int:channel_id>/pause/", act.pause, name="channel_pause"),
    path("<int:channel_id>/resume/", act.resume, name="channel_resume"),
    path("<int:channel_id>/poll/", act.poll, name="channel_poll"),
    path("<int:channel_id>/rotate-token/", act.rotate, name="channel_rotate_token"),
    path("<int:channel_id>/map/", mapping.mapping, name="channel_map"),
    path("<int:channel_id>/staff/add/", staff.add, name="staff_add"),
    path("<int:channel_id>/staff/<int:staff_id>/remove/", staff.remove, name="staff_remove"),
    path("<int:channel_id>/needs/", staff.need, name="roster_need"),
    path("<int:channel_id>/watches/new/", watches.create, name="watch_create"),
    path("<int:channel_id>/watches/<int:watch_id>/", watches.change, name="watch_change"),
    path("<int:channel_id>/watches/<int:watch_id>/pause/", watches.pause, name="watch_pause"),
    path("<int:channel_id>/watches/<int:watch_id>/resume/", watches.resume, name="watch_resume"),
    path("<int:channel_id>/watches/<int:watch_id>/archive/", watches.archive, name="watch_archive"),
    path("<int:channel_id>/inbound/<int:inbound_id>/run-again/", act.run_again, name="inbound_run_again"),
]
