"""A mistake in a form is told in a sentence of ours that names the field."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms

from accounts import forms as people_forms
from accounts import sign_in_forms
from accounts.whole_sentences import WholeSentences
from inbox import forms as inbox_forms
from inbox import forms_channels, forms_roster
from tests.accounts.views.pages import post, words
from tests.cast import Cast

MODULES = (people_forms, sign_in_forms, inbox_forms, forms_channels, forms_roster)
OURS = [
    kind
    for module in MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, forms.BaseForm) and kind.__module__ == module.__name__
]


class Everything(WholeSentences, forms.Form):
    """One field of each kind that our forms have."""

    name = forms.CharField(max_length=5, min_length=2, label="100 % of the name")
    email = forms.EmailField(label="E-mail", required=False)
    role = forms.ChoiceField(choices=[("lead", "Lead")], label="Role")
    seen = forms.IntegerField(required=False, label="Seen")
    at = forms.DateTimeField(required=False, label="Until")
    own = forms.CharField(error_messages={"required": "It says so itself."})


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.__name__)
def test_every_form_of_ours_speaks_so(kind: type[forms.BaseForm]) -> None:
    assert issubclass(kind, WholeSentences)


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({}, "name", "Fill in “100 % of the name”."),
        ({}, "role", "Choose something for “Role”."),
        ({}, "own", "It says so itself."),
        ({"name": "abcdef"}, "name", "“100 % of the name” can have 5 characters at most; these are 6."),
        ({"name": "a"}, "name", "“100 % of the name” needs 2 characters at least; these are 1."),
        ({"name": "a\0b"}, "name", "“100 % of the name” holds a character that can't be kept. Type it anew."),
        ({"role": "boss"}, "role", "“boss” is none of the choices for “Role”."),
        ({"email": "nobody"}, "email", "“nobody” is not an e-mail address, such as name@example.com."),
        ({"seen": "x"}, "seen", "“Seen” is not a whole number."),
        ({"at": "x"}, "at", "“Until” is not a date and time."),
    ],
)
def test_each_mistake_is_a_sentence(given: dict[str, str], field: str, sentence: str) -> None:
    assert Everything(given).errors[field] == [sentence]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "given", "sentence"),
    [
        ("/departments/new/", {"name": "Marketing", "code": "M2"}, "“Name” is taken: there is another with the same."),
        ("/departments/new/", {"name": "", "code": "M2"}, "Fill in “Name”."),
        ("/departments/new/", {"name": "n" * 81, "code": "M2"}, "can have 80 characters at most; these are 81."),
    ],
)
def test_pages_show_them(cast: Cast, address: str, given: dict[str, Any], sentence: str) -> None:
    assert sentence in words(post(cast.ada, address, **given))
