"""The addresses of contacts."""

from __future__ import annotations

from django.urls import path

from inbox.views.contacts import act, fields, pages

urlpatterns = [
    path("", pages.contacts, name="contacts"),
    path("fields/", fields.fields, name="contact_fields"),
    path("fields/<int:pk>/", fields.field, name="contact_field"),
    path("fields/<int:pk>/archive/", fields.archive, name="contact_field_archive"),
    path("fields/<int:pk>/restore/", fields.restore, name="contact_field_restore"),
    path("<int:pk>/", pages.contact, name="contact"),
    path("<int:pk>/change/", pages.change, name="contact_change"),
    path("<int:pk>/note/", act.note, name="contact_note"),
    path("<int:pk>/fact/", act.fact_add, name="fact_add"),
    path("<int:pk>/merge/<int:other>/", act.merge, name="contact_merge"),
    path("<int:pk>/unmerge/", act.unmerge, name="contact_unmerge"),
    path("<int:pk>/set-apart/<int:other>/", act.set_apart, name="contact_set_apart"),
    path("<int:pk>/compare-again/<int:other>/", act.compare_again, name="contact_compare_again"),
    path("notes/<int:pk>/remove/", act.note_remove, name="contact_note_remove"),
    path("notes/<int:pk>/restore/", act.note_restore, name="contact_note_restore"),
    path("facts/<int:pk>/remove/", act.fact_remove, name="fact_remove"),
    path("facts/<int:pk>/restore/", act.fact_restore, name="fact_restore"),
    path("messages/<int:pk>/fact/", act.fact_learn, name="fact_learn"),
]
