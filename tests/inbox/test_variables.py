"""Variables of canned responses: what is known is filled in once, what is not stays visible and is named."""

from __future__ import annotations

import pytest

from inbox.variables import VARIABLES, fill, first_name, left_in, left_sentence, plain, unknown_in, written

KNOWN = {"contact.first_name": "Mira", "member.name": "Ben Okafor"}


def test_what_is_known_is_filled_in_and_the_rest_stays() -> None:
    filled = fill("Hello {{contact.first_name}}, {{ member.name }} here: {{contact.handle}}, {{no.such}}.", KNOWN)
    assert filled.text == "Hello Mira, Ben Okafor here: {{contact.handle}}, {{no.such}}."
    assert filled.left == ("{{contact.handle}}", "{{no.such}}")


def test_a_value_fills_nothing_in_by_itself() -> None:
    filled = fill("{{contact.name}}", {"contact.name": "{{member.name}}", "member.name": "Ben"})
    assert filled == fill("{{contact.name}}", {"contact.name": "member.name"})
    assert filled.text == "member.name"
    assert left_in(filled.text) == ()


@pytest.mark.parametrize("value", ["", "   ", "{{}}", "\n"])
def test_an_empty_value_is_not_known(value: str) -> None:
    filled = fill("Hi {{contact.name}}", {"contact.name": value})
    assert (filled.text, filled.left) == ("Hi {{contact.name}}", ("{{contact.name}}",))


def test_values_stand_on_one_line_and_are_no_novels() -> None:
    assert plain("Mira\n\n  of   the bus") == "Mira of the bus"
    assert len(plain("x" * 5000)) == 100


def test_each_is_named_once_as_it_is_written() -> None:
    assert left_in("{{a}} {{ a }} {{a}} {b} {{c\nd}} }}{{") == ("{{a}}", "{{ a }}")
    assert unknown_in("{{contact.name}} {{ channel.name }} {{contact.nmae}}") == ("{{contact.nmae}}",)
    assert all(unknown_in(written(name)) == () for name in VARIABLES)


@pytest.mark.parametrize(
    ("name", "first"),
    [("Mira Castellanos", "Mira"), ("  Ana ", "Ana"), ("يوسف الحداد", "يوسف"), ("🚌 fan", ""), ("", ""), ("44", "")],
)
def test_a_first_name_has_letters(name: str, first: str) -> None:
    assert first_name(name) == first


def test_what_is_left_is_said_in_a_sentence() -> None:
    assert left_sentence(()) == ""
    assert left_sentence(("{{a}}",)).startswith("{{a}} is not filled in.")
    assert left_sentence(("{{a}}", "{{b}}", "{{c}}")).startswith("{{a}}, {{b}} and {{c}} are not filled in.")
