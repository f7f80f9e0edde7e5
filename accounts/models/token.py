"""Tokens: what programs show instead of a password; and what was answered to them, for when they ask again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.department import Department
from accounts.models.fields import EncryptedJSONField
from accounts.models.invitation import hash_of
from accounts.models.member import Member

TOKEN_NAME_LENGTH = 80
KEY_LENGTH = 255
ANSWERS_LAST = timedelta(hours=48)
"""How long an answer is kept for whoever asks again with the same key; promised are 24 hours."""


class TokenQuerySet(models.QuerySet["Token"]):
    """Ways to ask for tokens."""

    def with_secret(self, secret: str) -> Token | None:
        """The token that was shown once as these characters, whether it still opens anything or not."""
        rows = self.select_related("member").prefetch_related("departments")
        return rows.filter(secret_hash=hash_of(secret)).first()

    def usable(self) -> TokenQuerySet:
        """Those that open something now."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), member__is_active=True)

    def stale(self) -> TokenQuerySet:
        """Those whose last use was noted a minute ago or longer: noting each would write at every request."""
        minute_ago = timezone.now() - timedelta(minutes=1)
        return self.filter(models.Q(last_used_at=None) | models.Q(last_used_at__lt=minute_ago))


class Token(models.Model):
    """Opens the API in the name of a member (a person or a program), never with more than their rights.

    Only a hash of its secret is kept; `start` are its first characters, so that people recognise it.
    Without departments it reaches as far as the member; `scopes` are words of accounts/scopes.py.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=TOKEN_NAME_LENGTH)
    start = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes: Any = ArrayField(models.CharField(max_length=40))
    departments: models.ManyToManyField[Department, models.Model] = models.ManyToManyField(Department, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    successor = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="predecessors")
    """The one that takes its place; until it expires both open."""
    first = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    """Where one took the place of another, the one that this began with; null for that one itself."""

    objects: ClassVar = TokenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_usable(self) -> bool:
        """Whether it opens anything now, as far as it depends on the token."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def line(self) -> str:
        """Names it together with those that it replaced: to whoever shows them they are one."""
        return f"token:{self.first_id or self.pk}"

    def holder(self) -> Member:
        """The member as whom it acts, held to what the token allows."""
        member = self.member
        member.token_id, member.scopes = self.pk, frozenset(self.scopes)
        departments = frozenset(department.pk for department in self.departments.all())
        if departments:
            member.reach, member.is_administrator = departments, False
        return member


class KeptAnswer(models.Model):
    """What was answered to one POST with an Idempotency-Key; made in the same transaction as its effect.

    `owner` is whose key it is: a line of tokens, or a channel that is pushed to. Tokens of one member
    are different programs, which count by themselves and may reach differently far.
    `fingerprint` is a hash of method, address and body: the same key with another body is a mistake.
    """

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=KEY_LENGTH)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer: Any = EncryptedJSONField(default=dict)
    """Body and headers; encrypted, because a new token's secret may be in it."""
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return f"{self.owner}: {self.key}"
