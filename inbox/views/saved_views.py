"""Saved views: kept from a list, and looked after on a page of their own."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import Refused
from inbox.actions.saved_views import change as change_view
from inbox.actions.saved_views import delete as delete_view
from inbox.actions.saved_views import move as move_view
from inbox.actions.saved_views import save as save_view
from inbox.actions.saved_views import share as share_view
from inbox.filters import ListQuery
from inbox.forms_labels import ViewForm
from inbox.models import SavedView
from inbox.models.saved_view import Icon
from inbox.presenters.keeping import kept_groups
from inbox.presenters.places import departments_of
from inbox.views.answers import attempt, member_of


@login_required
@require_safe
def saved_views(request: HttpRequest) -> HttpResponse:
    """One's own, and those of one's departments."""
    context = {"groups": kept_groups(member_of(request)), "icons": Icon.choices}
    return render(request, "inbox/saved_views.html", context)


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep a list: for oneself, or for a department."""
    member, form = member_of(request), ViewForm(request.POST)
    query = ListQuery.parse(request.POST.get("query", ""))
    here = HttpResponseRedirect(reverse("inbox:list") + query.written())
    if not form.is_valid():
        messages.error(request, _("Give the view a name of 60 characters at most."))
        return here
    slug = form.cleaned_data["department"]
    department = next((item for item in departments_of(member) if item.slug == slug), None)
    facts = {"name": form.cleaned_data["name"], "icon": form.cleaned_data["icon"], "query": query.written(saved=0)}
    try:
        if slug and department is None:
            raise Http404
        view = share_view(department=department, by=member, **facts) if department else save_view(by=member, **facts)
    except Refused as error:
        messages.error(request, str(error))
        return here
    messages.success(request, _("“%(view)s” stands among your views now.") % {"view": view})
    return HttpResponseRedirect(_address(view))


@login_required
@require_POST
def change(request: HttpRequest, view_id: int) -> HttpResponse:
    """Another name or mark; from a list, its filters as they stand there."""
    view, form = view_or_404(request, view_id), ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of 60 characters at most."))
        return redirect("inbox:saved_views")
    from_list = "query" in request.POST
    query = ListQuery.parse(request.POST["query"]).written(saved=0) if from_list else view.query
    facts = {"name": form.cleaned_data["name"], "icon": form.cleaned_data["icon"], "query": query}
    if attempt(request, lambda: change_view(view, by=member_of(request), **facts)):
        view.query = query
        messages.success(request, _("“%(view)s” was changed.") % {"view": facts["name"]})
    return HttpResponseRedirect(_address(view)) if from_list else redirect("inbox:saved_views")


@login_required
@require_POST
def move(request: HttpRequest, view_id: int) -> HttpResponse:
    """One place up or down."""
    view, up = view_or_404(request, view_id), request.POST.get("to") == "up"
    attempt(request, lambda: move_view(view, up=up, by=member_of(request)))
    return redirect("inbox:saved_views")


@login_required
@require_POST
def delete(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget it."""
    view = view_or_404(request, view_id)
    if attempt(request, lambda: delete_view(view, by=member_of(request))):
        messages.success(request, _("“%(view)s” is gone; its conversations stay where they are.") % {"view": view})
    return redirect("inbox:saved_views")


def view_or_404(request: HttpRequest, pk: int) -> SavedView:
    """What exists for the member."""
    seen = SavedView.objects.visible_to(member_of(request))
    found: SavedView | None = seen.select_related("department", "member").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _address(view: SavedView) -> str:
    return reverse("inbox:list") + replace(ListQuery.parse(view.query), saved=view.pk).written()
