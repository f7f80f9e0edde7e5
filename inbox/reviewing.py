"""Who may decide on a draft, asked both ways: of one member and one step, and of all that waits."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.actors import Actor, System
from accounts.models import Department, Member, Membership, Role
from accounts.models.member import MemberQuerySet
from accounts.permissions import may, roles_of
from inbox.deciding import needs_of
from inbox.models import Conversation, Delegation, Delivery, Draft, ReviewStep
from inbox.models.review import ReviewStepQuerySet
from inbox.policies import Need
from inbox.seeing import who_sees

PROGRAM = System("program")


def approver(role: str, department: Department) -> str:
    """Whom a step asks: "a lead of PR", "an agent of Sales"."""
    words = _("a lead of %(department)s") if role == Role.LEAD else _("an agent of %(department)s")
    return words % {"department": department}


def answering(draft: Draft) -> Actor:
    """Who answers for its words before anybody has approved them."""
    return PROGRAM if draft.is_by_program else draft.author


def asks_for(draft: Draft) -> list[Need]:
    """Who must approve it as it stands."""
    return needs_of(draft, answering(draft))


def steps_of(draft: Draft) -> list[ReviewStep]:
    """The steps of the present round, in order."""
    found = ReviewStep.objects.filter(draft=draft, round=draft.round)
    return list(found.select_related("department", "decided_by", "decided_for", "not_by").order_by("position"))


def current_step(draft: Draft) -> ReviewStep | None:
    """Whose turn it is; None when nobody is asked (any more)."""
    return next((step for step in steps_of(draft) if not step.decision), None)


def wrote(member: Member, draft: Draft, step: ReviewStep | None = None) -> bool:
    """Whether it is the member's own: they wrote or submitted it, or the step looks at their edit."""
    own = {draft.author_id, draft.submitted_by_id, step.not_by_id if step else None}
    return member.pk in own


def reaches(member: Member, step: ReviewStep) -> bool:
    """Whether the member's role in the step's department is enough."""
    if not member.is_active:
        return False
    if member.is_administrator:
        return True
    role = roles_of(member).get(step.department_id)
    return role is not None and role.rank >= Role(step.role).rank


def may_cancel(delivery: Delivery, by: Actor) -> bool:
    """Whether somebody may stop it before it leaves: its author, whoever approved it, and who may send there."""
    if may(by, "delivery.cancel", delivery):
        return True
    if not isinstance(by, Member):
        return False
    if delivery.member_id == by.pk:
        return may(by, "draft.withdraw", delivery)
    return any(step.decided_by_id == by.pk for step in steps_of(delivery.draft))


def may_stand_in(member: Member) -> bool:
    """Whether one may decide in another's place: somebody who sends nowhere approves nothing either."""
    return member.is_administrator or any(role.rank >= Role.AGENT.rank for role in roles_of(member).values())


def stand_ins() -> MemberQuerySet:
    """Everybody who may decide in another's place, as may_stand_in() says of one."""
    held = Membership.objects.filter(
        member=OuterRef("pk"), department__is_active=True, role__in=(Role.AGENT, Role.LEAD)
    )
    return Member.objects.active().filter(Q(is_administrator=True) | Exists(held))


def learns_in(member: Member) -> list[int]:
    """The departments in which the member is there to watch or to learn, and so decides on nothing."""
    return [department for department, role in roles_of(member).items() if role.rank < Role.AGENT.rank]


def absent_for(member: Member) -> list[Member]:
    """In whose place the member decides now."""
    if not may_stand_in(member):
        return []
    return [row.member for row in Delegation.objects.standing().filter(delegate=member).select_related("member")]


def decides_for(member: Member, step: ReviewStep, draft: Draft) -> Member | None:
    """In whose name the member may decide on a step: their own, or somebody's who is away; None when they may not.

    Nobody decides on what they wrote or submitted, whoever asks them to.
    """
    if wrote(member, draft, step) or not Conversation.objects.visible_to(member).filter(pk=draft.conversation_id):
        return None
    if reaches(member, step) and may(member, "draft.approve"):
        return member
    if step.department_id in learns_in(member):
        return None
    able = (one for one in absent_for(member) if reaches(one, step) and not wrote(one, draft, step))
    return next(able, None)


def to_review(member: Member) -> ReviewStepQuerySet:
    """The steps that wait for this member's decision, in conversations that they may see."""
    asked, elsewhere = Q(pk__in=[]), ~Q(department__in=learns_in(member))
    for person in (member, *absent_for(member)):
        own = Q(draft__author=person) | Q(draft__submitted_by=person) | Q(not_by=person)
        asked |= _reached_by(person) & ~_known(own) & (Q() if person == member else elsewhere)
    mine = Q(draft__author=member) | Q(draft__submitted_by=member) | Q(not_by=member)
    steps: ReviewStepQuerySet = ReviewStep.objects.waiting()
    visible = Conversation.objects.visible_to(member).order_by().values("pk")
    return steps.filter(asked, ~_known(mine), draft__conversation__in=visible)


def deciders(draft: Draft, step: ReviewStep) -> MemberQuerySet:
    """The members who may decide on a step, those who stand in for somebody too."""
    enough = [role.value for role in Role if role.rank >= Role(step.role).rank]
    held = Membership.objects.filter(
        member=OuterRef("pk"), department=step.department_id, department__is_active=True, role__in=enough
    )
    own = [pk for pk in (draft.author_id, draft.submitted_by_id, step.not_by_id) if pk is not None]
    able = Member.objects.active().filter(Exists(held)).exclude(pk__in=own)
    away = Delegation.objects.standing().filter(delegate=OuterRef("pk"), member__in=able)
    roles = Membership.objects.filter(member=OuterRef("pk"), department__is_active=True)
    learns = roles.filter(department=step.department_id).exclude(role__in=(Role.AGENT, Role.LEAD))
    stands_in = Exists(away) & Q(pk__in=stand_ins().values("pk")) & ~Exists(learns)
    asked = Member.objects.active().filter(Q(pk__in=able.values("pk")) | stands_in).exclude(pk__in=own)
    seen = who_sees(draft.conversation).values("pk")
    found = asked.filter(pk__in=seen)
    if found.exists():
        return found
    return Member.objects.active().filter(is_administrator=True).exclude(pk__in=own)


def _reached_by(member: Member) -> Q:
    if member.is_administrator:
        return Q()
    found = Q(pk__in=[])
    for department, role in roles_of(member).items():
        found |= Q(department=department, role__in=[one.value for one in Role if one.rank <= role.rank])
    return found


def _known(condition: Q) -> Q:
    """A condition on columns that may be empty, so that its opposite counts those too."""
    return Q(pk__in=ReviewStep.objects.filter(condition).values("pk"))
