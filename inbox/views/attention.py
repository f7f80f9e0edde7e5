"""What one is told of, how and when."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.mail import has_server
from accounts.permissions import may
from inbox.actions import attention as do
from inbox.forms_attention import AttentionForm
from inbox.models import Attention
from inbox.views.answers import member_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attention(request: HttpRequest) -> HttpResponse:
    """The member's wishes; POST changes them."""
    member = member_of(request)
    standing = Attention.objects.filter(member=member).first() or Attention(member=member)
    form = AttentionForm(request.POST or None, instance=standing, operational=may(member, "operations.view"))
    if request.method == "POST" and form.is_valid():
        do.change(member, by=member, **form.cleaned_data)
        messages.success(request, _("Your settings are saved."))
        return redirect("inbox:attention")
    context = {"form": form, "zone": member.time_zone, "has_mail": has_server()}
    return render(request, "inbox/attention.html", context)
