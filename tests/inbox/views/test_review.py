"""The review queue by its addresses: what is shown, what is done, what comes next."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Member
from inbox.actions.deliver import cancel
from inbox.actions.review import amend, return_draft
from inbox.actions.submit import withdraw
from inbox.models import Delegation, Delivery, Draft
from inbox.policies import Step
from tests.cast import NOON, Cast
from tests.inbox.drafts import Desk, desk, policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(cast: Cast, client: Client) -> Desk:
    client.force_login(cast.ben)
    return desk(cast)


def page(client: Client, address: str) -> str:
    """What it shows."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def act(client: Client, draft: Draft, word: str, **fields: Any) -> str:
    """What is said after an act, on the page it leads to."""
    response = client.post(f"/review/{draft.pk}/{word}/", {"version": draft.version, **fields}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_queue_says_so(at: Desk, client: Client) -> None:
    assert "No draft waits for you." in page(client, "/review/")


def test_side_by_side_with_the_reason(at: Desk, client: Client) -> None:
    policy(at.cast, "Money back", Step(at.cast.service.pk, "agent"), words="fare")
    at.submitted()
    shown = page(client, "/review/")
    assert "Do I get anything back?" in shown
    assert "We pay the fare back." in shown
    assert "Asks an agent of Customer Service." in shown
    assert "Policy Money back:" in shown
    assert "The reply says “fare”." in shown
    assert "Approve and send" in shown
    assert "21 / 500" in shown


def test_the_oldest_first_and_on_to_the_next(at: Desk, client: Client) -> None:
    first, second = at.submitted(text="First."), at.submitted(at.cast.ana, text="Second.")
    shown = page(client, "/review/")
    assert shown.index(f"/review/{first.pk}/") < shown.index(f"/review/{second.pk}/")
    assert "1 of 2" in shown
    after = act(client, first, "approve")
    assert "Approved; it is on its way." in after
    assert "Ana Petrović’s reply to Mira Castellanos" in after
    assert Delivery.objects.get().text == "First."


def test_an_edit_is_shown_word_by_word(at: Desk, client: Client) -> None:
    policy(at.cast, "All", Step(at.cast.service.pk, "agent"), second_look=True)
    draft = at.submitted()
    assert 'name="text"' in page(client, f"/review/{draft.pk}/?edit=1")
    act(client, draft, "amend", text="We pay half of the fare back.")
    client.force_login(at.cast.ana)
    shown = page(client, f"/review/{draft.pk}/")
    assert re.search(r"<ins>\s*half of\s*</ins>", shown)
    assert "2 words changed" in shown


def test_what_was_typed_survives_a_refusal(at: Desk, client: Client) -> None:
    draft = at.submitted()
    shown = act(client, draft, "amend", text="x" * 501)
    assert "at most 500" in shown
    assert "x" * 501 in shown
    assert not Delivery.objects.exists()


def test_words_are_counted_while_an_approver_types_and_nothing_is_saved(at: Desk, client: Client) -> None:
    draft = at.submitted()
    told = [client.post(f"/review/{draft.pk}/count/", {"text": text}).json() for text in ("We\r\npay.", "x" * 501, "")]
    assert [one["count"]["text"] for one in told] == ["7 / 500", "501 / 500", "0 / 500"]
    assert "at most 500" in told[1]["count"]["problem"]
    assert Draft.objects.get().text == "We pay the fare back."
    at.row.is_closed = True
    at.row.save()
    client.force_login(at.cast.mia)
    assert client.post(f"/review/{draft.pk}/count/", {"text": "We pay."}).status_code == 404


def test_what_was_refused_is_counted_and_previewed_as_it_was_typed(at: Desk, client: Client) -> None:
    shown = act(client, at.submitted(), "amend", text="x" * 501)
    assert "501 / 500" in shown
    assert shown.count("x" * 501) == 2


def test_a_note_goes_with_what_is_returned_and_the_author_reads_it(at: Desk, client: Client) -> None:
    draft = at.submitted()
    assert 'name="note"' in page(client, f"/review/{draft.pk}/?return=1")
    assert "Say in a note" in act(client, draft, "return", note="")
    assert "Tim Weiss has it back, with your note." in act(client, draft, "return", note="Name the amount.")
    client.force_login(at.cast.tim)
    shown = page(client, f"/inbox/{at.row.pk}/")
    assert "Ben Okafor returned Tim Weiss’s reply." in shown
    assert "Name the amount." in shown
    assert ">We pay the fare back.</textarea>" in shown


def test_the_author_sees_what_was_changed(at: Desk, client: Client) -> None:
    draft = at.submitted()
    amend(draft, text="We pay half of the fare back.", version=1, by=at.cast.ben)
    client.force_login(at.cast.tim)
    shown = page(client, f"/inbox/{at.row.pk}/")
    assert "Ben Okafor changed your reply before it left." in shown
    assert re.search(r"<ins>\s*half of\s*</ins>", shown)


def test_something_new_asks_to_look_again(at: Desk, client: Client) -> None:
    draft = at.submitted()
    newer = at.hear("And the bus?")
    shown = page(client, f"/review/{draft.pk}/")
    assert "They wrote again before it left." in shown
    assert "Approve and send" not in shown
    assert "And the bus?" in shown
    assert "Look at it again first" in act(client, draft, "approve")
    assert "the page was too old" in act(client, draft, "look-again")
    assert "Noted" in act(client, draft, "look-again", seen=newer.pk)
    assert "on its way" in act(client, draft, "approve")


def test_an_approval_taken_back_says_whose_reply_it_is_and_leads_back_to_it(at: Desk, client: Client) -> None:
    first = at.submitted(text="First.")
    at.submitted(at.cast.ana, text="Second.")
    after = act(client, first, "approve")
    assert "Approved; it is on its way. It leaves in 15 s." in after
    assert 'data-words="Approved; it is on its way. It leaves in %s s."' in after
    (undo,) = re.findall(r'action="(/inbox/deliveries/\d+/cancel/[^"]*)"', after)
    answer = client.post(undo, follow=True)
    assert answer.redirect_chain[-1][0] == f"/review/{first.pk}/"
    shown = answer.content.decode()
    assert "Tim Weiss’s reply did not leave; it waits for approval again." in shown
    assert "Approve and send" in shown


def test_a_reply_that_somebody_else_takes_back_is_with_its_author(at: Desk, client: Client) -> None:
    fields = {"kind": "reply", "text": "We pay.", "answers": at.asked.pk, "seen": at.asked.pk, "way": "send"}
    client.post(f"/inbox/{at.row.pk}/reply/", fields)
    client.force_login(at.cast.ana)
    shown = client.post(f"/inbox/deliveries/{Delivery.objects.get().pk}/cancel/", follow=True).content.decode()
    assert "Ben Okafor’s reply did not leave; it is back with Ben Okafor." in shown


def test_without_an_undo_window_there_is_nothing_to_take_back(at: Desk, client: Client) -> None:
    Member.objects.filter(pk=at.cast.ben.pk).update(undo_seconds=0)
    after = act(client, at.submitted(), "approve")
    assert "Approved; it is on its way.<" in after
    assert "/cancel/" not in after


def test_who_decides_hears_of_other_replies_to_the_same_message(at: Desk, client: Client) -> None:
    first, second = at.submitted(text="We pay it back."), at.submitted(at.cast.ana, "We look into it.")
    assert "Ana Petrović’s reply to the same message waits for approval too." in page(client, f"/review/{first.pk}/")
    act(client, second, "approve")
    shown = page(client, f"/review/{first.pk}/")
    assert "Ana Petrović has answered the same message already." in shown
    assert "waits for approval too" not in shown


def test_a_reply_taken_back_beside_another_one_says_so(at: Desk, client: Client) -> None:
    delivery = at.approved(at.cast.ana)
    at.written(at.cast.tim, "Something else.")
    cancel(delivery, by=at.cast.tim)
    shown = page(client, f"/inbox/{at.row.pk}/")
    assert "Tim Weiss’s reply did not leave; it is kept here beside another one." in shown
    assert "Nobody decided in time" not in shown


def test_its_author_reads_how_it_goes_and_takes_it_back(at: Desk, client: Client) -> None:
    draft = at.submitted()
    client.force_login(at.cast.tim)
    shown = page(client, f"/review/{draft.pk}/")
    assert "Approve and send" not in shown
    assert "Your draft is back in the composer." in act(client, draft, "withdraw")
    assert Draft.objects.get().state == "writing"


def test_the_composer_says_whom_it_asks_and_submits(at: Desk, client: Client) -> None:
    client.force_login(at.cast.tim)
    at.written(at.cast.tim)
    shown = page(client, f"/inbox/{at.row.pk}/")
    assert "Submit for approval" in shown
    assert "Asks an agent of Customer Service." in shown
    fields = {"kind": "reply", "text": "We pay.", "answers": at.asked.pk, "seen": at.asked.pk, "way": "submit"}
    after = client.post(f"/inbox/{at.row.pk}/reply/", fields, follow=True).content.decode()
    assert "Your reply waits for approval." in after
    assert "Tim Weiss’s reply waits for approval. It asks an agent of Customer Service." in after


def test_words_are_asked_about_while_they_are_typed(at: Desk, client: Client) -> None:
    policy(at.cast, "Money back", Step(at.cast.marketing.pk, "lead"), words="refund")
    fields = {"kind": "reply", "answers": at.asked.pk}
    json, address = {"Accept": "application/json"}, f"/inbox/{at.row.pk}/draft/"
    texts = ("Hello", "A refund")
    answers = [client.post(address, {**fields, "text": text}, headers=json).json() for text in texts]
    assert answers[0]["asked"] == ""
    assert answers[1]["asked"].startswith("Asks a lead of Marketing. Policy Money back:")


def test_a_direct_reply_that_is_held_is_looked_at_in_the_thread(at: Desk, client: Client) -> None:
    fields = {"kind": "reply", "text": "We pay.", "answers": at.asked.pk, "seen": at.asked.pk, "way": "send"}
    client.post(f"/inbox/{at.row.pk}/reply/", fields)
    newer = at.hear()
    assert "it still holds" in page(client, f"/inbox/{at.row.pk}/")
    act(client, Draft.objects.get(), "look-again", seen=newer.pk)
    assert Delivery.objects.get().state == "queued"


def test_a_direct_reply_that_must_be_approved_by_now_is_submitted_in_the_thread(at: Desk, client: Client) -> None:
    fields = {"kind": "reply", "text": "We pay.", "answers": at.asked.pk, "seen": at.asked.pk, "way": "send"}
    client.post(f"/inbox/{at.row.pk}/reply/", fields)
    policy(at.cast, "All", Step(at.cast.marketing.pk, "agent"))
    assert at.leaves() is None
    shown = page(client, f"/inbox/{at.row.pk}/")
    assert "Ben Okafor’s reply was held: it needs approval now. It asks an agent of Marketing." in shown
    assert ">Submit for approval</button>" in shown
    assert "something new was said" not in shown
    assert "I have read what is new" not in shown
    after = act(client, Draft.objects.get(), "look-again", seen=at.asked.pk, **{"from": "conversation"})
    assert "The reply waits for approval." in after
    client.force_login(at.cast.mia)
    assert "on its way" in act(client, Draft.objects.get(), "approve")
    assert [one.state for one in Delivery.objects.order_by("pk")] == ["cancelled", "queued"]
    assert at.leaves() is not None


def test_an_approval_that_is_not_enough_any_more_says_so(at: Desk, client: Client) -> None:
    delivery = at.approved(by=at.cast.ana)
    policy(at.cast, "All", Step(at.cast.marketing.pk, "agent"))
    assert at.leaves() is None
    thread, draft = page(client, f"/inbox/{at.row.pk}/"), page(client, f"/review/{delivery.draft_id}/")
    assert "Tim Weiss’s reply needs another look: who must approve it has changed." in thread
    assert "Who must approve it has changed meanwhile." in draft
    for shown in (thread, draft):
        assert "It still holds" in shown
        assert "I have read what is new" not in shown


@pytest.mark.parametrize(("what", "said"), [("edit", "was edited."), ("message", "something new was said.")])
def test_the_thread_says_what_holds_it(at: Desk, client: Client, what: str, said: str) -> None:
    at.submitted()
    if what == "edit":
        at.hear("Never mind.", external_id=at.asked.external_id, edited_at=NOON.replace(year=2030))
    else:
        at.hear()
    assert said in page(client, f"/inbox/{at.row.pk}/")


def test_the_rail_counts_what_waits_for_the_reader_only(at: Desk, client: Client) -> None:
    at.submitted()
    assert "Drafts to review, 1 waits for a decision" in page(client, "/inbox/")
    client.force_login(at.cast.tim)
    assert "waits for a decision" not in page(client, "/inbox/")


def test_what_lies_in_a_closed_department_does_not_exist_for_others(at: Desk, client: Client) -> None:
    draft = at.submitted()
    at.row.is_closed = True
    at.row.save()
    client.force_login(at.cast.mia)
    assert client.get(f"/review/{draft.pk}/").status_code == 404
    assert client.post(f"/review/{draft.pk}/approve/", {"version": 1}).status_code == 404


@pytest.mark.parametrize("way", ["returned", "taken back"])
def test_what_is_being_rewritten_is_its_authors_until_it_is_submitted_again(at: Desk, client: Client, way: str) -> None:
    draft = at.submitted()
    if way == "returned":
        return_draft(draft, note="Name the amount.", version=1, by=at.cast.ben)
    else:
        withdraw(draft, by=at.cast.tim)
    at.written(at.cast.tim, "You fools, I mean")
    for address in (f"/review/{draft.pk}/", f"/inbox/{at.row.pk}/"):
        assert "You fools" not in page(client, address)
    assert "We pay the fare back." in page(client, f"/review/{draft.pk}/")
    client.force_login(at.cast.tim)
    assert ">You fools, I mean</textarea>" in page(client, f"/inbox/{at.row.pk}/")


def test_a_draft_that_is_being_written_has_no_page(at: Desk, client: Client) -> None:
    draft = at.written(at.cast.tim)
    assert client.get(f"/review/{draft.pk}/").status_code == 404


def test_a_colleague_stands_in(at: Desk, client: Client) -> None:
    client.force_login(at.cast.ana)
    answer = client.post("/review/away/", {"to": at.cast.mia.pk, "until": "2030-01-01"}, follow=True).content.decode()
    assert "Mia Torres decides in your place." in answer
    assert Delegation.objects.get().until > NOON
    assert "Choose something" in client.post("/review/away/", {"until": "2030-01-01"}).content.decode()
    assert "You decide by yourself again." in client.post("/review/back/", follow=True).content.decode()


def test_the_queue_costs_the_same_for_one_draft_and_for_many(
    at: Desk, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    at.submitted(text="First.")
    client.get("/review/")
    with django_assert_max_num_queries(32):
        client.get("/review/")
    for number in range(12):
        return_draft(at.submitted(text=f"No {number}."), note="Other.", version=1, by=at.cast.ana)
        at.submitted(at.cast.ana, text=f"Reply {number}.")
        Draft.objects.filter(state="returned").delete()
    with django_assert_max_num_queries(32):
        client.get("/review/")
