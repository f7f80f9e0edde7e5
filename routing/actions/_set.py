"""The rules that decide together: every change of them makes a new version, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from inbox.models import ContactField
from routing.actions._place import begin
from routing.checking import check_rest
from routing.cycles import WAKES
from routing.engine import compile as compile_rules
from routing.matcher import Matcher
from routing.models import Rule, RuleSetVersion, WordList
from routing.named import ROWS
from routing.rules import Step, Tree, leaves
from routing.stored_rules import rule_of
from routing.vocabulary import STEPS, field_named
from routing.words import Stems


def one_at_a_time() -> None:
    """Rules are changed and ordered by one at a time, also while there are none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('routing.rules'))")


def new_version() -> RuleSetVersion:
    """Keep what decides from now on; raises NotPossible, naming them, for rules that would never come to rest."""
    waking = Rule.objects.active().filter(trigger__in=WAKES)
    try:
        check_rest([rule_of(row) for row in waking])
    except ValueError as error:
        raise NotPossible(str(error)) from error
    begin()
    return RuleSetVersion.objects.create(
        at=timezone.now(),
        rules=[list(one) for one in Rule.objects.active().values_list("pk", "number")],
        lists=[list(one) for one in WordList.objects.order_by("pk").values_list("pk", "number")],
    )


def refuse_unready(rule: Rule) -> None:
    """What cannot be made ready to decide would keep all others from deciding: it is refused by name."""
    named = {number for leaf in leaves(rule.tree) if leaf["op"] == "says_list" for number in leaf["value"]}
    lists = dict(WordList.objects.filter(pk__in=named).values_list("pk", "words")) if named else {}
    try:
        compile_rules([rule_of(rule)], lists=lists, languages=settings.READING_LANGUAGES)
    except Exception as error:
        says = _("“%(rule)s” can't decide as it reads: %(reason)s.")
        raise NotPossible(says % {"rule": rule, "reason": error}) from error


def refuse_unready_list(word_list: WordList) -> None:
    """As refuse_unready(), of the words of a list."""
    try:
        Matcher(word_list.words, [], Stems(settings.READING_LANGUAGES))
    except Exception as error:
        says = _("The words of “%(list)s” can't be looked for together: %(reason)s.")
        raise NotPossible(says % {"list": word_list, "reason": error}) from error


def refuse_unknown(tree: Tree, steps: list[Step]) -> None:
    """What conditions and steps name by number must exist."""
    for leaf in leaves(tree):
        field = field_named(leaf["field"])
        if field is not None and field.of in ROWS and isinstance(leaf["value"], list):
            _refuse_missing(field.of, leaf["value"], str(field.label))
        if leaf["field"].startswith("custom:"):
            _refuse_field(leaf["field"])
        if leaf["op"] == "says_list":
            _refuse_missing("list", leaf["value"], str(field.label) if field else "")
    for step in steps:
        if STEPS[step.kind].of in ROWS and isinstance(step.value, int):
            _refuse_missing(STEPS[step.kind].of, [step.value], str(STEPS[step.kind].label))


def _refuse_field(name: str) -> None:
    number = int(name.removeprefix("custom:")[:18])
    if not ContactField.objects.filter(pk=number).exists():
        raise NotPossible(_("“%(name)s” is no field of contacts: it does not exist.") % {"name": name})


def _refuse_missing(of: str, numbers: list[Any], label: str) -> None:
    wanted = {one for one in numbers if isinstance(one, int)}
    missing = wanted - set(ROWS[of][0].objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if missing:
        raise NotPossible(_("%(what)s: %(number)d does not exist.") % {"what": label, "number": min(missing)})
