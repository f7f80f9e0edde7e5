"""The addresses of the inbox; one word an act."""

from __future__ import annotations

from django.urls import include, path

from inbox.views import (
    act,
    attention,
    conversation,
    delivery,
    follow,
    hooks,
    listing,
    mentions,
    note,
    notifications,
    operations,
    presence,
    uncertain,
    write,
)
from inbox.views.live import live

app_name = "inbox"
pages = [
    path("", listing.inbox, name="list"),
    path("rows/", listing.rows, name="rows"),
    path("rail/", listing.rail, name="rail"),
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
    path("<int:pk>/draft/", write.draft, name="draft"),
    path("<int:pk>/reply/", write.reply, name="reply"),
    path("<int:pk>/note/", note.note, name="note"),
    path("<int:pk>/presence/", presence.presence, name="presence"),
    path("<int:pk>/follow/", follow.follow, name="follow"),
    path("<int:pk>/unfollow/", follow.unfollow, name="unfollow"),
    path("<int:pk>/mentionable/", mentions.mentionable, name="mentionable"),
    path("deliveries/<int:pk>/cancel/", delivery.cancel, name="cancel"),
    path("deliveries/<int:pk>/attest/", delivery.attest, name="attest"),
    path("deliveries/<int:pk>/drop/", delivery.drop, name="drop"),
    path("deliveries/<int:pk>/send-again/", delivery.send_again, name="send_again"),
    path("messages/<int:pk>/delete/", delivery.delete, name="delete"),
]
urlpatterns = [
    path("inbox/", include(pages)),
    path("channels/", include("inbox.urls_channels")),
    path("hooks/<int:channel_id>/", hooks.hook, name="hook"),
    path("deliveries/uncertain/", uncertain.uncertain, name="uncertain"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read_all, name="notifications_read"),
    path("notifications/<int:pk>/read/", notifications.read, name="notification_read"),
    path("me/notifications/", attention.attention, name="attention"),
    path("mentions/", mentions.mentions, name="mentions"),
    path("console/operations/", operations.operations, name="operations"),
    path("live/", live, name="live"),
]
