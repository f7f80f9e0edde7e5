"""The addresses of canned responses; one word an act."""

from __future__ import annotations

from django.urls import path

from inbox.views import canned

urlpatterns = [
    path("", canned.canned, name="canned"),
    path("new/", canned.create, name="canned_create"),
    path("<int:canned_id>/", canned.response, name="canned_response"),
    path("<int:canned_id>/approve/", canned.approve, name="canned_approve"),
    path("<int:canned_id>/disapprove/", canned.disapprove, name="canned_disapprove"),
    path("<int:canned_id>/archive/", canned.archive, name="canned_archive"),
    path("<int:canned_id>/restore/", canned.restore, name="canned_restore"),
]
