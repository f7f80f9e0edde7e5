"""Who asks: the token in the header, its member, and whether its scopes suffice."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.actions.using import used
from accounts.errors import NotAllowed
from accounts.models import Member, Token
from accounts.scopes import allows


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer lia_…`; a page's session opens nothing here."""

    def authenticate(self, request: Request) -> tuple[Member, Token] | None:
        """The member, held to what the token allows, and the token; None without the header."""
        header = get_authorization_header(request).decode("latin-1")
        if not header:
            return None
        scheme, _space, secret = header.partition(" ")
        token = Token.objects.with_secret(secret.strip()) if scheme.lower() == "bearer" else None
        if token is None or not token.is_usable or not token.member.is_active:
            raise AuthenticationFailed(_("This token opens nothing: it is wrong, has expired or was revoked."))
        used(token)
        return token.holder(), token

    def authenticate_header(self, request: Request) -> str:
        """Makes the refusal a 401."""
        return "Bearer"


class HasScope(BasePermission):
    """Signed in by a token that has the scope which the door names for this method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """False makes a 401 for strangers; raises NotAllowed with the missing scope."""
        if not isinstance(request.user, Member):
            return False
        scope = view.scope(request.method or "")
        if scope and not allows(request.user.scopes or frozenset(), scope):
            raise NotAllowed(_("This token lacks the scope %(scope)s.") % {"scope": scope})
        return True


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema speaks of tokens."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of a program, or of your own: Your settings, Tokens.",
        }
