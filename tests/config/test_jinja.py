"""Pages: Jinja2 with our names, translations, safe escaping, and no silent gaps."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from django.template.backends.django import Template as DjangoTemplate
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation
from jinja2 import UndefinedError

from config import jinja


def render(source: str, **context: Any) -> str:
    """A page written in a string."""
    return engines["jinja2"].from_string(source).render(context, RequestFactory().get("/"))


def test_addresses_and_files_have_their_names() -> None:
    assert render("{{ url('healthz') }} {{ static('inbox.css') }}") == "/healthz /static/inbox.css"


def test_a_name_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'assignee' is undefined"):
        render("Taken by {{ assignee }}.")


def test_text_from_outside_is_escaped() -> None:
    assert render("{{ text }}", text="<script>") == "&lt;script&gt;"


def test_forms_carry_their_token() -> None:
    assert 'name="csrfmiddlewaretoken"' in render("{{ csrf_input }}")


def test_sentences_are_translated_with_their_names_and_numbers() -> None:
    source = "{{ _('Hello %(name)s', name=name) }} {{ ngettext('%(num)s post', '%(num)s posts', count) }}"

    with translation.override("en"):
        assert render(source, name="<Lia>", count=2) == "Hello &lt;Lia&gt; 2 posts"


def test_an_app_adds_names_and_filters_by_a_module_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = type("Pieces", (), {"GLOBALS": {"brand": "Liaison"}, "FILTERS": {"loud": str.upper}})
    monkeypatch.setattr(jinja, "module_has_submodule", lambda module, name: module.__name__ == "inbox")
    monkeypatch.setattr(jinja, "import_module", lambda name: pieces)

    made = jinja.environment(autoescape=True)

    assert made.from_string("{{ brand | loud }}").render() == "LIAISON"


def test_the_admin_console_keeps_djangos_own_engine() -> None:
    assert type(get_template("admin/base.html")) is DjangoTemplate
