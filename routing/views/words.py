"""Word lists in the console: kept once, with where they are used and how they read before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotPossible
from accounts.permissions import require
from inbox.views.answers import attempt, member_of
from routing.actions import word_list as do
from routing.forms_tuning import WordListForm
from routing.list_words import list_rows, list_version_rows
from routing.models import WordList


@login_required
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """All of them."""
    require(member_of(request), "word_list.change")
    return render(request, "routing/words/lists.html", {"lists": list_rows()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new one."""
    require(member_of(request), "word_list.create")
    form = WordListForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = do.create(by=member_of(request), **form.content())
        except NotPossible as error:
            form.add_error("words", str(error))
        else:
            messages.success(request, _("“%(list)s” can be used by rules now.") % {"list": made})
            return redirect("routing:words")
    return render(request, "routing/words/list.html", {"form": form, "list": None, "versions": [], "used_by": []})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def word_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """What it holds, which rules use it, and how it read before."""
    require(member_of(request), "word_list.change")
    found = list_or_404(list_id)
    form = WordListForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        content = {name: value for name, value in form.content().items() if name != "kind"}
        try:
            done = do.change(found, by=member_of(request), **content)
        except NotPossible as error:
            form.add_error("words", str(error))
        else:
            messages.success(request, _("“%(list)s” counts as it reads now.") % {"list": done})
            return redirect("routing:words")
    context: dict[str, Any] = {"form": form, "list": found, "versions": list_version_rows(found)}
    return render(request, "routing/words/list.html", context | {"used_by": do.used_by(found)})


@login_required
@require_POST
def restore(request: HttpRequest, list_id: int) -> HttpResponse:
    """Let it read as it did at a version."""
    require(member_of(request), "word_list.change")
    found, number = list_or_404(list_id), request.POST.get("version", "")
    digits = number.isascii() and number.isdigit() and len(number) < 10
    known = found.versions.filter(number=number).first() if digits else None
    if known is None:
        raise Http404
    content = {"name": known.name, "words": known.words, "is_topic": known.is_topic}
    if attempt(request, lambda: do.change(found, by=member_of(request), **content)):
        says = _("“%(list)s” reads as it did at version %(number)s.")
        messages.success(request, says % {"list": found, "number": number})
    return redirect("routing:word_list", found.pk)


@login_required
@require_POST
def archive(request: HttpRequest, list_id: int) -> HttpResponse:
    """Put it away, where no rule uses it."""
    require(member_of(request), "word_list.archive")
    found = list_or_404(list_id)
    if attempt(request, lambda: do.archive(found, by=member_of(request))):
        messages.success(request, _("“%(list)s” is put away for good.") % {"list": found})
        return redirect("routing:words")
    return redirect("routing:word_list", found.pk)


def list_or_404(pk: int) -> WordList:
    """One that was not archived."""
    found: WordList | None = WordList.objects.filter(archived_at=None, pk=pk).first()
    if found is None:
        raise Http404
    return found
