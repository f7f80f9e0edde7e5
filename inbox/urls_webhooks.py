"""The addresses of webhooks in the console."""

from __future__ import annotations

from django.urls import path

from inbox.views import webhooks

urlpatterns = [
    path("", webhooks.webhooks, name="webhooks"),
    path("new/", webhooks.create, name="webhook_create"),
    path("<int:pk>/", webhooks.webhook, name="webhook"),
    path("<int:pk>/change/", webhooks.change, name="webhook_change"),
    path("<int:pk>/pause/", webhooks.pause, name="webhook_pause"),
    path("<int:pk>/resume/", webhooks.resume, name="webhook_resume"),
    path("<int:pk>/test/", webhooks.test, name="webhook_test"),
    path("<int:pk>/rotate-secret/", webhooks.rotate, name="webhook_rotate_secret"),
    path("<int:pk>/replay/", webhooks.replay, name="webhook_replay"),
    path("<int:pk>/archive/", webhooks.archive, name="webhook_archive"),
    path("calls/<int:pk>/", webhooks.call, name="webhook_call"),
    path("calls/<int:pk>/send-again/", webhooks.send_again, name="webhook_send_again"),
]
