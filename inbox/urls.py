"""The addresses of the inbox; one word an act."""

from __future__ import annotations

from django.urls import include, path

from inbox.views import (
    act,
    conversation,
    delivery,
    hooks,
    labels,
    listing,
    merge,
    notifications,
    operations,
    saved_views,
    triage,
    uncertain,
    write,
)
from inbox.views.live import live

app_name = "inbox"
pages = [
    path("", listing.inbox, name="list"),
    path("rows/", listing.rows, name="rows"),
    path("rail/", listing.rail, name="rail"),
    path("filter/", listing.choose, name="filter"),
    path("<int:pk>/", conversation.conversation, name="conversation"),
    path("<int:pk>/thread/", conversation.thread, name="thread"),
    path("<int:pk>/take/", act.take, name="take"),
    path("<int:pk>/assign/", act.assign, name="assign"),
    path("<int:pk>/unassign/", act.unassign, name="unassign"),
    path("<int:pk>/move/", act.move, name="move"),
    path("<int:pk>/resolve/", act.resolve, name="resolve"),
    path("<int:pk>/reopen/", act.reopen, name="reopen"),
    path("<int:pk>/snooze/", act.snooze, name="snooze"),
    path("<int:pk>/undo/", act.undo, name="undo"),
    path("<int:pk>/prioritise/", triage.prioritise, name="prioritise"),
    path("<int:pk>/label/", triage.label, name="label"),
    path("<int:pk>/unlabel/", triage.unlabel, name="unlabel"),
    path("<int:pk>/merge/", merge.merge, name="merge"),
    path("<int:pk>/unmerge/", merge.unmerge, name="unmerge"),
    path("<int:pk>/draft/", write.draft, name="draft"),
    path("<int:pk>/reply/", write.reply, name="reply"),
    path("<int:pk>/note/", write.note, name="note"),
    path("deliveries/<int:pk>/cancel/", delivery.cancel, name="cancel"),
    path("deliveries/<int:pk>/attest/", delivery.attest, name="attest"),
    path("deliveries/<int:pk>/drop/", delivery.drop, name="drop"),
    path("deliveries/<int:pk>/send-again/", delivery.send_again, name="send_again"),
    path("messages/<int:pk>/delete/", delivery.delete, name="delete"),
]
urlpatterns = [
    path("inbox/", include(pages)),
    path("channels/", include("inbox.urls_channels")),
    path("labels/", labels.labels, name="labels"),
    path("labels/new/", labels.create, name="label_create"),
    path("labels/<int:label_id>/", labels.label, name="label_page"),
    path("labels/<int:label_id>/merge/", labels.merge, name="label_merge"),
    path("labels/<int:label_id>/archive/", labels.archive, name="label_archive"),
    path("labels/<int:label_id>/restore/", labels.restore, name="label_restore"),
    path("views/", saved_views.saved_views, name="saved_views"),
    path("views/save/", saved_views.save, name="view_save"),
    path("views/<int:view_id>/change/", saved_views.change, name="view_change"),
    path("views/<int:view_id>/move/", saved_views.move, name="view_move"),
    path("views/<int:view_id>/delete/", saved_views.delete, name="view_delete"),
    path("contacts/", include("inbox.urls_contacts")),
    path("hooks/<int:channel_id>/", hooks.hook, name="hook"),
    path("deliveries/uncertain/", uncertain.uncertain, name="uncertain"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read_all, name="notifications_read"),
    path("notifications/<int:pk>/read/", notifications.read, name="notification_read"),
    path("console/operations/", operations.operations, name="operations"),
    path("live/", live, name="live"),
]
