"""The addresses of checklists in the console."""

from __future__ import annotations

from django.urls import path

from inbox.views import checklists

urlpatterns = [
    path("", checklists.checklists, name="checklists"),
    path("new/", checklists.create, name="checklist_create"),
    path("<int:pk>/change/", checklists.change, name="checklist_change"),
    path("<int:pk>/archive/", checklists.archive, name="checklist_archive"),
    path("<int:pk>/restore/", checklists.restore, name="checklist_restore"),
]
