"""What the pages of every room share: who asks, and by which method."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Member

type View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """A page for signed-in members: only reads."""
    return require_safe(login_required(view))


def act(view: View) -> View:
    """An act of a signed-in member: only by POST, so that no link and no scanner does it."""
    return require_POST(login_required(view))


def form_page(view: View) -> View:
    """A page with its own form: GET shows it, POST does it."""
    return require_http_methods(["GET", "HEAD", "POST"])(login_required(view))


def member_of(request: HttpRequest) -> Member:
    """The signed-in member."""
    return cast(Member, request.user)


def sign_in(request: HttpRequest, member: Member) -> None:
    """Begin a session for somebody who has just shown who they are."""
    login(request, member, backend="accounts.backends.MemberBackend")


def first_error(form: Any) -> str:
    """The first thing wrong with a form, for pages where its fields have no room for errors."""
    return str(next(iter(form.errors.values()))[0])
