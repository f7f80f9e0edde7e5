"""A draft goes to those who must look at it; its author may take it back."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.deliver import AlreadySent, cancel, queue
from inbox.actions.draft import Picture, attach, discard
from inbox.actions.review import approve
from inbox.actions.submit import submit, withdraw
from inbox.models import Delivery, Draft, DraftVersion, ReviewStep
from inbox.policies import Step
from tests.cast import Cast
from tests.inbox.drafts import Desk, desk, policy, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(cast: Cast) -> Desk:
    return desk(cast)


def test_a_trainees_draft_asks_an_agent_of_the_department(at: Desk) -> None:
    draft = at.submitted()
    step = ReviewStep.objects.get()
    assert (draft.state, draft.submitted_by, draft.seen_message) == ("submitted", at.cast.tim, at.asked.pk)
    assert (step.department, step.role, step.position) == (at.cast.service, "agent", 1)
    assert step.because == ["Its writer may draft for Customer Service, and not send."]
    kept = DraftVersion.objects.get()
    assert (kept.number, kept.text, kept.author) == (1, "We pay the fare back.", at.cast.tim)
    assert Event.objects.get(verb="draft.submit").data == {"version": 1, "round": 1, "steps": 1}


def test_what_an_agent_may_send_can_be_submitted_all_the_same(at: Desk) -> None:
    at.submitted(at.cast.ben)
    assert ReviewStep.objects.get().because == ["Ben Okafor asks for a second pair of eyes."]


def test_a_policy_asks_several_in_order(at: Desk) -> None:
    steps = Step(at.cast.marketing.pk, "agent"), Step(at.cast.service.pk, "lead")
    policy(at.cast, "Money back", *steps, words="fare back")
    with pytest.raises(NotPossible, match="an agent of Marketing, a lead of Customer Service"):
        queue(at.written(at.cast.ben), by=at.cast.ben)
    at.submitted(at.cast.ben)
    asked = ReviewStep.objects.order_by("position").values_list("department__name", "role", "names")
    assert list(asked) == [("Marketing", "agent", ["Money back"]), ("Customer Service", "lead", ["Money back"])]


def test_its_words_stand_still_from_then_on(at: Desk) -> None:
    draft = at.submitted()
    with pytest.raises(NotPossible, match="no longer being written"):
        attach(draft, picture=Picture(b"\x89PNG", "image/png"), by=at.cast.tim)
    with pytest.raises(NotPossible, match="no longer being written"):
        discard(draft, by=at.cast.tim)
    other = at.written(at.cast.tim, "Something else.")
    assert other.pk != draft.pk
    draft.refresh_from_db()
    assert draft.text == "We pay the fare back."


def test_submitting_twice_asks_once(at: Desk) -> None:
    draft = at.submitted()
    with pytest.raises(NotPossible, match="submitted already"):
        submit(draft, by=at.cast.tim)
    with pytest.raises(AlreadySent, match="waits for approval already"):
        submit(at.written(at.cast.tim), by=at.cast.tim)
    assert ReviewStep.objects.count() == 1


def test_what_could_not_be_sent_is_not_submitted(at: Desk) -> None:
    with pytest.raises(NotPossible, match="empty"):
        at.submitted(text="  ")
    with pytest.raises(NotPossible, match="at most 500"):
        at.submitted(text="x" * 501)


def test_only_its_author_submits_it(at: Desk) -> None:
    with pytest.raises(NotAllowed, match="Only its author"):
        submit(at.written(at.cast.tim), by=at.cast.ben)
    with pytest.raises(NotAllowed, match="Trainee"):
        submit(at.written(at.cast.tim), by=at.cast.olga)


def test_who_claims_to_have_read_more_than_there_is_has_read_what_there_is(at: Desk) -> None:
    draft = submit(at.written(at.cast.tim), by=at.cast.tim, seen=10**12)
    assert draft.seen_message == at.asked.pk


def test_its_author_takes_it_back(at: Desk) -> None:
    draft = at.submitted()
    with pytest.raises(NotAllowed):
        withdraw(draft, by=at.cast.ben)
    withdraw(draft, by=at.cast.tim)
    assert Draft.objects.get().state == "writing"
    assert not ReviewStep.objects.waiting().exists()
    with pytest.raises(NotPossible, match="any more"):
        withdraw(draft, by=at.cast.tim)
    again = submit(draft, by=at.cast.tim)
    assert again.round == 2
    assert verbs() == ["draft.write", "draft.submit", "draft.withdraw", "draft.submit"]


def test_it_is_not_taken_back_over_another_text(at: Desk) -> None:
    draft = at.submitted()
    at.written(at.cast.tim, "Something else.")
    with pytest.raises(NotPossible, match="begun another"):
        withdraw(draft, by=at.cast.tim)


def test_it_is_not_taken_back_over_a_picture_without_words(at: Desk) -> None:
    draft = at.submitted()
    attach(at.written(at.cast.tim, ""), picture=Picture(b"GIF89a", "image/gif"), by=at.cast.tim)
    with pytest.raises(NotPossible, match="begun another"):
        withdraw(draft, by=at.cast.tim)
    approve(draft, version=1, by=at.cast.ben)
    cancel(Delivery.objects.get(), by=at.cast.tim)
    assert bytes(Draft.objects.get(state="writing").image or b"") == b"GIF89a"
    assert Draft.objects.get(pk=draft.pk).state == "returned"


def test_what_is_approved_can_not_be_taken_back_as_a_draft(at: Desk) -> None:
    delivery = at.approved()
    with pytest.raises(NotPossible, match="any more"):
        withdraw(delivery.draft, by=at.cast.tim)


def test_a_draft_of_a_program_always_waits_for_a_person(at: Desk) -> None:
    draft = at.written(at.cast.ben)
    Draft.objects.update(is_by_program=True)
    with pytest.raises(NotPossible, match="must be approved first"):
        queue(draft, by=at.cast.ben)
    waiting = submit(draft, by=at.cast.ben)
    with pytest.raises(NotAllowed, match="wrote or submitted"):
        approve(waiting, version=1, by=at.cast.ben)
    approve(waiting, version=1, by=at.cast.ana)
    assert Delivery.objects.get().text == "We pay the fare back."


def test_a_department_whose_replies_need_a_lead(at: Desk) -> None:
    at.cast.service.replies_need_lead = True
    at.cast.service.save()
    draft = at.submitted(at.cast.ben)
    assert ReviewStep.objects.get().role == "lead"
    approve(draft, version=1, by=at.cast.ana)
    assert Delivery.objects.get().member == at.cast.ben
