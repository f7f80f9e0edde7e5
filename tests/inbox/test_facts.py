"""What is so about a reply, read from rows; and who must approve it then."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.actions.departments import require_lead
from accounts.actors import System
from inbox.actions.draft import write
from inbox.actions.label import label
from inbox.actions.labels import create as create_label
from inbox.actions.labels import merge
from inbox.actions.policy import create, pause
from inbox.channels.base import Author, Kind
from inbox.conditions import FIELDS
from inbox.deciding import needs_of
from inbox.facts import facts_of
from inbox.models import Draft
from inbox.policies import Step
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
ROBOT = System("planner")


def draft(cast: Cast, text: str = "We will refund it.", by: Any = None, **fields: Any) -> Draft:
    famous = Author("did:mira", "mira.example", "Mira Castellanos", followers=12_400)
    talk = conversation(cast.channel, "Where is my money?", **{"author": famous, **fields})
    answers = talk.messages.get()
    made = write(talk, kind="reply", text=text, by=by or cast.ben, answers=answers)
    return Draft.objects.select_related("conversation__department", "answers__author__contact").get(pk=made.pk)


def test_every_field_of_the_vocabulary_is_read(cast: Cast) -> None:
    facts = facts_of(draft(cast), cast.ben)
    assert FIELDS.keys() <= facts.keys()
    assert {name: facts[name] for name in FIELDS} == {
        "department": cast.service.pk,
        "channel": cast.channel.pk,
        "network": "push",
        "visibility": "public",
        "kind": "mention",
        "text": "We will refund it.",
        "asked": "Where is my money?",
        "sentiment": "",
        "followers": 12_400,
        "relationship": "",
        "role": "agent",
        "author": cast.ben.pk,
        "labels": [],
        "priority": 2,
        "crises": [],
        "has_picture": False,
        "by_program": False,
    }
    assert facts["names"]["department"] == {cast.service.pk: "Customer Service"}
    assert facts["names"]["member"] == {cast.ben.pk: "Ben Okafor"}


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("This is the worst, most horrible service ever.", True),
        ("I love this, wonderful staff and a great ride.", False),
        ("Quel service horrible, je suis très en colère.", False),
        ("Horrible!", False),
    ],
)
def test_a_policy_on_tone_asks_by_the_message_answered(cast: Cast, said: str, asked: bool) -> None:
    tree = {"all": [{"field": "sentiment", "op": "is", "value": ["negative"]}]}
    create(name="Angry people", tree=tree, steps=[Step(cast.service.pk, "lead")], by=cast.ada)
    talk = conversation(cast.channel, said)
    made = write(talk, kind="reply", text="Sorry to hear that.", by=cast.ben, answers=talk.messages.get())
    found = needs_of(Draft.objects.get(pk=made.pk), cast.ben)
    assert [need.names for need in found] == ([("Angry people",)] if asked else [])


def test_private_messages_and_programs_are_told_apart(cast: Cast) -> None:
    facts = facts_of(draft(cast, kind=Kind.DIRECT, private=True), ROBOT)
    assert (facts["visibility"], facts["kind"], facts["by_program"]) == ("private", "direct", True)
    assert (facts["author"], facts["role"], facts["may_send"]) == (None, "", False)


def test_a_label_that_was_merged_still_counts(cast: Cast) -> None:
    made = draft(cast)
    old = create_label(name="refund", department=cast.service, by=cast.ana)
    new = create_label(name="money back", department=cast.service, by=cast.ana)
    label(made.conversation, name="refund", by=cast.ana)
    merge(old, into=new, by=cast.ana)
    assert set(facts_of(made, cast.ben)["labels"]) == {old.pk, new.pk}


def test_reading_them_takes_few_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    made = draft(cast)
    facts_of(made, cast.ben)
    with django_assert_num_queries(4):  # the draft, its labels, the roles, the policies
        again = Draft.objects.select_related(
            "conversation__department",
            "conversation__channel",
            "answers__author__contact__survivor",
            "answers__channel",
        ).get(pk=made.pk)
        needs_of(again, cast.mia)


@pytest.mark.parametrize(("who", "asked"), [("ben", False), ("ana", False), ("tim", True), ("ada", False)])
def test_trainees_alone_need_an_agent_where_no_policy_speaks(cast: Cast, who: str, asked: bool) -> None:
    writer = getattr(cast, who)
    found = needs_of(draft(cast, by=writer), writer)
    assert [need.step for need in found] == ([Step(cast.service.pk, "agent")] if asked else [])


def test_a_member_of_another_department_may_not_send_for_the_holder(cast: Cast) -> None:
    (need,) = needs_of(draft(cast), cast.mia)
    assert need.step == Step(cast.service.pk, "agent")


def test_a_draft_of_a_program_waits_for_a_person(cast: Cast) -> None:
    (need,) = needs_of(draft(cast), ROBOT)
    assert (need.step, need.because) == (
        Step(cast.service.pk, "agent"),
        ("A program wrote it, and a person answers for it.",),
    )


def test_a_department_may_want_its_lead_for_every_reply(cast: Cast) -> None:
    require_lead(cast.service, by=cast.ada)
    (need,) = needs_of(draft(cast), cast.ben)
    assert (need.step, need.policies) == (Step(cast.service.pk, "lead"), ())


def test_only_policies_that_are_on_are_asked(cast: Cast) -> None:
    tree = {"all": [{"field": "text", "op": "contains_any", "value": ["refund*"]}]}
    made = create(name="Refunds", tree=tree, steps=[Step(cast.marketing.pk, "agent")], by=cast.ada)
    (need,) = needs_of(draft(cast), cast.ben)
    assert (need.policies, need.names) == ((made.pk,), ("Refunds",))
    pause(made, by=cast.ada)
    assert needs_of(draft(cast), cast.ben) == []
