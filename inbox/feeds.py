"""Which conversations a task force is about: those it holds, and those that its feed finds.

A feed is a search. Searching lives above, so it registers here how a feed is read. What is
closed is never found, whoever leads: it stays with those who may see it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from accounts.models import Member
from inbox.models import Channel, Conversation, TaskForce, Watch

type Matcher = Callable[[str, Member, Collection[int]], set[int]]
"""Text of a feed, in whose name it searches, numbers of conversations: those of them that it finds."""
type Judge = Callable[[str, Member], list[str]]
"""What makes no sense in a feed, in whole sentences."""
_matchers: list[Matcher] = []
_judges: list[Judge] = []


def register(matcher: Matcher, judge: Judge) -> None:
    """Called once when the app is ready."""
    _matchers[:], _judges[:] = [matcher], [judge]


def doubts_about(feed: str, member: Member) -> list[str]:
    """Why it can't be a feed, in sentences; nothing when it can."""
    return _judges[0](feed, member)


def found_by(task_force: TaskForce, conversations: Iterable[int]) -> set[int]:
    """Those of these that its feed finds, in its lead's name; never what is closed."""
    if not task_force.feed:
        return set()
    open_ones = Conversation.objects.standing().filter(pk__in=list(conversations), is_closed=False)
    wanted = set(open_ones.order_by().values_list("pk", flat=True))
    return _matchers[0](task_force.feed, task_force.lead, wanted) if wanted else set()


def concerns(task_force: TaskForce, conversation: Conversation) -> bool:
    """Whether it holds it, or looks for it."""
    return conversation.department_id == task_force.department_id or bool(found_by(task_force, [conversation.pk]))


def crises_of(conversation: Conversation) -> list[TaskForce]:
    """The crises that are on and concern it, the oldest first; most often none are, which one question tells."""
    standing = TaskForce.objects.in_crisis().select_related("department", "lead").order_by("crisis_since", "pk")
    return [crisis for crisis in standing if concerns(crisis, conversation)]


def statements_for(conversation: Conversation) -> list[int]:
    """The holding statements that everybody is offered first here, by number."""
    rows = TaskForce.objects.open().exclude(statement=None).select_related("department", "lead").order_by("pk")
    found = [row.statement_id for row in rows if concerns(row, conversation)]
    return [pk for pk in found if pk is not None]


def brings_to(row: TaskForce) -> list[str]:
    """Names of channels and watches that were told to bring what they find to it: it stays until that is changed."""
    channels = Channel.objects.filter(default_department=row.department, is_active=True)
    watches = Watch.objects.standing().filter(department=row.department, is_active=True)
    return [str(one) for one in (*channels.order_by("pk"), *watches.order_by("pk"))]
