"""Approval policies in the console: made and changed as a sentence, tried out, with their history."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from inbox.actions.policy import change, create, pause
from inbox.models import ApprovalPolicy
from inbox.policies import Step
from tests.cast import Cast, channel

pytestmark = pytest.mark.django_db
HERE = "/console/policies/"
REFUNDS = {"all": [{"field": "text", "op": "contains_any", "value": ["refund*"]}]}


@pytest.fixture
def console(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ada)
    return client


def policy(cast: Cast, name: str = "Refunds", **fields: Any) -> ApprovalPolicy:
    return create(
        **{"name": name, "tree": REFUNDS, "steps": [Step(cast.marketing.pk, "lead")], "by": cast.ada, **fields}
    )


def typed(cast: Cast, **fields: Any) -> dict[str, Any]:
    """A whole form: when the reply says refund and is public, Marketing's agent must approve."""
    return {
        "name": "Public refunds",
        "g0-mode": "all",
        "rows": ["0", "1"],
        "r0-field": "text",
        "r0-group": "0",
        "r0-op": "contains_any",
        "r0-value": "refund*, money back",
        "r1-field": "visibility",
        "r1-group": "0",
        "r1-op": "is",
        "r1-value": ["public"],
        "steps": ["0"],
        "s0-department": cast.marketing.pk,
        "s0-role": "agent",
        **fields,
    }


def text_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    words = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[1])
    return re.sub(r"\s+", " ", words)


def test_the_list_tells_each_policy_as_a_sentence(cast: Cast, console: Client) -> None:
    assert "No policy yet." in text_of(console.get(HERE))
    tree = {"all": [*REFUNDS["all"], {"any": [{"field": "followers", "op": "above", "value": 10_000}]}]}
    policy(cast, tree=tree, steps=[Step(cast.marketing.pk, "agent"), Step(cast.service.pk, "lead")], second_look=True)
    says = text_of(console.get(HERE))
    for words in (
        "When all of these hold",
        "The reply says any of “refund*”",
        "any of these: Followers of the person answered: more than 10,000",
        "then these must approve, in order",
        "an agent of Marketing",
        "a lead of Customer Service",
        "is looked at again by somebody else",
    ):
        assert words in says


def test_one_is_made_as_a_sentence(cast: Cast, console: Client) -> None:
    assert "New policy" in text_of(console.get(f"{HERE}new/"))
    response = console.post(f"{HERE}new/", typed(cast, second_look="on"), follow=True)
    assert "“Public refunds” decides from now on." in response.content.decode()
    made = ApprovalPolicy.objects.get()
    assert made.tree == {
        "all": [
            {"field": "text", "op": "contains_any", "value": ["refund*", "money back"]},
            {"field": "visibility", "op": "is", "value": ["public"]},
        ]
    }
    assert made.steps == [{"department": cast.marketing.pk, "role": "agent"}]
    assert made.second_look


def test_rows_are_added_and_taken_out_without_losing_what_was_typed(cast: Cast, console: Client) -> None:
    sent = typed(cast, do="add:0", **{"add-0": "followers", "r0-value": "half typed,"})
    page = console.post(f"{HERE}new/", sent).content.decode()
    assert 'name="r2-value"' in page
    assert 'value="half typed,"' in page
    assert "autofocus" in page.split('name="r2-value"')[1].split(">")[0]
    assert 'class="error"' not in page
    page = console.post(f"{HERE}new/", typed(cast, do="drop:0")).content.decode()
    assert 'name="r0-value"' not in page
    assert 'name="r1-value"' in page
    assert not ApprovalPolicy.objects.exists()


def test_groups_and_steps_are_added_and_taken_out(cast: Cast, console: Client) -> None:
    page = console.post(f"{HERE}new/", typed(cast, do="group")).content.decode()
    assert 'name="g1-mode"' in page
    page = console.post(f"{HERE}new/", typed(cast, do="ungroup:1", groups=["1"], **{"r1-group": "1"})).content.decode()
    assert 'name="g1-mode"' not in page
    assert 'name="r1-value"' not in page
    page = console.post(f"{HERE}new/", typed(cast, do="step")).content.decode()
    assert 'name="s1-department"' in page
    page = console.post(f"{HERE}new/", typed(cast, do="unstep:0", steps=["0", "1"])).content.decode()
    assert 'name="s0-department"' not in page


def test_a_group_within_becomes_part_of_the_tree_and_comes_back_as_rows(cast: Cast, console: Client) -> None:
    sent = typed(cast, groups=["4"], **{"g4-mode": "none", "r1-group": "4"})
    console.post(f"{HERE}new/", sent)
    made = ApprovalPolicy.objects.get()
    assert made.tree["all"][1] == {"none": [{"field": "visibility", "op": "is", "value": ["public"]}]}
    page = console.get(f"{HERE}{made.pk}/").content.decode()
    assert 'value="refund*, money back"' in page
    assert '<option value="none" selected>' in page.split('name="g1-mode"')[1]
    same = typed(cast, groups=["1"], **{"g1-mode": "none", "r1-group": "1"})
    console.post(f"{HERE}{made.pk}/", same)
    made.refresh_from_db()
    assert made.number == 1


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("followers", "above", "10000"),
        ("priority", "is", ["3", "4"]),
        ("has_picture", "is", "yes"),
        ("network", "is", ["bluesky"]),
        ("relationship", "is_not", ["press"]),
        ("sentiment", "is", ["negative"]),
        ("asked", "contains_all", "late, again"),
    ],
)
def test_every_kind_of_field_survives_the_form(cast: Cast, console: Client, field: str, op: str, value: Any) -> None:
    sent = typed(cast, rows=["0"], **{"r0-field": field, "r0-op": op, "r0-value": value})
    console.post(f"{HERE}new/", sent)
    made = ApprovalPolicy.objects.get()
    assert (made.tree["all"][0]["field"], made.tree["all"][0]["op"]) == (field, op)
    page = console.get(f"{HERE}{made.pk}/").content.decode()
    shown = value if isinstance(value, list) else [value]
    assert all(f'value="{one}"' in page for one in shown)
    console.post(f"{HERE}{made.pk}/", sent)
    made.refresh_from_db()
    assert made.number == 1


@pytest.mark.parametrize(
    ("fields", "beside", "says"),
    [
        ({"name": ""}, "id_name", "Fill in “Name”."),
        ({"r0-value": "..."}, "id_r0-value", "holds no word to look for."),
        ({"r0-value": ""}, "id_r0-value", "Fill in “The reply”."),
        ({"r1-value": []}, "id_r1-value", "Choose something for “The reply’s visibility”."),
        ({"r1-value": ["secret"]}, "id_r1-value", "Something chosen here is gone"),
        ({"r0-field": "followers", "r0-op": "above", "r0-value": "many"}, "id_r0-value", "is not a whole number."),
        ({"r0-op": "above"}, "id_r0-op", "none of the choices"),
        ({"s0-department": ""}, "id_s0-department", "Choose something for “Department that approves”."),
        ({"s0-department": "99999"}, "id_s0-department", "none of the choices"),
        ({"s0-role": "trainee"}, "id_s0-role", "none of the choices"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    cast: Cast, console: Client, fields: dict[str, Any], beside: str, says: str
) -> None:
    page = console.post(f"{HERE}new/", typed(cast, **fields)).content.decode()
    assert f'id="{beside}_error"' in page
    assert says in page.split(f'id="{beside}_error"')[1].split("</p>")[0]
    assert not ApprovalPolicy.objects.exists()


def test_without_conditions_or_steps_nothing_is_made(cast: Cast, console: Client) -> None:
    says = text_of(console.post(f"{HERE}new/", typed(cast, rows=[], steps=[])))
    assert "Add at least one condition" in says
    assert "Say who must approve." in says
    twice = {"steps": ["0", "1"], "s1-department": cast.marketing.pk, "s1-role": "agent"}
    assert "This step is there already." in text_of(console.post(f"{HERE}new/", typed(cast, **twice)))
    policy(cast, "Public refunds")
    assert "There is a policy named “Public refunds” already." in text_of(console.post(f"{HERE}new/", typed(cast)))
    assert ApprovalPolicy.objects.count() == 1


def test_nonsense_from_a_browser_breaks_nothing(cast: Cast, console: Client) -> None:
    for nonsense in (
        {"rows": ["x", "-1", "9999999", "0"]},
        {"rows": ["0"], "r0-field": "weather"},
        {"groups": ["0", "0", "x"], "r0-group": "7"},
        {"do": "add:9", "add-9": "text"},
        {"do": "add:0", "add-0": "weather"},
        {"do": "ungroup:0"},
        {"do": "drop:77"},
        {"do": "explode"},
        {"steps": ["٣"]},
    ):
        assert console.post(f"{HERE}new/", typed(cast, name="", **nonsense)).status_code == 200
    assert not ApprovalPolicy.objects.exists()


def test_a_change_shows_in_the_history_with_what_it_changed(cast: Cast, console: Client) -> None:
    made = policy(cast)
    change(made, name="Refunds", tree=REFUNDS, steps=[Step(cast.service.pk, "lead")], by=cast.ada)
    response = console.get(f"{HERE}{made.pk}/")
    says = text_of(response)
    assert "Version 2 by Ada Min" in says
    assert "Before: a lead of Marketing" in says
    assert "New: a lead of Customer Service" in says
    assert "Version 1 by Ada Min" in says


def test_it_is_switched_moved_and_put_away(cast: Cast, console: Client) -> None:
    first, second = policy(cast), policy(cast, "Famous")
    assert "is off: it asks for nobody" in text_of_toast(console.post(f"{HERE}{first.pk}/pause/", follow=True))
    assert "is on." in text_of_toast(console.post(f"{HERE}{first.pk}/activate/", follow=True))
    assert "is on already" in text_of_toast(console.post(f"{HERE}{first.pk}/activate/", follow=True))
    console.post(f"{HERE}{second.pk}/move/", {"place": "1"})
    assert list(ApprovalPolicy.objects.all()) == [second, first]
    for place in ("9", "", "-1", "x"):
        response = console.post(f"{HERE}{second.pk}/move/", {"place": place}, follow=True)
        assert "no such place" in text_of_toast(response)
    console.post(f"{HERE}{first.pk}/archive/")
    assert console.get(f"{HERE}{first.pk}/").status_code == 404
    assert console.post(f"{HERE}{first.pk}/pause/").status_code == 404


def text_of_toast(response: Any) -> str:
    return str(response.content.decode())


def test_a_condition_on_tone_says_what_it_can_know_and_is_tried_on_words(cast: Cast, console: Client) -> None:
    tree = {"all": [{"field": "sentiment", "op": "is", "value": ["negative"]}]}
    made = create(name="Angry people", tree=tree, steps=[Step(cast.service.pk, "lead")], by=cast.ada)
    assert "Read from English messages" in text_of(console.get(f"{HERE}{made.pk}/"))
    sent = {"text": "Sorry.", "channel": cast.channel.pk, "visibility": "public", "role": "agent"}
    angry = {**sent, "asked": "This is the worst, most horrible service ever."}
    assert "a lead of Customer Service" in text_of(console.post(f"{HERE}try/", angry))
    assert "Nobody is asked" in text_of(console.post(f"{HERE}try/", {**angry, "sentiment": "positive"}))
    assert "Nobody is asked" in text_of(console.post(f"{HERE}try/", {**sent, "asked": "When does it leave today?"}))


def test_trying_it_says_who_would_be_asked_and_why(cast: Cast, console: Client) -> None:
    policy(cast)
    public = {"all": [{"field": "visibility", "op": "is", "value": ["public"]}]}
    pause(policy(cast, "Off", tree=public), by=cast.ada)
    assert "The reply" in text_of(console.get(f"{HERE}try/"))
    sent = {"text": "Refunded!", "channel": cast.channel.pk, "visibility": "public", "role": "agent"}
    says = text_of(console.post(f"{HERE}try/", sent))
    assert "a lead of Marketing because of “Refunds”" in says
    assert "The reply says “refund*”." in says
    assert "Off" not in says.split("Try it")[0]
    assert "Nobody is asked" in text_of(console.post(f"{HERE}try/", {**sent, "text": "Sorry."}))
    says = text_of(console.post(f"{HERE}try/", {**sent, "text": "Sorry.", "role": "trainee"}))
    assert "an agent of Customer Service" in says
    says = text_of(console.post(f"{HERE}try/", {**sent, "role": "program", "department": cast.marketing.pk}))
    assert (
        "a lead of Marketing because of “Refunds” A program wrote it, and a person answers for it. The reply says"
        in says
    )
    assert "Choose something for “Channel”." in text_of(console.post(f"{HERE}try/", {"text": "x"}))


def test_the_pages_are_for_administrators(cast: Cast, client: Client) -> None:
    made = policy(cast)
    paths = ["", "new/", "try/", f"{made.pk}/"]
    acts = [f"{made.pk}/{word}/" for word in ("pause", "activate", "move", "archive")]
    for who in (cast.ana, cast.ben, cast.nora):
        client.force_login(who)
        assert [client.get(HERE + path).status_code for path in paths] == [403] * 4
        posts = ["new/", "try/", f"{made.pk}/", *acts]
        assert [client.post(HERE + path, typed(cast)).status_code for path in posts] == [403] * 7
    client.logout()
    assert all(client.get(HERE + path).status_code == 302 for path in paths)
    made.refresh_from_db()
    assert (made.is_active, made.number) == (True, 1)


def test_the_list_takes_the_same_queries_however_long_it_is(
    cast: Cast, console: Client, django_assert_max_num_queries: Any
) -> None:
    other = channel(cast.marketing)
    for number in range(12):
        tree = {"all": [*REFUNDS["all"], {"field": "channel", "op": "is", "value": [cast.channel.pk, other.pk]}]}
        policy(cast, f"Policy {number}", tree=tree)
    console.get(HERE)
    with django_assert_max_num_queries(20):
        console.get(HERE)
