"""Departments: the units that own work."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, DepartmentKind
from accounts.permissions import require


@transaction.atomic
def create(
    *,
    name: str,
    code: str,
    by: Actor,
    purpose: str = "",
    is_closed: bool = False,
    kind: DepartmentKind = DepartmentKind.DEPARTMENT,
) -> Department:
    """A new department, without members yet; raises NotPossible when the name is taken."""
    require(by, "department.create")
    _refuse_same_name(name)
    department = Department.objects.create(
        name=name, code=code.upper(), slug=_free_slug(name), purpose=purpose, is_closed=is_closed, kind=kind
    )
    record("department.create", department, by=by, is_closed=is_closed, kind=str(kind))
    return department


@transaction.atomic
def change(department: Department, *, name: str, code: str, purpose: str, by: Actor) -> Department:
    """Rename it, give it another mark or purpose; its address stays, so that links keep working."""
    department = _lock(department)
    require(by, "department.change", department)
    _refuse_same_name(name, but=department)
    wanted = {"name": name, "code": code.upper(), "purpose": purpose}
    changed = sorted(field for field, value in wanted.items() if getattr(department, field) != value)
    if not changed:
        return department
    for field in changed:
        setattr(department, field, wanted[field])
    department.save(update_fields=changed)
    record("department.change", department, by=by, fields=changed)
    return department


@transaction.atomic
def close(department: Department, *, by: Actor) -> Department:
    """From now on its conversations do not exist for people outside it."""
    return _set(department, "department.close", by=by, is_closed=True)


@transaction.atomic
def open_up(department: Department, *, by: Actor) -> Department:
    """From now on all staff may read its conversations, private messages aside."""
    return _set(department, "department.open", by=by, is_closed=False)


@transaction.atomic
def require_lead(department: Department, *, by: Actor) -> Department:
    """From now on every reply of it needs one of its leads before it leaves."""
    return _set(department, "department.require_lead", by=by, replies_need_lead=True)


@transaction.atomic
def waive_lead(department: Department, *, by: Actor) -> Department:
    """Its agents send by themselves again, as far as no policy asks for somebody."""
    return _set(department, "department.waive_lead", by=by, replies_need_lead=False)


@transaction.atomic
def archive(department: Department, *, by: Actor) -> Department:
    """It takes no work any more; what it did stays readable.

    Raises NotPossible (from the rooms above) while it still holds open work or receives any.
    """
    return _set(department, "department.archive", by=by, is_active=False)


@transaction.atomic
def restore(department: Department, *, by: Actor) -> Department:
    """Take an archived department into use again."""
    return _set(department, "department.restore", by=by, is_active=True)


def _free_slug(name: str) -> str:
    """The address of a department of that name: words and hyphens, with a number where it is taken."""
    wanted = slugify(name)[:70] or "department"
    taken = {"new", "open", "items", *Department.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)


def _set(department: Department, verb: str, *, by: Actor, **wanted: bool) -> Department:
    department = _lock(department)
    require(by, verb, department)
    if all(getattr(department, field) == value for field, value in wanted.items()):
        return department
    for field, value in wanted.items():
        setattr(department, field, value)
    department.save(update_fields=list(wanted))
    record(verb, department, by=by)
    return department


def _lock(department: Department) -> Department:
    return Department.objects.select_for_update(no_key=True).get(pk=department.pk)


def _refuse_same_name(name: str, but: Department | None = None) -> None:
    same = Department.objects.filter(name__iexact=name)
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise NotPossible(_("There is a department named %(name)s already.") % {"name": name})
