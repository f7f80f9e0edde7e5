"""The pages of requests between departments, without a script and by their forms."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member
from inbox.actions.accept import accept
from inbox.actions.answer import answer
from inbox.actions.decline import decline
from inbox.models import Conversation, Desk, Escalation, Reason
from tests.cast import Cast, channel, conversation
from tests.inbox.requests import asked, let_time_pass, offered, reason

pytestmark = pytest.mark.django_db
LIST = "/escalations/"


def text_of(client: Client, address: str) -> str:
    """A page that is there."""
    answered = client.get(address)
    assert answered.status_code == 200, address
    return answered.content.decode()


def signed_in(member: Member) -> Client:
    """A browser of theirs."""
    client = Client()
    client.force_login(member)
    return client


def form(row: Conversation, cast: Cast, **more: object) -> dict[str, object]:
    """What the form sends."""
    whole = {
        "group": uuid.uuid4(),
        "reason": reason().pk,
        "question": "May we?",
        "due": "4h",
        "to": [cast.marketing.pk],
    }
    return whole | more


def test_the_form_asks_and_leads_back_to_the_conversation(cast: Cast) -> None:
    row, client = conversation(cast.channel), signed_in(cast.ben)
    reason("A question about facts")
    address = reverse("inbox:escalate", args=[row.pk])
    page = text_of(client, address)
    assert "Marketing" in page
    assert "A question about facts" in page

    done = client.post(address, form(row, cast, blocking="1"))

    assert done["Location"] == reverse("inbox:conversation", args=[row.pk])
    request = Escalation.objects.get()
    assert (request.question, request.is_blocking, request.kind) == ("May we?", True, "ask")
    shown = text_of(client, done["Location"])
    assert "Marketing asked" in shown
    assert "May we?" in shown


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"question": ""}, "Write what you want to know."),
        ({"to": []}, "Choose at least one department."),
        ({"reason": ""}, "Choose why you ask."),
        ({"due": "at", "at": ""}, "Choose until when you need the answer."),
        ({"due": "at", "at": "2020-01-01T10:00"}, "Choose a time within a year"),
    ],
)
def test_what_was_typed_stays_where_something_is_missing(cast: Cast, missing: dict[str, object], sentence: str) -> None:
    row = conversation(cast.channel)
    sent = form(row, cast, question="A long thought") | missing

    answered = signed_in(cast.ben).post(reverse("inbox:escalate", args=[row.pk]), sent)

    page = answered.content.decode()
    assert sentence in page
    assert ("A long thought" in page) == ("question" not in missing)
    assert not Escalation.objects.exists()


def test_a_transfer_is_offered_from_its_own_tab_and_taken_over(cast: Cast) -> None:
    row = conversation(cast.channel)
    signed_in(cast.ben).post(reverse("inbox:escalate", args=[row.pk]), form(row, cast, way="transfer"))
    request, mia = Escalation.objects.get(), signed_in(cast.mia)
    assert request.kind == "transfer"
    assert "Take it over" in text_of(mia, reverse("inbox:conversation", args=[row.pk]))

    mia.post(reverse("inbox:escalation_accept", args=[request.pk]))

    row.refresh_from_db()
    assert row.department == cast.marketing


def test_the_receiver_finds_it_and_answers_with_the_words_on_the_page(cast: Cast) -> None:
    row = conversation(channel(cast.service, network="bluesky"))
    request, mia = asked(row, cast.marketing, cast.ben), signed_in(cast.mia)
    listed = text_of(mia, LIST)
    assert "Is the bus coming on Saturday?" in listed
    assert "Accept" in listed
    assert "Your answer" in text_of(mia, reverse("inbox:escalation", args=[request.pk]))

    mia.post(reverse("inbox:escalation_answer", args=[request.pk]), {"text": "Every 20 minutes."})

    ben = signed_in(cast.ben)
    page = text_of(ben, reverse("inbox:conversation", args=[row.pk]))
    assert "Every 20 minutes." in page
    inserted = text_of(ben, f"{reverse('inbox:conversation', args=[row.pk])}?insert={request.pk}")
    assert ">Every 20 minutes.</textarea>" in inserted


def test_a_refused_answer_keeps_its_words(cast: Cast) -> None:
    request = asked(conversation(cast.channel), cast.marketing, cast.ben)
    answer(request, text="First.", by=cast.mia)

    page = signed_in(cast.mia).post(reverse("inbox:escalation_answer", args=[request.pk]), {"text": "Second."})

    assert page.status_code == 200
    assert "answered it already" in page.content.decode()


@pytest.mark.parametrize(("word", "field"), [("answer", "text"), ("decline", "reason")])
def test_what_was_typed_in_a_stale_tab_is_there_to_copy(cast: Cast, word: str, field: str) -> None:
    request, mia = asked(conversation(cast.channel), cast.marketing, cast.ben), signed_in(cast.mia)
    signed_in(cast.ben).post(reverse("inbox:escalation_withdraw", args=[request.pk]))

    typed = "Half an hour of work,\r\n<b>nearly</b> lost."
    page = mia.post(reverse(f"inbox:escalation_{word}", args=[request.pk]), {field: typed}).content.decode()

    left = page.partition('id="left"')[2].partition("</section>")[0]
    assert "The request was withdrawn; nothing is asked of Marketing any more." in left
    assert "Half an hour of work,\n&lt;b&gt;nearly&lt;/b&gt; lost.</textarea>" in left


def test_asking_again_too_late_keeps_the_question_and_an_answer_sent_twice_is_not_called_lost(cast: Cast) -> None:
    request, mia = asked(conversation(cast.channel), cast.marketing, cast.ben), signed_in(cast.mia)
    again = {"group": uuid.uuid4(), "reason": request.reason_id, "question": "And on Sunday?", "due": "1h"}
    page = signed_in(cast.ben).post(reverse("inbox:escalation_ask_again", args=[request.pk]), again).content.decode()
    left = page.partition('id="left"')[2].partition("</section>")[0]
    assert "is asked already" in left
    assert "And on Sunday?</textarea>" in left

    address = reverse("inbox:escalation_answer", args=[request.pk])
    mia.post(address, {"text": "Yes,\r\nit does."})
    assert 'id="left"' not in mia.post(address, {"text": "Yes,\r\nit does."}).content.decode()


def test_declining_asks_for_a_reason_and_asking_again_starts_anew(cast: Cast) -> None:
    row = conversation(cast.channel)
    request, mia = asked(row, cast.marketing, cast.ben), signed_in(cast.mia)
    address = reverse("inbox:escalation_decline", args=[request.pk])
    assert "Say why" in mia.post(address, {"reason": " "}).content.decode()

    mia.post(address, {"reason": "Ask Product."})

    ben, here = signed_in(cast.ben), reverse("inbox:conversation", args=[row.pk])
    assert "Ask Product." in text_of(ben, here)
    again = {"group": uuid.uuid4(), "reason": request.reason_id, "question": "And now?", "due": "1h"}
    assert ben.post(reverse("inbox:escalation_ask_again", args=[request.pk]), again)["Location"] == here
    assert Escalation.objects.get(question="And now?").earlier == request


def test_withdrawing_can_be_undone(cast: Cast) -> None:
    row = conversation(cast.channel)
    request, ben = asked(row, cast.marketing, cast.ben), signed_in(cast.ben)

    shown = ben.post(reverse("inbox:escalation_withdraw", args=[request.pk]), follow=True).content.decode()

    assert "is not asked any more" in shown
    ben.post(reverse("inbox:undo", args=[row.pk]))
    request.refresh_from_db()
    assert request.state == "requested"


def test_people_are_added_on_its_page(cast: Cast) -> None:
    request = asked(conversation(cast.channel), cast.marketing, cast.ben)
    address, olga = reverse("inbox:escalation_people", args=[request.pk]), signed_in(cast.olga)

    signed_in(cast.ben).post(address, {"people": [cast.olga.pk]})

    assert [one.pk for one in request.people.all()] == [cast.olga.pk]
    assert "Is the bus coming" in text_of(olga, LIST)
    assert olga.post(reverse("inbox:escalation_answer", args=[request.pk]), {"text": "Yes."}).status_code == 302


def test_the_three_lists(cast: Cast) -> None:
    late = asked(conversation(cast.channel), cast.marketing, cast.ben, text="The late one?")
    let_time_pass(late, due_at=timezone.now() - timedelta(minutes=8), raised_at=timezone.now())
    done = decline(
        asked(conversation(cast.channel), cast.marketing, cast.ben, text="Declined?"), reason="No.", by=cast.mia
    )

    ben, mia = signed_in(cast.ben), signed_in(cast.mia)

    assert "Nobody asks anything of you." in text_of(ben, LIST)
    assert "8 min late" in text_of(ben, f"{LIST}?show=out")
    assert "the leads of Marketing were told" in text_of(mia, LIST)
    assert done.question in text_of(mia, f"{LIST}?show=over")
    assert 'aria-label="Asked of us, 1 waits for an answer"' in text_of(mia, LIST)


def test_to_and_fro_is_marked(cast: Cast) -> None:
    row = conversation(cast.channel)
    accept(offered(row, cast.marketing, cast.ben), by=cast.mia)
    accept(offered(row, cast.service, cast.mia), by=cast.ben)
    asked(row, cast.marketing, cast.ben)

    assert "To and fro" in text_of(signed_in(cast.ben), reverse("inbox:conversation", args=[row.pk]))
    assert "To and fro" in text_of(signed_in(cast.mia), LIST)


def test_what_one_may_not_see_does_not_exist(cast: Cast) -> None:
    row = conversation(cast.channel, private=True)
    request = asked(row, cast.hr, cast.ana, text="A secret?")
    mia = signed_in(cast.mia)

    for name in ("escalation", "escalation_accept", "escalation_answer", "escalation_withdraw"):
        address = reverse(f"inbox:{name}", args=[request.pk])
        asked_for = mia.get(address) if name == "escalation" else mia.post(address)
        assert asked_for.status_code == 404
    assert mia.get(reverse("inbox:escalate", args=[row.pk])).status_code == 404
    assert "A secret?" not in text_of(mia, LIST)
    assert "A secret?" in text_of(signed_in(cast.hal), LIST)


def test_the_list_says_who_is_waited_for_and_filters_by_it(cast: Cast) -> None:
    row, other = conversation(cast.channel), conversation(cast.channel, "Another matter")
    asked(row, cast.marketing, cast.ben)
    ben = signed_in(cast.ben)

    page = text_of(ben, "/inbox/?waiting_on=marketing")

    assert "Marketing 3 h" in page
    assert f"row-{row.pk}" in page
    assert f"row-{other.pk}" not in page
    assert "Waiting on Marketing" in page
    assert f"row-{row.pk}" in text_of(ben, "/inbox/?waiting_on=any&status=open,pending,snoozed")
    assert f"row-{row.pk}" not in text_of(ben, "/inbox/?waiting_on=outside")


def link_of_mail() -> str:
    """The path in the newest mail."""
    return next(word for word in mail.outbox[-1].body.split() if "/answer/" in word).partition("/answer/")[2]


def test_the_mailed_link_shows_by_get_and_records_by_post_once(cast: Cast) -> None:
    row = conversation(cast.channel, "The door was shut.")
    sent = form(row, cast, way="mail", name="Olav", email="olav@depot.example", shown=[row.messages.get().pk])
    signed_in(cast.ben).post(reverse("inbox:escalate", args=[row.pk]), sent)
    address, outside = f"/answer/{link_of_mail()}", Client(enforce_csrf_checks=False)

    shown = outside.get(address)

    page = shown.content.decode()
    assert "May we?" in page
    assert "The door was shut." in page
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert shown["Referrer-Policy"] == "same-origin"
    assert Escalation.objects.get().state == "requested"
    assert "Write the answer first." in outside.post(address, {"text": " "}).content.decode()
    assert "Thank you" in outside.post(address, {"text": "On Thursday."}).content.decode()
    assert Escalation.objects.get().answer == "On Thursday."
    assert "was answered" in outside.get(address).content.decode()
    assert "Thank you" in outside.post(address, {"text": "On Thursday."}).content.decode(), "sent twice"
    assert "On Friday.</textarea>" in outside.post(address, {"text": "On Friday."}).content.decode()
    assert "sessionid" not in outside.cookies


def test_a_link_that_is_no_good_is_a_calm_page(cast: Cast) -> None:
    row, ben = conversation(cast.channel), signed_in(cast.ben)
    sent = form(row, cast, way="mail", name="Olav", email="olav@depot.example")
    ben.post(reverse("inbox:escalate", args=[row.pk]), sent)
    address, request = f"/answer/{link_of_mail()}", Escalation.objects.get()
    let_time_pass(request, link_expires_at=timezone.now() - timedelta(minutes=1))
    assert Client().get(address).status_code == 410

    ben.post(reverse("inbox:escalation_withdraw", args=[request.pk]))

    gone = Client().post(address, {"text": "Too late."})
    assert gone.status_code == 410
    assert "was withdrawn" in gone.content.decode()
    assert "Too late.</textarea>" in gone.content.decode(), "what was written is there to copy"
    assert "May we?" not in gone.content.decode()
    assert Client().get("/answer/of-nobody/").status_code == 404


def test_guessing_links_is_slowed_down(cast: Cast) -> None:
    cache.clear()
    tries = [Client().get("/answer/guess/").status_code for _ in range(62)]
    cache.clear()

    assert tries[0] == 404
    assert tries[-1] == 429


def test_an_administrator_keeps_reasons_and_desks(cast: Cast) -> None:
    ada = signed_in(cast.ada)
    reason()

    ada.post(reverse("inbox:reason_create"), {"name": "Weather"})
    made = Reason.objects.get(name="Weather")
    ada.post(reverse("inbox:reason_change", args=[made.pk]), {"name": "Snow"})
    ada.post(reverse("inbox:reason_archive", args=[made.pk]))
    assert "Snow" in text_of(ada, reverse("inbox:reasons"))
    made.refresh_from_db()
    assert made.is_archived
    ada.post(reverse("inbox:reason_restore", args=[made.pk]))
    desk = reverse("inbox:desk", args=[cast.marketing.pk])
    ada.post(desk, {"acknowledge_minutes": 30, "fallback": f"d{cast.service.pk}"})
    ada.post(desk, {"acknowledge_minutes": 30, "fallback": "m0"})

    agreed = Desk.objects.get()
    assert (agreed.acknowledge_minutes, agreed.fallback_department) == (30, cast.service)
    assert signed_in(cast.ana).get(reverse("inbox:reasons")).status_code == 403
    assert signed_in(cast.ana).post(desk, {"acknowledge_minutes": 5}).status_code == 403
