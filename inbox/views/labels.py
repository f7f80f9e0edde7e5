"""The labels there are, and what leads do with them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Refused
from accounts.permissions import may, require
from inbox.actions import labels as do
from inbox.forms_labels import LabelForm, MergeForm, NewLabelForm
from inbox.models import Label
from inbox.presenters.label_page import label_rows
from inbox.views.answers import attempt, member_of, say

type View = Callable[[HttpRequest, int], HttpResponse]


@login_required
@require_safe
def labels(request: HttpRequest) -> HttpResponse:
    """All that exist for the member."""
    return _page(request, None)


@login_required
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """A new one."""
    member = member_of(request)
    require(member, "label.create")
    form = NewLabelForm(member, request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        made = do.create(by=member, **form.cleaned_data)
    except Refused as error:
        form.add_error("name", str(error))
        return _page(request, form)
    messages.success(request, _("The label “%(label)s” was made.") % {"label": made})
    return redirect("inbox:labels")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def label(request: HttpRequest, label_id: int) -> HttpResponse:
    """Name, colour, and what else can be done with one."""
    found, member = label_or_404(request, label_id), member_of(request)
    require(member, "label.change", found)
    form = LabelForm(request.POST or None, initial={"name": found.name, "colour": found.colour})
    if request.method == "POST" and form.is_valid():
        try:
            do.change(found, by=member, **form.cleaned_data)
        except Refused as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The label was changed."))
            return redirect("inbox:labels")
    context = {"label": found, "form": form, "merge": MergeForm(found, member)}
    return render(request, "inbox/labels/label.html", context)


@login_required
@require_POST
def merge(request: HttpRequest, label_id: int) -> HttpResponse:
    """Have another take its place."""
    found, member = label_or_404(request, label_id), member_of(request)
    form = MergeForm(found, member, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a label from the list."))
        return redirect("inbox:label_page", found.pk)
    into = form.cleaned_data["into"]
    if not attempt(request, lambda: do.merge(found, into=into, by=member)):
        return redirect("inbox:label_page", found.pk)
    messages.success(request, _("“%(label)s” is “%(into)s” now, everywhere.") % {"label": found, "into": into})
    return redirect("inbox:labels")


def _act(act: Callable[..., Label], says: Promise, undo: str) -> View:
    def view(request: HttpRequest, label_id: int) -> HttpResponse:
        found = label_or_404(request, label_id)
        if attempt(request, lambda: act(found, by=member_of(request))):
            say(request, str(says) % {"label": found}, undo=reverse(undo, args=[found.pk]))
        return redirect("inbox:labels")

    return login_required(require_POST(view))


archive = _act(do.archive, gettext_lazy("“%(label)s” stays where it is and is offered no more."), "inbox:label_restore")
restore = _act(do.restore, gettext_lazy("“%(label)s” is in use again."), "inbox:label_archive")


def label_or_404(request: HttpRequest, pk: int) -> Label:
    """What exists for the member."""
    seen = Label.objects.visible_to(member_of(request))
    found: Label | None = seen.select_related("department").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, form: NewLabelForm | None) -> HttpResponse:
    member = member_of(request)
    rows = label_rows(member)
    context = {
        "active": [row for row in rows if not row.is_archived],
        "archived": [row for row in rows if row.is_archived],
        "form": (form or NewLabelForm(member)) if may(member, "label.create") else None,
    }
    return render(request, "inbox/labels/labels.html", context)
