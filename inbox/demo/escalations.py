"""What Northline's departments asked one another: the listening desk hands on what it finds, and others ask too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.actors import OUTSIDE, SCHEDULE, SETUP
from inbox.actions.accept import accept
from inbox.actions.answer import answer, answer_by_link
from inbox.actions.decline import decline
from inbox.actions.desk import change
from inbox.actions.escalate import Outsider, Question, ask, ask_outside, transfer
from inbox.actions.raise_overdue import raise_unaccepted, tell_overdue
from inbox.actions.reason import create
from inbox.actions.withdraw import withdraw
from inbox.demo.clock import after, at
from inbox.demo.company import Company
from inbox.models import Conversation, Escalation, Reason
from inbox.models.conversation import Status

HEADS = {"Product": "Noor", "Marketing": "Jonas", "PR": "Hal", "Sales": "Sofia", "Customer Service": "Ana"}
FACTS, DECISION, BELONGS, GOODWILL, FAULT, PRESS = range(6)


@dataclass(frozen=True, slots=True)
class Scene:
    """One request: from where, by whom, to whom, how long ago, and what came of it so far."""

    holder: str
    by: str
    to: str
    reason: int
    question: str
    ago: int
    due: int
    """Minutes since it was asked, and minutes it was given."""
    ends: str = ""
    says: str = ""
    transfer: bool = False
    blocking: bool = False


LISTENING, SERVICE, MARKETING = "Listening", "Customer Service", "Marketing"
SCENES = (
    Scene(LISTENING, "Mia", "PR", PRESS, "This could make headlines. Is it yours?", 190, 480, "accept", transfer=True),
    Scene(LISTENING, "Leila", SERVICE, BELONGS, "Said about us, not to us. Will you answer?", 38, 240, transfer=True),
    Scene(
        LISTENING, "Mia", MARKETING, BELONGS, "People talk about this. Do you want to join in?", 64, 300, transfer=True
    ),
    Scene(
        LISTENING,
        "Mia",
        "Sales",
        BELONGS,
        "Could they become customers? Please have a look.",
        420,
        600,
        "decline",
        "No, they only wonder aloud. A friendly word from Service is enough.",
        transfer=True,
    ),
    Scene(
        SERVICE,
        "Ana",
        "Product",
        FAULT,
        "Does this happen to everybody, or only here?",
        75,
        240,
        "accept",
        blocking=True,
    ),
    Scene(SERVICE, "Ben", "Product", FACTS, "Since when do we know of this, and when is it over?", 48, 62),
    Scene(
        SERVICE,
        "Ana",
        MARKETING,
        FACTS,
        "May I promise them something before Friday?",
        130,
        180,
        "answer",
        "Yes. It stands on our page since this morning, and we keep to it.",
    ),
    Scene(
        SERVICE, "Leila", "PR", PRESS, "Would you rather answer this yourselves? I can hold it for two hours.", 200, 120
    ),
    Scene(SERVICE, "Ben", "Sales", GOODWILL, "Is there anything you can offer them?", 300, 240, "withdraw"),
    Scene(MARKETING, "Jonas", SERVICE, FACTS, "Do you know this customer? I want to answer before noon.", 55, 200),
    Scene(
        MARKETING, "Mia", SERVICE, DECISION, "Can somebody call them today? They deserve a voice, not a post.", 25, 40
    ),
)
"""Questions that fit whatever waits there."""


REASONS = ("A question about facts", "A decision is needed", "Belongs to another department", "Press or law")


def ask_around(company: Company, now: datetime) -> None:
    """Play it on conversations that wait, each with one request, two of them with another one beside it."""
    with at(now - timedelta(days=20)):
        _agree(company)
        known = reasons()
    used: set[int] = set()
    for scene in sorted(SCENES, key=lambda one: -one.ago):
        conversation = _next(company, scene.holder, used, now - timedelta(minutes=scene.ago))
        if conversation is not None:
            used.add(conversation.pk)
            _play(company, scene, conversation, known, now)
    _ask_by_mail(company, used, known, now)


def _agree(company: Company) -> None:
    """How soon each accepts, and who steps in."""
    ada, places = company.members["Ada"], company.departments
    change(places["Customer Service"], acknowledge_minutes=30, fallback_member=company.members["Ana"], by=ada)
    change(places["PR"], acknowledge_minutes=45, fallback_department=places["Marketing"], by=ada)
    change(places["Product"], acknowledge_minutes=90, fallback_member=company.members["Noor"], by=ada)


def _next(company: Company, holder: str, used: set[int], asked: datetime) -> Conversation | None:
    """What waited there already when it was asked, the newest first."""
    rows = Conversation.objects.standing().filter(
        department=company.departments[holder],
        status=Status.OPEN,
        is_closed=False,
        last_message_at__lt=asked,
    )
    return rows.exclude(pk__in=used).order_by("-last_message_at").first()


def reasons() -> list[Reason]:
    """Those that every new organisation has; of an emptied list, some like them."""
    found = list(Reason.objects.filter(is_archived=False).order_by("pk"))
    return found or [create(name=name, by=SETUP) for name in REASONS]


def _play(company: Company, scene: Scene, conversation: Conversation, known: list[Reason], now: datetime) -> None:
    begun = after(conversation, now - timedelta(minutes=scene.ago), now)
    reason = known[scene.reason % len(known)]
    to, by = [company.departments[scene.to]], company.members[scene.by]
    with at(begun):
        question = Question(scene.question, reason, begun + timedelta(minutes=scene.due))
        if scene.transfer:
            (row,) = transfer(conversation, to=to, question=question, by=by)
        else:
            (row,) = ask(conversation, to=to, question=question, is_blocking=scene.blocking, by=by)
    end = ENDS.get(scene.ends)
    if end is not None:
        with at(min(now, begun + timedelta(minutes=min(scene.ago - 2, 18)))):
            end(company, scene, row)
    _time_passes(row, begun, now)


def _accept(company: Company, scene: Scene, row: Escalation) -> None:
    accept(row, by=company.members[HEADS[scene.to]])


def _answer(company: Company, scene: Scene, row: Escalation) -> None:
    answer(row, text=scene.says, by=company.members[HEADS[scene.to]])


def _decline(company: Company, scene: Scene, row: Escalation) -> None:
    decline(row, reason=scene.says, by=company.members[HEADS[scene.to]])


def _withdraw(company: Company, scene: Scene, row: Escalation) -> None:
    withdraw(row, by=company.members[scene.by])


ENDS: dict[str, Callable[[Company, Scene, Escalation], None]] = {
    "accept": _accept,
    "answer": _answer,
    "decline": _decline,
    "withdraw": _withdraw,
}


def _time_passes(row: Escalation, begun: datetime, now: datetime) -> None:
    """What the schedule would have done since."""
    row.refresh_from_db()
    if row.acknowledge_by is not None and begun < row.acknowledge_by <= now:
        with at(row.acknowledge_by + timedelta(seconds=12)):
            raise_unaccepted(row, by=SCHEDULE)
    if begun < row.due_at <= now:
        with at(row.due_at + timedelta(seconds=12)):
            tell_overdue(row, by=SCHEDULE)


def _ask_by_mail(company: Company, used: set[int], known: list[Reason], now: datetime) -> None:
    """The workshop has no login: one question it answered, one it has not."""
    ana = company.members["Ana"]
    scenes = (
        (
            150,
            "When is the 18:12 back to four carriages?",
            "Two sets get new wheels. From Thursday on it is four again.",
        ),
        (20, "Did anybody at the depot see or hear of this?", ""),
    )
    for ago, text, said in scenes:
        conversation = _next(company, "Customer Service", used, now - timedelta(minutes=ago))
        if conversation is None:
            return
        used.add(conversation.pk)
        begun = after(conversation, now - timedelta(minutes=ago), now)
        with at(begun):
            depot = Outsider("Olav Brekke, depot", "olav@depot.example", tuple(conversation.messages.all()[:2]))
            question = Question(text, known[FACTS], begun + timedelta(hours=6))
            row = ask_outside(conversation, to=depot, question=question, by=ana)
        if said:
            with at(min(now, begun + timedelta(minutes=70))):
                answer_by_link(row, text=said, secret_hash=row.secret_hash, by=OUTSIDE)
