"""What approvers decide, and that exactly what they saw is what is queued."""

from __future__ import annotations

import pytest

from accounts.actors import INTAKE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Member, Membership, Role
from inbox.actions.delegate import delegate
from inbox.actions.deliver import cancel, drop, queue
from inbox.actions.dispatch import start
from inbox.actions.receive import receive
from inbox.actions.review import amend, approve, look_again, return_draft
from inbox.actions.submit import submit
from inbox.channels.base import Author, Removed
from inbox.models import Delivery, Draft, DraftVersion, ReviewStep
from inbox.policies import Step
from inbox.reviewing import current_step, deciders, to_review
from tests.cast import NOON, Cast, item
from tests.inbox.drafts import Desk, desk, policy, verbs

pytestmark = pytest.mark.django_db
OTHER = Author("did:noor", "noor.example", "Noor")


@pytest.fixture
def at(cast: Cast) -> Desk:
    for person in (cast.ana, cast.ben, cast.tim, cast.mia):
        person.undo_seconds = 0
        person.save()
    return desk(cast)


def now(draft: Draft) -> Draft:
    """As it stands in the database."""
    return Draft.objects.get(pk=draft.pk)


def test_approving_queues_exactly_what_was_approved(at: Desk) -> None:
    draft = at.submitted()
    approve(draft, version=1, by=at.cast.ben)
    delivery = Delivery.objects.get()
    kept = DraftVersion.objects.get(draft=draft, number=now(draft).approved_version or 0)
    assert delivery.text == kept.text
    assert kept.text in str(delivery.record)
    assert (delivery.member, now(draft).state) == (at.cast.tim, "approved")
    assert ReviewStep.objects.get().decided_by == at.cast.ben
    assert verbs()[-1] == "draft.approve"
    assert Event.objects.get(verb="delivery.queue").actor_id == str(at.cast.ben.pk)
    assert start(delivery.pk) is not None


def test_nobody_approves_their_own_whatever_they_are(at: Desk) -> None:
    for author in (at.cast.ana, at.cast.ben):
        draft = at.submitted(author, f"A reply by {author}.")
        with pytest.raises(NotAllowed, match="wrote or submitted"):
            approve(draft, version=1, by=author)
        assert not to_review(author).filter(draft=draft).exists()
    Member.objects.filter(pk=at.cast.ana.pk).update(is_administrator=True)
    own = Draft.objects.get(author=at.cast.ana)
    with pytest.raises(NotAllowed, match="wrote or submitted"):
        approve(own, version=1, by=Member.objects.get(pk=at.cast.ana.pk))


def test_who_is_not_asked_does_not_decide(at: Desk) -> None:
    draft = at.submitted()
    for person in (at.cast.mia, at.cast.olga, at.cast.nora):
        with pytest.raises(NotAllowed, match="an agent of Customer Service"):
            approve(draft, version=1, by=person)
        assert not to_review(person).exists()
    assert list(to_review(at.cast.ben)) == list(to_review(at.cast.ana)) == [current_step(draft)]
    assert set(deciders(draft, ReviewStep.objects.get())) == {at.cast.ana, at.cast.ben}


def test_a_note_brings_it_back_to_its_author(at: Desk) -> None:
    draft = at.submitted()
    with pytest.raises(NotPossible, match="Say in a note"):
        return_draft(draft, note=" ", version=1, by=at.cast.ben)
    return_draft(draft, note="Name the amount.", version=1, by=at.cast.ben)
    assert (now(draft).state, ReviewStep.objects.get().note) == ("returned", "Name the amount.")
    changed = at.written(at.cast.tim, "We pay 4 euros back.")
    assert changed.pk == draft.pk
    again = submit(changed, by=at.cast.tim)
    assert (again.round, again.version, current_step(again) is not None) == (2, 2, True)
    kept = list(DraftVersion.objects.values_list("text", flat=True))
    assert kept == ["We pay the fare back.", "We pay 4 euros back."]


def test_an_approvers_edit_is_theirs_and_leaves(at: Desk) -> None:
    draft = at.submitted()
    with pytest.raises(NotPossible, match="changed nothing"):
        amend(draft, text=draft.text, version=1, by=at.cast.ben)
    amend(draft, text="We pay half of the fare back.", version=1, by=at.cast.ben)
    delivery = Delivery.objects.get()
    assert delivery.text == "We pay half of the fare back."
    assert delivery.text in str(delivery.record)
    assert DraftVersion.objects.get(number=2).author == at.cast.ben
    assert (delivery.draft.author, delivery.draft.approved_version) == (at.cast.tim, 2)
    assert start(delivery.pk) is not None


def test_a_policy_may_ask_another_to_look_at_an_approvers_edit(at: Desk) -> None:
    policy(at.cast, "All", Step(at.cast.service.pk, "agent"), second_look=True)
    draft = at.submitted()
    amend(draft, text="We pay half of the fare back.", version=1, by=at.cast.ben)
    assert not Delivery.objects.exists()
    with pytest.raises(NotAllowed, match="somebody else"):
        approve(draft, version=2, by=at.cast.ben)
    approve(draft, version=2, by=at.cast.ana)
    assert Delivery.objects.get().text == "We pay half of the fare back."


def test_words_that_an_approver_adds_are_asked_about_too(at: Desk) -> None:
    policy(at.cast, "Money back", Step(at.cast.marketing.pk, "agent"), words="refund")
    draft = at.submitted(text="We are sorry.")
    amend(draft, text="We are sorry and refund it.", version=1, by=at.cast.ben)
    assert not Delivery.objects.exists()
    step = current_step(draft)
    assert step is not None
    assert (step.department, step.names) == (at.cast.marketing, ["Money back"])
    approve(draft, version=2, by=at.cast.mia)
    assert Delivery.objects.count() == 1


def test_several_approve_in_order(at: Desk) -> None:
    policy(at.cast, "All", Step(at.cast.marketing.pk, "agent"), Step(at.cast.service.pk, "lead"))
    draft = at.submitted()
    with pytest.raises(NotAllowed, match="an agent of Marketing"):
        approve(draft, version=1, by=at.cast.ana)
    approve(draft, version=1, by=at.cast.mia)
    assert not Delivery.objects.exists()
    approve(draft, version=1, by=at.cast.ana)
    assert Delivery.objects.count() == 1


def test_who_approved_other_words_is_asked_about_the_new_ones(at: Desk) -> None:
    policy(at.cast, "All", Step(at.cast.marketing.pk, "agent"), Step(at.cast.service.pk, "lead"))
    draft = at.submitted(text="We pay 10 euros.")
    approve(draft, version=1, by=at.cast.mia)
    amend(draft, text="We pay 10,000 euros.", version=1, by=at.cast.ana)

    assert not Delivery.objects.exists()
    step = current_step(draft)
    assert step is not None
    assert (step.department, step.because[0]) == (at.cast.marketing, "It has been changed since they approved it.")
    approve(draft, version=2, by=at.cast.mia)
    assert Delivery.objects.get().text == "We pay 10,000 euros."
    assert start(Delivery.objects.get().pk) is not None


def test_a_yes_to_other_words_is_none_at_the_moment_of_sending(at: Desk) -> None:
    policy(at.cast, "All", Step(at.cast.marketing.pk, "agent"), Step(at.cast.service.pk, "lead"))
    draft = at.submitted()
    approve(draft, version=1, by=at.cast.mia)
    approve(draft, version=1, by=at.cast.ana)
    ReviewStep.objects.filter(department=at.cast.marketing).update(version=0)
    assert start(Delivery.objects.get().pk) is None
    assert now(draft).state == "stale"


def test_who_changed_it_does_not_look_at_it_themselves_when_the_second_look_is_taken_back(at: Desk) -> None:
    policy(at.cast, "All", Step(at.cast.service.pk, "agent"), second_look=True)
    draft = at.submitted()
    amend(draft, text="We pay half of the fare back.", version=1, by=at.cast.ben)
    at.cast.ana.undo_seconds = 15
    approve(draft, version=2, by=at.cast.ana)
    cancel(Delivery.objects.get(), by=at.cast.ana)
    with pytest.raises(NotAllowed, match="somebody else"):
        approve(draft, version=2, by=at.cast.ben)
    assert not to_review(at.cast.ben).exists()

    approve(draft, version=2, by=at.cast.ana)
    newer = at.hear()
    look_again(now(draft), version=2, seen=newer.pk, by=at.cast.ana)
    with pytest.raises(NotAllowed, match="somebody else"):
        approve(draft, version=2, by=at.cast.ben)


def test_a_lead_answers_for_the_agent_too(at: Desk) -> None:
    policy(at.cast, "All", Step(at.cast.service.pk, "agent"), Step(at.cast.service.pk, "lead"))
    draft = at.submitted()
    approve(draft, version=1, by=at.cast.ana)
    assert set(ReviewStep.objects.values_list("decided_by__name", flat=True)) == {"Ana Petrović"}
    assert Delivery.objects.count() == 1


def test_what_was_looked_at_must_be_what_is_there(at: Desk) -> None:
    policy(at.cast, "All", Step(at.cast.service.pk, "agent"), second_look=True)
    draft = at.submitted()
    amend(draft, text="Something else.", version=1, by=at.cast.ben)
    with pytest.raises(NotPossible, match="changed since you looked"):
        approve(draft, version=1, by=at.cast.ana)


def test_a_second_decision_comes_too_late(at: Desk) -> None:
    draft = at.submitted()
    approve(draft, version=1, by=at.cast.ben)
    with pytest.raises(NotPossible, match="any more"):
        approve(draft, version=1, by=at.cast.ana)
    with pytest.raises(NotPossible, match="any more"):
        return_draft(draft, note="No.", version=1, by=at.cast.ana)
    with pytest.raises(NotPossible, match="any more"):
        amend(draft, text="Other.", version=1, by=at.cast.ana)


def test_a_new_message_asks_for_another_look_before_approval(at: Desk) -> None:
    draft = at.submitted()
    newer = at.hear()
    assert now(draft).state == "stale"
    with pytest.raises(NotPossible, match="Look at it again first"):
        approve(draft, version=1, by=at.cast.ben)
    with pytest.raises(NotPossible, match="wrote again"):
        look_again(draft, version=1, seen=newer.pk - 1, by=at.cast.ben)
    with pytest.raises(NotAllowed, match="Its author looks again"):
        look_again(draft, version=1, seen=newer.pk, by=at.cast.mia)
    look_again(draft, version=1, seen=newer.pk, by=at.cast.ben)
    approve(draft, version=1, by=at.cast.ben)
    assert verbs()[-3:] == ["draft.stale", "draft.look_again", "draft.approve"]


def test_a_new_message_takes_an_approved_reply_down(at: Desk) -> None:
    delivery = at.approved()
    newer = at.hear()
    delivery.refresh_from_db()
    assert (delivery.state, now(delivery.draft).state) == ("cancelled", "stale")
    assert start(delivery.pk) is None
    assert list(to_review(at.cast.ben)) == [current_step(delivery.draft)]
    look_again(delivery.draft, version=1, seen=newer.pk, by=at.cast.ana)
    approve(delivery.draft, version=1, by=at.cast.ana)
    second = Delivery.objects.get(state="queued")
    assert (second.text, second.pk != delivery.pk) == ("We pay the fare back.", True)
    assert start(second.pk) is not None


def test_what_others_say_in_a_public_thread_holds_nothing(at: Desk) -> None:
    delivery = at.approved()
    at.hear("Same here!", author=OTHER)
    assert start(delivery.pk) is not None


def test_an_edit_or_a_deletion_of_what_is_answered_takes_it_down(at: Desk) -> None:
    draft = at.submitted()
    edited = item("Never mind.", external_id=at.asked.external_id, edited_at=NOON.replace(year=2030))
    receive(at.place, [edited], by=INTAKE)
    assert now(draft).state == "stale"
    look_again(draft, version=1, seen=at.asked.pk, by=at.cast.tim)
    receive(at.place, [Removed(at.asked.external_id)], by=INTAKE)
    assert now(draft).state == "stale"
    with pytest.raises(NotPossible, match="deleted by its author"):
        look_again(draft, version=1, seen=10**9, by=at.cast.ben)
    return_draft(draft, note="It is gone.", version=1, by=at.cast.ben)
    causes = [event.data["cause"] for event in Event.objects.filter(verb="draft.stale").order_by("pk")]
    assert causes == ["edited", "removed"]


def test_a_direct_reply_is_held_until_its_author_looks_again(at: Desk) -> None:
    delivery = queue(at.written(at.cast.ben), by=at.cast.ben)
    newer = at.hear()
    delivery.refresh_from_db()
    assert (delivery.state, now(delivery.draft).state) == ("rejected", "stale")
    assert "wrote again" in delivery.error
    with pytest.raises(NotAllowed):
        look_again(delivery.draft, version=1, seen=newer.pk, by=at.cast.tim)
    look_again(delivery.draft, version=1, seen=newer.pk, by=at.cast.ben)
    assert start(delivery.pk) is not None


def test_its_author_may_write_anew_instead(at: Desk) -> None:
    delivery = queue(at.written(at.cast.ben), by=at.cast.ben)
    at.hear()
    drop(delivery, by=at.cast.ben)
    assert now(delivery.draft).state == "writing"
    assert start(queue(delivery.draft, by=at.cast.ben).pk) is not None


def test_a_policy_that_came_since_is_asked_at_the_moment_of_sending(at: Desk) -> None:
    delivery = at.approved()
    policy(at.cast, "All", Step(at.cast.marketing.pk, "agent"))
    assert start(delivery.pk) is None
    draft = now(delivery.draft)
    assert draft.state == "stale"
    look_again(draft, version=1, seen=at.asked.pk, by=at.cast.ben)
    approve(draft, version=1, by=at.cast.ben)
    assert not Delivery.objects.filter(state="queued").exists()
    approve(draft, version=1, by=at.cast.mia)
    assert start(Delivery.objects.get(state="queued").pk) is not None


def test_an_approval_ends_with_the_role_that_gave_it(at: Desk) -> None:
    delivery = at.approved()
    Membership.objects.filter(member=at.cast.ben).update(role=Role.OBSERVER)
    assert start(delivery.pk) is None
    assert now(delivery.draft).state == "stale"


def test_words_that_moved_after_approval_do_not_leave(at: Desk) -> None:
    delivery = at.approved()
    Delivery.objects.update(text="Something else.")
    assert start(delivery.pk) is None
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("rejected", "These are not the words that were approved.")


def test_who_approved_takes_it_back_and_is_asked_again(at: Desk) -> None:
    at.cast.ben.undo_seconds = 15
    delivery = at.approved()
    cancel(delivery, by=at.cast.ben)
    assert (now(delivery.draft).state, len(to_review(at.cast.ben))) == ("submitted", 1)
    return_draft(delivery.draft, note="Too early.", version=1, by=at.cast.ben)


def test_a_trainee_stops_their_own_reply_before_it_leaves(at: Desk) -> None:
    at.cast.ben.undo_seconds = 15
    delivery = at.approved()
    with pytest.raises(NotAllowed):
        cancel(delivery, by=at.cast.olga)
    cancel(delivery, by=at.cast.tim)
    assert (now(delivery.draft).state, Delivery.objects.get().state) == ("writing", "cancelled")


def test_its_author_takes_an_approved_reply_back_to_write_on(at: Desk) -> None:
    policy(at.cast, "All", Step(at.cast.service.pk, "lead"))
    draft = at.submitted(at.cast.ben)
    approve(draft, version=1, by=at.cast.ana)
    cancel(Delivery.objects.get(), by=at.cast.ben)
    assert now(draft).state == "writing"
    with pytest.raises(NotPossible, match="must be approved first"):
        queue(draft, by=at.cast.ben)


def test_who_stands_in_decides_and_never_on_their_own(at: Desk) -> None:
    policy(at.cast, "All", Step(at.cast.service.pk, "lead"))
    draft = at.submitted()
    assert not to_review(at.cast.mia).exists()
    delegate(at.cast.ana, to=at.cast.mia, until=NOON.replace(year=2030), by=at.cast.ana)
    assert list(to_review(at.cast.mia)) == [current_step(draft)]
    assert at.cast.mia in deciders(draft, ReviewStep.objects.get())
    approve(draft, version=1, by=at.cast.mia)
    step = ReviewStep.objects.get()
    assert (step.decided_by, step.decided_for) == (at.cast.mia, at.cast.ana)
    assert Event.objects.get(verb="draft.approve").data["instead_of"] == at.cast.ana.pk


def test_who_learns_in_a_department_stands_in_for_nobody_there(at: Desk) -> None:
    """Tim is a trainee of Service; that he is an agent of Marketing changes nothing here."""
    policy(at.cast, "All", Step(at.cast.service.pk, "lead"))
    Membership.objects.create(member=at.cast.tim, department=at.cast.marketing, role=Role.AGENT)
    draft = at.submitted(at.cast.ben)
    delegate(at.cast.ana, to=at.cast.tim, until=NOON.replace(year=2030), by=at.cast.ana)
    assert not to_review(at.cast.tim).exists()
    assert at.cast.tim not in deciders(draft, ReviewStep.objects.get())
    with pytest.raises(NotAllowed, match="somebody else"):
        approve(draft, version=1, by=at.cast.tim)


def test_nobody_approves_the_draft_of_whom_they_stand_in_for_by_their_right(at: Desk) -> None:
    policy(at.cast, "All", Step(at.cast.service.pk, "lead"))
    delegate(at.cast.ana, to=at.cast.mia, until=NOON.replace(year=2030), by=at.cast.ana)
    own = at.submitted(at.cast.ana)
    with pytest.raises(NotAllowed):
        approve(own, version=1, by=at.cast.mia)
    assert not to_review(at.cast.mia).exists()
