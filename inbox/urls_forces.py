"""The addresses of task forces, committees, projects and initiatives; one word an act."""

from __future__ import annotations

from django.urls import path

from inbox.views import forces

urlpatterns = [
    path("", forces.task_forces, name="task_forces"),
    path("open/", forces.open_up, name="task_force_open"),
    path("items/<int:pk>/check/", forces.check, name="task_force_check"),
    path("items/<int:pk>/uncheck/", forces.uncheck, name="task_force_uncheck"),
    path("<slug:slug>/", forces.task_force, name="task_force"),
    path("<slug:slug>/close/", forces.close, name="task_force_close"),
    path("<slug:slug>/<slug:word>/", forces.act, name="task_force_act"),
]
