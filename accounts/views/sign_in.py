"""Signing in; on a demo that only this machine can reach, also by one click."""

from __future__ import annotations

from typing import Any

from allauth.account.views import EmailView, LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from accounts.actions.profile import know_address
from accounts.models import Member
from accounts.views.common import member_of, sign_in


class SignInView(LoginView):  # type: ignore[misc]
    """allauth's sign-in with the demo's people beside it, where there are any."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `demo`: members who may be entered by one click."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"demo": demo_members()}


@method_decorator(login_required, name="dispatch")
class AddressView(EmailView):  # type: ignore[misc]
    """allauth's change of address, for members whose present one is known to be theirs."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """See know_address()."""
        know_address(member_of(request))
        return super().dispatch(request, *args, **kwargs)


@require_POST
def demo_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter as one of the demo's people; does not exist where others could reach this machine."""
    if not settings.DEMO_LOGINS_ALLOWED:
        raise Http404
    sign_in(request, get_object_or_404(Member.objects.active(), pk=pk, is_demo=True))
    return redirect("/")


def demo_members() -> list[Member]:
    """The demo's people, administrators first; none where demo logins are refused."""
    if not settings.DEMO_LOGINS_ALLOWED:
        return []
    found = Member.objects.active().filter(is_demo=True).prefetch_related("memberships__department")
    return list(found.order_by("-is_administrator", "pk")[:8])
