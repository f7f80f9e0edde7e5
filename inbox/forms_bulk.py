"""What is to be done to many conversations: one field, "verb:argument", so that every line of a menu is a button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inbox.forms import AssignForm, MoveForm, ResolveForm, SnoozeForm
from inbox.models.conversation import Priority
from inbox.models.label import LABEL_LENGTH

MOST_IDS = 1000
PLAIN = ("take", "unassign", "reopen", "read")

type Facts = dict[str, Any]


def ids_of(given: list[str]) -> list[int]:
    """The conversations that are ticked; what is no number counts as absent."""
    return [int(pk) for pk in given[:MOST_IDS] if pk.isascii() and pk.isdecimal() and len(pk) < 18]


def read_act(data: Mapping[str, Any]) -> tuple[str, Facts]:
    """The verb and its arguments, as a job keeps them; raises ValidationError with a sentence."""
    given = str(data.get("act", "")).replace("\x00", "") or ("snooze:" if data.get("at") else "")
    verb, _colon, value = given.partition(":")
    if verb in PLAIN:
        return verb, {}
    if verb not in _ARGUMENTS:
        raise ValidationError(_("Choose what to do with them."))
    return verb, _ARGUMENTS[verb](value, data)


def _assign(value: str, _data: Mapping[str, Any]) -> Facts:
    return {"to": _checked(AssignForm({"to": value}))["to"].pk}


def _move(value: str, _data: Mapping[str, Any]) -> Facts:
    return {"to": _checked(MoveForm({"to": value}))["to"].pk}


def _resolve(value: str, _data: Mapping[str, Any]) -> Facts:
    return {"outcome": _checked(ResolveForm({"outcome": value}))["outcome"]}


def _snooze(value: str, data: Mapping[str, Any]) -> Facts:
    given = {"preset": value} if value else {"at": data.get("at", "")}
    return {"until": _checked(SnoozeForm(given))["until"].isoformat()}


def _prioritise(value: str, _data: Mapping[str, Any]) -> Facts:
    chosen = Priority.of(value)
    if chosen is None:
        raise ValidationError(_("Choose a priority from the list."))
    return {"priority": chosen.value}


def _name(value: str, data: Mapping[str, Any]) -> Facts:
    name = (value or str(data.get("label", ""))).strip()
    if not name or len(name) > LABEL_LENGTH:
        raise ValidationError(_("Choose a label from the list."))
    return {"name": name}


def _checked(form: forms.Form) -> dict[str, Any]:
    if form.is_valid():
        return form.cleaned_data
    raise ValidationError(" ".join(str(error) for errors in form.errors.values() for error in errors))


_ARGUMENTS: dict[str, Callable[[str, Mapping[str, Any]], Facts]] = {
    "assign": _assign,
    "move": _move,
    "resolve": _resolve,
    "snooze": _snooze,
    "prioritise": _prioritise,
    "label": _name,
    "unlabel": _name,
}
