"""Members, departments, who works where, and who is away."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.db.models import Q
from rest_framework import serializers

from accounts.actions import absences, departments, invitations, memberships, people, profile, shadow
from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Known, Listed, Shape, Strict, explained
from accounts.away import led_by
from accounts.models import Absence, Department, Invitation, Member, Membership, Role
from accounts.models.absence import AbsenceKind
from accounts.permissions import roles_of


class MemberShape(Shape[Member]):
    """A person of the organisation, or a program; addresses are told to administrators."""

    email: Any = serializers.SerializerMethodField()

    class Meta:
        model = Member
        fields = (
            *("id", "name", "email", "is_active", "is_administrator", "is_program", "time_zone", "language"),
            *("joined_at", "deactivated_at"),
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "is_active": "Whether they can work here.",
        "is_program": "Whether it is a program.",
        "time_zone": "Where their day begins.",
        "language": "In which they are spoken to.",
        "joined_at": "Since when.",
        "deactivated_at": "When they left; null while they are here.",
    }

    def get_email(self, row: Member) -> str | None:
        """Null where it is not theirs to know."""
        by = cast(Member, self.context["by"])
        return row.email if by.is_administrator or by.pk == row.pk else None


class MemberFacts(Strict):
    """What administrators correct."""

    meanings: ClassVar = {
        "email": "Where they sign in with.",
        "is_administrator": "Whether they set everything up.",
    }

    name = serializers.CharField(max_length=120)
    email = serializers.EmailField(max_length=254)
    is_administrator = serializers.BooleanField()


class ProfileShape(Shape[Member]):
    """The member whose token this is, and how they like to work."""

    class Meta:
        model = Member
        fields = ("id", "email", *profile.FIELDS)
        read_only_fields = fields

    meanings: ClassVar = {
        "email": "Where they sign in with.",
        "time_zone": "Where their day begins.",
        "language": "In which they are spoken to.",
        "theme": "Light, dark, or as the system has it.",
        "density": "How close the lines stand.",
        "shortcuts": "Whether single keys act.",
        "open_next": "What is opened after one is done.",
        "undo_seconds": "For how long a reply can be taken back.",
    }


class ProfileFacts(serializers.ModelSerializer[Member], Strict):
    """What members decide for themselves."""

    undo_seconds = serializers.ChoiceField(choices=(0, 5, 10, 15, 30, 60))

    class Meta:
        model = Member
        fields = profile.FIELDS

    meanings: ClassVar = ProfileShape.meanings

    def get_fields(self) -> dict[str, Any]:
        """As they are told."""
        return explained(type(self), super().get_fields())


class DepartmentShape(Shape[Department]):
    """A unit that owns conversations; a closed one's exist for its members only."""

    class Meta:
        model = Department
        fields = (
            *("id", "name", "code", "slug", "purpose", "kind", "is_closed", "replies_need_lead", "is_active"),
            "created_at",
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "slug": "Its word in addresses.",
        "purpose": "What it answers for.",
        "kind": "A department, or one for a while.",
        "replies_need_lead": "Whether a lead looks at every reply.",
        "is_active": "Whether it can hold work.",
        "created_at": "When it was made.",
    }


class DepartmentFacts(Strict):
    """How it is called, and what it answers for."""

    meanings: ClassVar = {
        "purpose": "What it answers for.",
    }

    name = serializers.CharField(max_length=80)
    code = serializers.RegexField(r"^[A-Za-z0-9]{2,3}$", help_text="Two or three letters or digits.")
    purpose = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")

    def validate_code(self, value: str) -> str:
        """Marks are capitals."""
        return value.upper()


class NewDepartment(DepartmentFacts):
    """And whether it is closed."""

    meanings: ClassVar = {
        "is_closed": "Whether it exists for its members only.",
    }

    is_closed = serializers.BooleanField(required=False, default=False)


def _everybody(_by: Member) -> Any:
    return Member.objects.active()


def _places(by: Member) -> Any:
    return Department.objects.visible_to(by).filter(is_active=True)


class MembershipShape(Shape[Membership]):
    """One member in one department, in one role; one with `ends_on` is for learning."""

    class Meta:
        model = Membership
        fields = ("id", "member", "department", "role", "shadow_of", "ends_on", "created_at")
        read_only_fields = fields

    meanings: ClassVar = {
        "member": "Who.",
        "department": "Where.",
        "role": "As what.",
        "shadow_of": "Whom they learn beside; null where they work.",
        "ends_on": "Their last day there; null for no end.",
        "created_at": "Since when.",
    }


class Granting(Strict):
    """Who works where, as what."""

    meanings: ClassVar = {
        "member": "Who.",
        "department": "Where.",
        "role": "As what.",
    }

    member = Known(_everybody, Member)
    department = Known(_places, Department)
    role = serializers.ChoiceField(choices=Role.choices)


class Shadowing(Strict):
    """Who learns where, beside whom, until when."""

    meanings: ClassVar = {
        "member": "Who learns.",
        "department": "Where.",
        "of": "Beside whom.",
        "until": "Their last day.",
    }

    member = Known(_everybody, Member)
    of = Known(_everybody, Member)
    department = Known(_places, Department)
    until = serializers.DateField()


class MembershipsAsked(Listed):
    """Whose, and where."""

    meanings: ClassVar = {
        "member": "Of this one.",
        "department": "In this one.",
    }

    member = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    department = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)


class InvitationShape(Shape[Invitation]):
    """A promise of a place, sent by mail. `grants` are roles by department."""

    class Meta:
        model = Invitation
        fields = (
            *("id", "email", "name", "is_administrator", "grants", "invited_by", "created_at", "expires_at"),
            *("accepted_at", "withdrawn_at"),
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "email": "Where it was sent.",
        "is_administrator": "Whether they will set everything up.",
        "grants": "Their roles, by department.",
        "invited_by": "Who invited them.",
        "created_at": "When.",
        "expires_at": "When the link ends.",
        "accepted_at": "When they came; null before.",
        "withdrawn_at": "When it was taken back; null where it stands.",
    }


class RoleThere(Strict):
    """A role in a department."""

    meanings: ClassVar = {
        "department": "Where.",
        "role": "As what.",
    }

    department = Known(_places, Department)
    role = serializers.ChoiceField(choices=Role.choices)


class Inviting(Strict):
    """Whom to invite, and where they will work."""

    meanings: ClassVar = {
        "email": "Where it is sent.",
        "is_administrator": "Whether they will set everything up.",
        "roles": "Where they will work, and as what.",
    }

    name = serializers.CharField(max_length=120)
    email = serializers.EmailField(max_length=254)
    is_administrator = serializers.BooleanField(required=False, default=False)
    roles = RoleThere(many=True, required=False, default=list)


class AbsenceShape(Shape[Absence]):
    """From when to when somebody is away, both days included; why is told to them and their leads."""

    kind: Any = serializers.SerializerMethodField()

    class Meta:
        model = Absence
        fields = ("id", "member", "kind", "starts_on", "ends_on", "cover", "handed_over_at", "created_at")
        read_only_fields = fields

    meanings: ClassVar = {
        "member": "Who is away.",
        "starts_on": "The first day.",
        "ends_on": "The last day.",
        "cover": "Who takes their work meanwhile; null for nobody by name.",
        "handed_over_at": "When their work was given on; null before.",
        "created_at": "When it was entered.",
    }

    def get_kind(self, row: Absence) -> str | None:
        """Null where it is not theirs to know."""
        known, by = cast(dict[str, Any], self.context), self.context["by"]
        told = known.setdefault("told", None) or {by.pk, *led_by(by).values_list("pk", flat=True)}
        known["told"] = told
        return row.kind if row.member_id in told else None


class Away(Strict):
    """When, why, and who covers."""

    meanings: ClassVar = {
        "kind": "Why; told to leads and the member alone.",
        "starts_on": "The first day.",
        "ends_on": "The last day.",
        "cover": "Who takes the work meanwhile.",
    }

    kind = serializers.ChoiceField(choices=AbsenceKind.choices, default=AbsenceKind.HOLIDAY)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    cover = Known(_everybody, Member, required=False, allow_null=True, default=None)


class SomebodyAway(Away):
    """And who is away."""

    meanings: ClassVar = {
        "member": "Who.",
    }

    member = Known(_everybody, Member)


def _narrow(rows: Any, given: Facts, _by: Member) -> Any:
    return rows.filter(**{name: given[name] for name in ("member", "department") if given.get(name) is not None})


def _grant(call: Call) -> Membership:
    return memberships.grant(**call.given | {"role": Role(call.given["role"])}, by=call.by)


def _invite(call: Call) -> Invitation:
    given = dict(call.given)
    roles = {one["department"]: Role(one["role"]) for one in given.pop("roles")}
    return invitations.invite(**given, roles=roles, by=call.by)


def _memberships(by: Member) -> Any:
    rows = Membership.objects.filter(department__in=Department.objects.visible_to(by).order_by())
    return rows.select_related("member", "department")


def _absences(by: Member) -> Any:
    """One's own, those of colleagues and of those whom one leads, as the page tells them."""
    colleagues = Membership.objects.filter(department__in=list(roles_of(by))).values("member_id")
    near = Q(member__in=colleagues) | Q(member__in=led_by(by).order_by().values("pk"))
    return Absence.objects.filter(Q(member=by) | (near & Q(member__is_active=True))).select_related("member")


MEMBERS = Resource(
    name="members",
    area="people",
    about="Who there is, active and former. New ones are invited: `/invitations/`.",
    rows=lambda _by: Member.objects.all(),
    shown=MemberShape,
    change=Act("member.change", people.change, MemberFacts),
    acts=(
        Act("member.reactivate", people.reactivate),
        Act("member.sign_out_everywhere", people.sign_out_everywhere),
    ),
)
PROFILE = Resource(
    name="profile",
    area="profile",
    about="The member whose token this is: a list of one.",
    rows=lambda by: Member.objects.filter(pk=by.pk),
    shown=ProfileShape,
    change=Act("profile.change", profile.change, cast(Any, ProfileFacts), whole=False),
    acts=(Act("profile.sign_out_everywhere", profile.sign_out_everywhere),),
)
DEPARTMENTS = Resource(
    name="departments",
    area="people",
    about="The units that own work, temporary ones too; closed ones exist for their members.",
    rows=Department.objects.visible_to,
    shown=DepartmentShape,
    create=Act("department.create", departments.create, NewDepartment),
    change=Act("department.change", departments.change, DepartmentFacts),
    acts=(
        Act("department.close", departments.close),
        Act("department.open", departments.open_up),
        Act("department.require_lead", departments.require_lead),
        Act("department.waive_lead", departments.waive_lead),
        Act("department.archive", departments.archive),
        Act("department.restore", departments.restore),
    ),
)
MEMBERSHIPS = Resource(
    name="memberships",
    area="people",
    about="Who works in which department, and as what.",
    rows=lambda by: Membership.objects.filter(
        department__in=Department.objects.visible_to(by).order_by()
    ).select_related("member", "department"),
    shown=MembershipShape,
    asked=MembershipsAsked,
    narrow=_narrow,
    create=Act("membership.grant", memberships.grant, Granting, how=_grant),
    remove=Act("membership.revoke", memberships.revoke),
    acts=(Act("membership.unshadow", shadow.unshadow),),
    wide=(Act("membership.shadow", shadow.shadow, Shadowing, shown=MembershipShape),),
)
INVITATIONS = Resource(
    name="invitations",
    area="people",
    about="Promises of a place, sent by mail.",
    rows=lambda _by: Invitation.objects.all(),
    shown=InvitationShape,
    create=Act("member.invite", invitations.invite, Inviting, how=_invite),
    acts=(Act("invitation.resend", invitations.resend), Act("invitation.withdraw", invitations.withdraw)),
    administrators=True,
)
ABSENCES = Resource(
    name="absences",
    area="people",
    about="Who is away, and who covers.",
    rows=_absences,
    shown=AbsenceShape,
    asked=MembershipsAsked,
    narrow=lambda rows, given, by: _narrow(rows, {"member": given.get("member")}, by),
    create=Act("absence.plan", absences.plan, Away, how=lambda call: absences.plan(call.by, **call.given, by=call.by)),
    acts=(Act("absence.end", absences.end), Act("absence.report_back", absences.report_back)),
    wide=(Act("absence.report", absences.report, SomebodyAway, shown=AbsenceShape),),
)
RESOURCES = (MEMBERS, PROFILE, DEPARTMENTS, MEMBERSHIPS, INVITATIONS, ABSENCES)
