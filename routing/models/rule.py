"""Rules, how they read before, the sets they made together, and the word lists they share."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Member

RULE_NAME_LENGTH = 120


class RuleState(models.TextChoices):
    """Whether a rule decides: only active ones do."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    ARCHIVED = "archived", _("Archived")


class ListKind(models.TextChoices):
    """What a word list holds."""

    WORDS = "words", _("Words")
    PEOPLE = "people", _("People")


class RuleQuerySet(models.QuerySet["Rule"]):
    """Ways to ask for rules. They are the whole organisation's."""

    def standing(self) -> RuleQuerySet:
        """All that were not archived."""
        return self.exclude(state=RuleState.ARCHIVED)

    def active(self) -> RuleQuerySet:
        """Those that decide now, in their order."""
        return self.filter(state=RuleState.ACTIVE)


class Rule(models.Model):
    """ "When this happens and these conditions hold, do these steps"; see routing/rules.py.

    `steps` are {"kind": word, "value": any}. Rules are considered by `position`; `group` is
    a heading under which people keep those that belong together.
    """

    name = models.CharField(_("name"), max_length=RULE_NAME_LENGTH)
    group = models.CharField(_("group"), max_length=80, blank=True)
    position = models.PositiveIntegerField()
    trigger = models.CharField(max_length=20)
    tree = models.JSONField()
    steps: Any = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=RuleState, default=RuleState.DRAFT)
    number = models.PositiveIntegerField(default=1)
    """Which version this is; each is kept."""
    token = models.UUIDField(null=True, unique=True)
    """Of the form that it was first written in, so that sent twice it is made once."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = RuleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), condition=~Q(state="archived"), name="rule_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class RuleVersion(models.Model):
    """How a rule read from some moment on, and who wrote it so."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=RULE_NAME_LENGTH)
    group = models.CharField(max_length=80, blank=True)
    trigger = models.CharField(max_length=20)
    tree = models.JSONField()
    steps: Any = models.JSONField()
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "number"], name="rule_version_once")]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class WordList(models.Model):
    """Words (or people, by their handles) kept once and used by many rules."""

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(max_length=10, choices=ListKind, default=ListKind.WORDS)
    words: Any = models.JSONField(default=list)
    is_topic = models.BooleanField(default=False)
    """A message that says one of its words is about it: the reading "topic"."""
    number = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), condition=Q(archived_at=None), name="word_list_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class WordListVersion(models.Model):
    """How a word list read from some moment on, and who wrote it so."""

    word_list = models.ForeignKey(WordList, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    words: Any = models.JSONField()
    is_topic = models.BooleanField()
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["word_list", "number"], name="word_list_version_once")]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class RuleSetVersion(models.Model):
    """All rules that decided from some moment on, in order, each at its version, with the lists they used.

    `rules` are [number of the rule, its version], `lists` the same of word lists. Its primary
    key is the version number that decisions name.
    """

    rules: Any = models.JSONField(default=list)
    lists: Any = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"rules of {self.at:%Y-%m-%d %H:%M}"
