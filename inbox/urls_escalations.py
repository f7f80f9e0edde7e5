"""The addresses of requests between departments; one word an act."""

from __future__ import annotations

from django.urls import path

from inbox.views import escalations

urlpatterns = [
    path("", escalations.escalations, name="escalations"),
    path("<int:pk>/", escalations.escalation, name="escalation"),
    path("<int:pk>/accept/", escalations.accept, name="escalation_accept"),
    path("<int:pk>/decline/", escalations.decline, name="escalation_decline"),
    path("<int:pk>/answer/", escalations.answer, name="escalation_answer"),
    path("<int:pk>/withdraw/", escalations.withdraw, name="escalation_withdraw"),
    path("<int:pk>/ask-again/", escalations.ask_again, name="escalation_ask_again"),
    path("<int:pk>/people/", escalations.people, name="escalation_people"),
]
