"""A rule that was opened and sent again untouched reads as before, and what is gone in it is shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import NotPossible
from inbox.models import ContactField, Label
from routing.actions.rule import content
from routing.checking import check_tree
from routing.models import Rule
from routing.rule_form import RuleForm
from routing.rules import Step
from routing.stored_rules import stored_steps
from tests.cast import Cast
from tests.routing.book import draft, leaf, says

pytestmark = pytest.mark.django_db

PHRASES = st.lists(st.text('ab", *~“', max_size=12).map(lambda text: f"word{text}"), min_size=1, max_size=4)
EXPRESSIONS = st.lists(st.sampled_from(["a+b", " a b ", r"x,\"y\"", r"\d{6}"]), min_size=1, max_size=3)
LEAVES = st.one_of(
    st.builds(leaf, st.just("text"), st.sampled_from(["contains_any", "contains_none"]), PHRASES),
    st.builds(leaf, st.just("text"), st.just("matches"), EXPRESSIONS),
    st.builds(leaf, st.just("followers"), st.just("above"), st.integers(0, 10**12)),
    st.builds(leaf, st.just("has_picture"), st.just("is"), st.booleans()),
    st.builds(leaf, st.just("kind"), st.just("is"), st.just(["post", "review"])),
)
GROUPS = st.builds(lambda word, inner: {word: inner}, st.sampled_from(["any", "none"]), st.lists(LEAVES, min_size=1))


def sent_again(form: RuleForm) -> QueryDict:
    """What a browser sends of a page that nobody touched."""
    data = QueryDict(mutable=True)
    for name in form.fields:
        value = form[name].value()
        data.setlist(name, list(map(str, value)) if isinstance(value, list) else [str(value)])
    data.setlist("rows", [row.key for row in form.shape.rows])
    data.setlist("groups", [group for group in form.shape.groups if group != "0"])
    data.setlist("steps", list(form.shape.steps))
    for row in form.shape.rows:
        data[f"r{row.key}-field"], data[f"r{row.key}-group"] = row.field, row.group
    for key, kind in form.shape.kinds.items():
        data[f"s{key}-kind"] = kind
    for group, parent in form.shape.parents.items():
        data[f"g{group}-parent"] = parent
    return data


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LEAVES, min_size=1, max_size=3), st.lists(GROUPS, max_size=2))
def test_a_rule_that_nobody_touched_stays_as_it_is(leaves: list[Any], groups: list[Any]) -> None:
    tree = check_tree({"all": [*leaves, *groups]})
    steps = [Step("priority", 3), Step("stop")]
    row = Rule(name="Rule", trigger="received", tree=tree, steps=stored_steps(steps))
    form = RuleForm(sent_again(RuleForm.of(row)))
    assert form.is_valid(), form.errors
    assert form.content() == {"name": "Rule", "group": "", "trigger": "received", "tree": tree, "steps": steps}


def test_a_phrase_with_a_comma_is_shown_in_quotes_and_stays_one(cast: Cast, client: Client) -> None:
    made = draft(cast, "Sorry", says("sorry, but", "no"), Step("priority", 3))
    client.force_login(cast.ada)
    page = client.get(reverse("routing:rule", args=[made.pk])).content.decode()
    assert "&quot;sorry, but&quot;, no" in page or "&#34;sorry, but&#34;, no" in page
    client.post(reverse("routing:rule", args=[made.pk]), sent_again(RuleForm.of(made)).urlencode(), FORM)
    made.refresh_from_db()
    assert (made.number, made.tree) == (1, says("sorry, but", "no"))


def test_a_field_of_contacts_that_does_not_exist_is_refused_by_name(cast: Cast) -> None:
    for number in (999, 10**30):
        with pytest.raises(NotPossible, match=f"“custom:{number}” is no field of contacts"):
            draft(cast, "Tier", {"all": [leaf(f"custom:{number}", "contains_any", ["gold"])]}, Step("priority", 3))
    assert not Rule.objects.exists()


def test_a_rule_about_what_was_deleted_opens_shows_it_and_keeps_it(cast: Cast, client: Client) -> None:
    tier, label = ContactField.objects.create(name="Tier"), Label.objects.create(name="Old")
    tree = {"all": [leaf(f"custom:{tier.pk}", "contains_any", ["gold"]), leaf("labels", "has_any", [label.pk])]}
    made = draft(cast, "Gold", tree, Step("label", label.pk))
    before = content(made)
    tier.delete()
    label.delete()
    client.force_login(cast.ada)
    page = client.get(reverse("routing:rule", args=[made.pk]))
    assert page.status_code == 200
    assert "What this condition asked for is gone" in page.content.decode()
    assert page.content.decode().count("something that is gone") >= 3
    untouched = sent_again(RuleForm.of(made)).urlencode()
    answer = client.post(reverse("routing:rule", args=[made.pk]), untouched, FORM)
    assert answer.status_code == 200
    assert "take the condition out" in answer.content.decode()
    assert "Something chosen here is gone" in answer.content.decode()
    made.refresh_from_db()
    assert content(made) == before
    assert client.get(reverse("routing:rules")).status_code == 200


FORM = "application/x-www-form-urlencoded"
