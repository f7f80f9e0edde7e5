"""Word lists: kept once, used by many rules, each change a version."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from routing.actions._set import one_at_a_time, refuse_unready_list
from routing.actions._together import follow
from routing.models import ListKind, Rule, WordList, WordListVersion
from routing.rules import leaves
from routing.vocabulary import check_phrase

MOST_WORDS = 5_000
NAME_LENGTH = 80
LIST_OPS = ("says_list", "listed", "not_listed")


@transaction.atomic
def create(
    *, name: str, words: Sequence[str], by: Actor, kind: str = ListKind.WORDS, is_topic: bool = False
) -> WordList:
    """A new list of words and phrases, or of people by their handles; raises NotPossible for what is none."""
    require(by, "word_list.create")
    if kind not in ListKind:
        raise NotPossible(_("“%(kind)s” is no kind of list.") % {"kind": kind})
    one_at_a_time()
    word_list = WordList(kind=kind)
    _fill(word_list, name, words, is_topic=is_topic)
    _keep(word_list, by)
    record("word_list.create", word_list, by=by, version=word_list.number)
    return word_list


@transaction.atomic
def change(word_list: WordList, *, name: str, words: Sequence[str], by: Actor, is_topic: bool = False) -> WordList:
    """Other words from the next message on, for every rule that uses the list; the words before are kept."""
    require(by, "word_list.change", word_list)
    word_list = _standing(word_list)
    before = (word_list.name, word_list.words, word_list.is_topic)
    _fill(word_list, name, words, is_topic=is_topic)
    if before == (word_list.name, word_list.words, word_list.is_topic):
        return word_list
    word_list.number += 1
    _keep(word_list, by)
    added, gone = set(word_list.words) - set(before[1]), set(before[1]) - set(word_list.words)
    record("word_list.change", word_list, by=by, version=word_list.number, added=len(added), removed=len(gone))
    return word_list


@transaction.atomic
def archive(word_list: WordList, *, by: Actor) -> WordList:
    """Put it away; raises NotPossible while a rule uses it."""
    require(by, "word_list.archive", word_list)
    word_list = _standing(word_list)
    for rule in used_by(word_list):
        raise NotPossible(
            _("“%(list)s” is used by the rule “%(rule)s”. Change it first.") % {"list": word_list, "rule": rule}
        )
    word_list.archived_at = timezone.now()
    word_list.save(update_fields=["archived_at"])
    record("word_list.archive", word_list, by=by, version=word_list.number)
    return word_list


def used_by(word_list: WordList) -> list[Rule]:
    """The standing rules that ask for it."""
    return [
        rule
        for rule in Rule.objects.standing()
        if any(leaf["op"] in LIST_OPS and word_list.pk in leaf["value"] for leaf in leaves(rule.tree))
        or any(leaf["field"] == "topics" and word_list.pk in leaf["value"] for leaf in leaves(rule.tree))
    ]


def _standing(word_list: WordList) -> WordList:
    one_at_a_time()
    locked: WordList = WordList.objects.select_for_update().get(pk=word_list.pk)
    if locked.archived_at is not None:
        raise NotPossible(_("“%(list)s” was archived.") % {"list": locked})
    return locked


def _fill(word_list: WordList, name: str, words: Sequence[str], *, is_topic: bool) -> None:
    name = " ".join(name.split())
    if not name:
        raise NotPossible(_("Give the list a name."))
    if len(name) > NAME_LENGTH:
        raise NotPossible(_("A name has at most %(most)d characters.") % {"most": NAME_LENGTH})
    if word_list.kind == ListKind.PEOPLE:
        tidy = [one.strip().lstrip("@") for one in words if one.strip().lstrip("@")]
        if is_topic:
            raise NotPossible(_("A list of people is no topic."))
    else:
        try:
            tidy = [check_phrase(name, one) for one in words if one.strip()]
        except ValueError as error:
            raise NotPossible(str(error)) from error
    tidy = list(dict.fromkeys(tidy))
    if not 1 <= len(tidy) <= MOST_WORDS:
        raise NotPossible(_("A list holds between 1 and %(most)d words.") % {"most": MOST_WORDS})
    word_list.name, word_list.words, word_list.is_topic = name, tidy, is_topic


def _keep(word_list: WordList, by: Actor) -> None:
    try:
        with transaction.atomic():
            word_list.save()
    except IntegrityError as error:
        raise NotPossible(_("There is a list named “%(name)s” already.") % {"name": word_list.name}) from error
    WordListVersion.objects.create(
        word_list=word_list,
        number=word_list.number,
        name=word_list.name,
        words=word_list.words,
        is_topic=word_list.is_topic,
        by=by if isinstance(by, Member) else None,
        at=timezone.now(),
    )
    if word_list.kind == ListKind.WORDS:
        refuse_unready_list(word_list)
    follow()
