"""What a member has been told of."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from inbox.actions import notify
from inbox.models import Notification
from inbox.presenters.notifications import notification_views
from inbox.views.answers import member_of, say


@login_required
@never_cache
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """The list; looking at it marks nothing."""
    rows = notification_views(member_of(request))
    return render(request, "inbox/notifications.html", {"rows": rows, "any_new": any(row.is_new for row in rows)})


@login_required
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """One has been read."""
    member = member_of(request)
    mine = Notification.objects.visible_to(member).select_related("call", "recipient")
    notify.mark_read(get_object_or_404(mine, pk=pk), by=member)
    return redirect("inbox:mentions" if request.POST.get("from") == "mentions" else "inbox:notifications")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All have been read."""
    notify.mark_all_read(member_of(request), by=member_of(request))
    say(request, _("All are marked as read."))
    return redirect("inbox:notifications")
