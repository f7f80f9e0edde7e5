"""Fields that administrators add to every contact."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.contact_field import archive, change, create, restore
from inbox.custom import cleaned
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_field_is_made_changed_archived_and_brought_back(cast: Cast) -> None:
    field = create(name=" Line ", kind="choice", choices=["Valley", "Bay", "Bay", " "], by=cast.ada)
    assert (field.name, field.choices) == ("Line", ["Valley", "Bay"])

    change(field, name="Favourite line", choices=["Valley", "Bay", "Hill"], by=cast.ada)
    archive(field, by=cast.ada)
    restore(field, by=cast.ada)

    field.refresh_from_db()
    assert (field.name, field.choices, field.is_active) == ("Favourite line", ["Valley", "Bay", "Hill"], True)
    verbs = list(Event.objects.filter(subject_kind="contactfield").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["field.create", "field.change", "field.archive", "field.restore"]


def test_only_administrators_define_fields(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create(name="Line", kind="text", by=cast.ana)


@pytest.mark.parametrize(
    ("name", "kind", "choices", "says"),
    [
        ("", "text", [], "1 to 60"),
        ("x" * 61, "text", [], "1 to 60"),
        ("Line", "colour", [], "no kind"),
        ("Line", "choice", ["one"], "at least two"),
        ("LANGUAGE OF LETTERS", "text", [], "already"),
    ],
)
def test_a_senseless_field_is_refused(cast: Cast, name: str, kind: str, choices: list[str], says: str) -> None:
    create(name="Language of letters", kind="text", by=cast.ada)
    with pytest.raises(NotPossible, match=says):
        create(name=name, kind=kind, choices=choices, by=cast.ada)


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", "  two \x00 words ", "two words"),
        ("number", "1,5", "1.5"),
        ("number", "1e3", "1000"),
        ("number", "-0.50", "-0.50"),
        ("date", "2026-05-03", "2026-05-03"),
        ("choice", "Bay", "Bay"),
        ("number", "", ""),
    ],
)
def test_values_are_kept_in_one_spelling(kind: str, given: str, kept: str) -> None:
    assert cleaned(kind, given, choices=["Bay"]) == kept


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("number", "ten"),
        ("number", "NaN"),
        ("number", "inf"),
        ("date", "3 May"),
        ("choice", "Hill"),
        ("text", "x" * 501),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(kind: str, given: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        cleaned(kind, given, choices=["Bay"])
