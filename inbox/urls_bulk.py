"""The addresses of acts on many conversations."""

from __future__ import annotations

from django.urls import path

from inbox.views import bulk

urlpatterns = [
    path("", bulk.jobs, name="bulk_jobs"),
    path("start/", bulk.start, name="bulk_start"),
    path("choose/", bulk.choose, name="bulk_choose"),
    path("count/", bulk.count, name="bulk_count"),
    path("choices/<slug:word>/", bulk.choices, name="bulk_choices"),
    path("<int:pk>/", bulk.job, name="bulk"),
    path("<int:pk>/bar/", bulk.bar, name="bulk_bar"),
    path("<int:pk>/undo/", bulk.undo, name="bulk_undo"),
    path("<int:pk>/stop/", bulk.stop, name="bulk_stop"),
    path("<int:pk>/close/", bulk.close, name="bulk_close"),
]
