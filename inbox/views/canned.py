"""Canned responses on their pages: found, read, tried on a network, and what leads do with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotPossible
from accounts.permissions import may, require
from inbox.actions import canned as do
from inbox.forms_canned import CannedForm, NewCannedForm
from inbox.models import CannedResponse
from inbox.presenters.canned import canned_rows, preview_of, scope_of, uses_of, version_views
from inbox.presenters.places import departments_of
from inbox.variables import VARIABLES, written
from inbox.views.answers import attempt, member_of

type View = Callable[..., HttpResponse]


@login_required
@require_safe
def canned(request: HttpRequest) -> HttpResponse:
    """Those that exist for the member, found by words and by department."""
    member = member_of(request)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    department, archived = request.GET.get("department", ""), bool(request.GET.get("archived"))
    context = {
        "rows": canned_rows(member, words=words, department=department, archived=archived),
        "words": words,
        "department": department,
        "archived": archived,
        "departments": departments_of(member),
        "may_create": may(member, "canned.create"),
    }
    return render(request, "inbox/canned/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new one."""
    member = member_of(request)
    require(member, "canned.create")
    form = NewCannedForm(member, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = do.create(by=member, **form.cleaned_data)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(canned)s” can be used from now on.") % {"canned": made})
            return redirect("inbox:canned_response", made.pk)
    return render(request, "inbox/canned/new.html", {"form": form, "variables": variables()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def response(request: HttpRequest, canned_id: int) -> HttpResponse:
    """One as it reads, as a network will show it, how much it is used, and how it read before."""
    found, member = canned_or_404(request, canned_id), member_of(request)
    changes = may(member, "canned.change", found) and found.archived_at is None
    if request.method == "POST":
        require(member, "canned.change", found)
    typed = request.POST if request.method == "POST" else None
    form = CannedForm(typed, initial={"title": found.title, "shortcut": found.shortcut, "text": found.text})
    if request.method == "POST" and form.is_valid():
        try:
            done = do.change(found, by=member, **form.cleaned_data)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            _say_changed(request, found, done)
            return redirect("inbox:canned_response", found.pk)
    context = {
        "canned": found,
        "scope": scope_of(found),
        "uses": uses_of(found),
        "form": form if changes else None,
        "preview": preview_of(found, member, request.GET.get("channel", "")),
        "versions": version_views(found),
        "variables": variables(),
    }
    return render(request, "inbox/canned/canned.html", context)


@login_required
@require_POST
def approve(request: HttpRequest, canned_id: int) -> HttpResponse:
    """These very words need nobody any more."""
    found, version = canned_or_404(request, canned_id), request.POST.get("version", "")
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0
    require(member_of(request), "canned.approve", found)
    if attempt(request, lambda: do.approve(found, version=number, by=member_of(request))):
        messages.success(request, _("“%(canned)s” is approved as it is.") % {"canned": found})
    return redirect("inbox:canned_response", found.pk)


def _act(verb: str, act: Callable[..., CannedResponse], says: Promise) -> View:
    @login_required
    @require_POST
    def view(request: HttpRequest, canned_id: int) -> HttpResponse:
        found = canned_or_404(request, canned_id)
        require(member_of(request), verb, found)
        if attempt(request, lambda: act(found, by=member_of(request))):
            messages.success(request, str(says) % {"canned": found})
        return redirect("inbox:canned_response", found.pk)

    return cast(View, view)


disapprove = _act("canned.disapprove", do.disapprove, gettext_lazy("“%(canned)s” is looked at again like any reply."))
archive = _act("canned.archive", do.archive, gettext_lazy("“%(canned)s” is offered no more."))
restore = _act("canned.restore", do.restore, gettext_lazy("“%(canned)s” is offered again."))


def variables() -> list[tuple[str, str]]:
    """Each as it is typed, with what stands in its place."""
    return [(written(name), str(meaning)) for name, meaning in VARIABLES.items()]


def canned_or_404(request: HttpRequest, pk: int) -> CannedResponse:
    """What exists for the member."""
    seen = CannedResponse.objects.visible_to(member_of(request))
    found: CannedResponse | None = seen.select_related("department").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _say_changed(request: HttpRequest, before: CannedResponse, after: CannedResponse) -> None:
    if before.is_approved_as_is and not after.is_approved_as_is:
        messages.success(request, _("Saved. It reads differently now, so it is no longer approved as it is."))
    else:
        messages.success(request, _("Saved."))
