"""Django's admin shows rows and changes them through verbs only."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.test import Client, RequestFactory

from accounts.actions.invitations import invite
from accounts.admin_base import ActionAdmin
from accounts.models import Department, Event, Invitation, Member, Membership
from accounts.verbs import VERBS
from tests.accounts.views.pages import as_member, status, words
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
DATA = "/console/data"
REGISTERED = sorted(admin.site._registry.items(), key=lambda pair: pair[0].__name__)
SEALED = ("save_model", "save_related", "delete_model", "delete_queryset", "log_change")


@pytest.mark.parametrize(("model", "made"), REGISTERED, ids=lambda item: getattr(item, "__name__", ""))
def test_every_admin_class_descends_from_ours_and_keeps_what_seals_it(
    model: type[Model], made: ModelAdmin[Model], cast: Cast
) -> None:
    assert isinstance(made, ActionAdmin)
    assert [name for name in SEALED if getattr(type(made), name) is not getattr(ActionAdmin, name)] == []
    assert not made.inlines
    assert not made.list_editable


@pytest.mark.parametrize(("model", "made"), REGISTERED, ids=lambda item: getattr(item, "__name__", ""))
def test_what_it_offers_is_a_verb_with_an_action_behind_it(
    model: type[Model], made: ActionAdmin[Model], cast: Cast
) -> None:
    request = RequestFactory().get("/")
    request.user = cast.ada
    offers = {
        "create": (made.has_add_permission(request), made.create_verb),
        "change": (made.has_change_permission(request), made.change_verb),
        "remove": (made.has_delete_permission(request), made.remove_verb),
    }
    for name, (offered, verb) in offers.items():
        overridden = getattr(type(made), f"{name}_row") is not getattr(ActionAdmin, f"{name}_row")
        assert offered == bool(verb) == overridden
        assert not verb or verb in VERBS


@pytest.mark.parametrize(("model", "made"), REGISTERED, ids=lambda item: getattr(item, "__name__", ""))
def test_its_pages_open_for_administrators_only(model: type[Model], made: ModelAdmin[Model], cast: Cast) -> None:
    address = f"{DATA}/{model._meta.app_label}/{model._meta.model_name}/"
    assert status(cast.ada, address) == 200
    assert as_member(cast.ana).get(address, follow=True).status_code == 403
    assert status(None, address) == 302


def test_models_of_packages_are_not_offered() -> None:
    labels = {model._meta.app_label for model, _ in REGISTERED}
    assert labels <= {"accounts", "inbox", "routing", "reports"}


def test_there_is_one_sign_in(cast: Cast) -> None:
    answer = Client().get(f"{DATA}/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert 'class="door"' in words(answer)


def test_changes_go_through_verbs(cast: Cast) -> None:
    browser = as_member(cast.ada)
    browser.post(f"{DATA}/accounts/department/add/", {"name": "Events", "code": "ev", "purpose": ""})
    browser.post(
        f"{DATA}/accounts/member/{cast.ben.pk}/change/", {"name": "Ben Adeyemi", "email": "ben@northline.example"}
    )
    made = Department.objects.get(name="Events")
    browser.post(f"{DATA}/accounts/membership/add/", {"member": cast.nora.pk, "department": made.pk, "role": "lead"})
    kept = set(Event.objects.values_list("verb", flat=True))
    assert {"department.create", "member.change", "membership.grant"} <= kept
    assert (made.slug, made.code) == ("events", "EV")
    assert Membership.objects.get(member=cast.nora).role == "lead"


def test_bulk_acts_leave_one_event_each(cast: Cast) -> None:
    browser = as_member(cast.ada)
    chosen = list(Membership.objects.filter(department=cast.service).values_list("pk", flat=True))
    fields = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    browser.post(f"{DATA}/accounts/membership/", fields)
    assert Event.objects.filter(verb="membership.revoke").count() == len(chosen) == 4
    fields = {"action": "sign_out_everywhere", "_selected_action": [cast.ben.pk, cast.tim.pk]}
    browser.post(f"{DATA}/accounts/member/", fields)
    assert Event.objects.filter(verb="member.sign_out_everywhere").count() == 2


def test_deleting_an_invitation_withdraws_it(cast: Cast) -> None:
    invitation = invite(email="zoe@northline.example", name="Zoe", roles={}, by=cast.ada)
    as_member(cast.ada).post(f"{DATA}/accounts/invitation/{invitation.pk}/delete/", {"post": "yes"})
    assert Invitation.objects.get().withdrawn_at is not None


def test_a_refused_change_is_answered_with_its_sentence(cast: Cast) -> None:
    answer = as_member(cast.ada).post(
        f"{DATA}/accounts/member/{cast.ada.pk}/change/", {"name": "Ada Min", "email": "ada@northline.example"}
    )
    assert answer.status_code == 409
    assert "only administrator" in words(answer)
    assert Member.objects.get(pk=cast.ada.pk).is_administrator


@pytest.mark.parametrize("act", ["add/", "1/delete/"])
def test_people_and_the_journal_are_neither_added_nor_deleted_here(act: str, cast: Cast) -> None:
    conversation(cast.channel)
    for model in ("member", "event"):
        assert as_member(cast.ada).post(f"{DATA}/accounts/{model}/{act}", {"post": "yes"}).status_code in (302, 403)
    assert Member.objects.count() == 8
    assert Event.objects.filter(verb="message.receive").exists()


def test_hashes_are_shown_nowhere(cast: Cast) -> None:
    page = words(as_member(cast.ada).get(f"{DATA}/accounts/member/{cast.ben.pk}/change/"))
    assert cast.ben.password not in page
