"""What may follow when a promise is broken: a table that higher rooms and later parts add to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.models import Department
from inbox.actions.escalate import Question, ask
from inbox.actions.prioritise import prioritise
from inbox.actions.reason import create as create_reason
from inbox.models import Conversation, Escalation, Reason
from inbox.models.conversation import Priority
from routing.saying import known_as

type Text = str | Lazy

REASON = "A promise is broken"
"""Why departments are asked then; while nobody keeps a reason of that name, the first of the list."""
ANSWER_WITHIN = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class BreachAct:
    """One of them: how it is called on a policy's page, and what it does."""

    label: Text
    act: Callable[[Conversation, Actor], object]


@dataclass(frozen=True, slots=True)
class BreachChoice:
    """One that needs to know whom or what; `said` has a place for {name}.

    `choices` are pairs of key and name; of those keys that it is given, as a policy has kept them, also what is
    offered to nobody else any more.
    """

    label: Text
    said: Text
    choices: Callable[[Collection[str]], Iterable[tuple[str, str]]]
    act: Callable[[Conversation, Actor, str], object]


ACTS: dict[str, BreachAct] = {}
CHOICES: dict[str, BreachChoice] = {}
"""A policy keeps one of these as "key:chosen"."""


def register(key: str, act: BreachAct | BreachChoice) -> None:
    """Offer another act to policies; raises ValueError for a key that is taken."""
    if key in ACTS or key in CHOICES:
        raise ValueError(f"There is an act {key!r} already.")
    if isinstance(act, BreachAct):
        ACTS[key] = act
    else:
        CHOICES[key] = act


def chosen_in(kept: Iterable[str], key: str) -> list[str]:
    """Whom or what a policy has chosen for one of the CHOICES."""
    return [chosen for act, colon, chosen in (one.partition(":") for one in kept) if colon and act == key]


def offered(kept: Collection[str] = ()) -> dict[str, str]:
    """Everything that a policy which has kept these may want, by what it keeps of it, in words."""
    found = {key: str(act.label) for key, act in ACTS.items()}
    for key, choice in CHOICES.items():
        choices = choice.choices(chosen_in(kept, key))
        found |= {f"{key}:{one}": str(choice.said).format(name=name) for one, name in choices}
    return found


def doing(kept: str) -> Callable[[Conversation, Actor], object] | None:
    """What a policy kept, as something to do; None for what nobody offers any more."""
    key, _colon, chosen = kept.partition(":")
    if kept in ACTS:
        return ACTS[kept].act
    if not chosen or key not in CHOICES:
        return None
    return lambda conversation, by: CHOICES[key].act(conversation, by, chosen)


def _press(conversation: Conversation, by: Actor) -> Conversation:
    """One priority higher, as long as there is one."""
    return prioritise(conversation, priority=min(Priority.URGENT, conversation.priority + 1), by=by)


def _departments(kept: Collection[str]) -> list[tuple[str, str]]:
    """The active ones; of archived ones those that are chosen, marked."""
    chosen = [int(pk) for pk in kept if pk.isdecimal()]
    rows = Department.objects.active() | Department.objects.filter(pk__in=chosen)
    return [(str(row.pk), known_as(row.name, is_active=row.is_active)) for row in rows.distinct()]


def _ask(conversation: Conversation, by: Actor, department: str) -> list[Escalation]:
    """Ask it for help, unless it holds the conversation or is asked already.

    Who is asked sees it, so what is closed is left to its own people.
    """
    to = Department.objects.filter(pk=int(department)).first()
    if to is None or conversation.is_closed:
        raise NotPossible(_("Of a closed conversation only a lead asks others."))
    text = _("What we promised here is overdue. Can you help, so that they hear from us soon?")
    question = Question(text, kept_reason(REASON, by=by), timezone.now() + ANSWER_WITHIN)
    return ask(conversation, to=[to], question=question, by=by)


def kept_reason(name: str, *, by: Actor) -> Reason:
    """The reason of that name; where nobody keeps one, the first of the list, or a new one."""
    kept = Reason.objects.filter(is_archived=False)
    return kept.filter(name=name).first() or kept.first() or create_reason(name=name, by=by)


register("raise", BreachAct(gettext_lazy("Raise its priority by one"), _press))
register("ask", BreachChoice(gettext_lazy("Ask for help"), gettext_lazy("Ask {name} for help"), _departments, _ask))
