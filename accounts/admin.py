"""Members, departments and the journal in Django's admin: every change goes through a verb."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.actions import departments, invitations, memberships, people
from accounts.admin_base import ActionAdmin
from accounts.models import Department, Event, Invitation, Member, Membership, Role
from accounts.views.common import member_of

admin.site.site_header = admin.site.site_title = "Liaison"
admin.site.index_title = "Data"


@admin.register(Member)
class MemberAdmin(ActionAdmin[Member]):
    """People are invited and deactivated on their own pages; here they are corrected."""

    change_verb = "member.change"
    editable = ("name", "email", "is_administrator")
    list_display = ("name", "email", "is_administrator", "is_active", "last_login")
    list_filter = ("is_active", "is_administrator")
    search_fields = ("name", "email")
    actions = ("sign_out_everywhere",)

    def get_readonly_fields(self, request: HttpRequest, obj: Member | None = None) -> list[str]:
        """Never the password's hash."""
        return [name for name in super().get_readonly_fields(request, obj) if name != "password"]

    def change_row(self, row: Member, form: ModelForm[Member], by: Member) -> Member:
        """Name, address, administrator."""
        wanted: dict[str, Any] = {field: form.cleaned_data[field] for field in self.editable}
        return people.change(row, by=by, **wanted)

    @admin.action(description="Sign out everywhere", permissions=["change"])
    def sign_out_everywhere(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        """End all sessions of those chosen."""
        for row in queryset:
            people.sign_out_everywhere(row, by=member_of(request))


@admin.register(Department)
class DepartmentAdmin(ActionAdmin[Department]):
    """Departments are archived on their own pages, never deleted: work stays theirs."""

    create_verb = "department.create"
    change_verb = "department.change"
    editable = ("name", "code", "purpose")
    list_display = ("name", "code", "is_closed", "is_active")
    search_fields = ("name",)

    def create_row(self, form: ModelForm[Department], by: Member) -> Department:
        """A department, open and empty."""
        return departments.create(by=by, **form.cleaned_data)

    def change_row(self, row: Department, form: ModelForm[Department], by: Member) -> Department:
        """Another name, mark or purpose."""
        return departments.change(row, by=by, **form.cleaned_data)


@admin.register(Membership)
class MembershipAdmin(ActionAdmin[Membership]):
    """Who works where; another role is granted, a membership is revoked."""

    create_verb = "membership.grant"
    remove_verb = "membership.revoke"
    editable = ("member", "department", "role")
    list_display = ("member", "department", "role")
    list_filter = ("department", "role")

    def create_row(self, form: ModelForm[Membership], by: Member) -> Membership:
        """Grant the role."""
        chosen = form.cleaned_data
        return memberships.grant(chosen["member"], department=chosen["department"], role=Role(chosen["role"]), by=by)

    def remove_row(self, row: Membership, by: Member) -> None:
        """Take them out of the department."""
        memberships.revoke(row, by=by)


@admin.register(Invitation)
class InvitationAdmin(ActionAdmin[Invitation]):
    """Deleting an invitation withdraws it; the row stays as its own record."""

    remove_verb = "invitation.withdraw"
    list_display = ("email", "name", "created_at", "expires_at", "accepted_at", "withdrawn_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Invitation | None = None) -> list[str]:
        """Never the hash of the link's secret."""
        return [name for name in super().get_readonly_fields(request, obj) if name != "secret_hash"]

    def remove_row(self, row: Invitation, by: Member) -> None:
        """Withdraw it."""
        invitations.withdraw(row, by=by)


@admin.register(Event)
class EventAdmin(ActionAdmin[Event]):
    """The journal: read only."""

    list_display = ("id", "verb", "recorded_at", "actor_kind", "actor_id", "subject_kind", "subject_id")
    list_filter = ("actor_kind",)
    search_fields = ("verb", "actor_id")
    ordering = ("-id",)
    show_full_result_count = False
