"""The pages of service, marketing, outcomes, objectives and the brief: what they show, to whom, and what they cost."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import INTAKE
from inbox.actions.receive import receive
from inbox.actions.resolve import reopen, resolve
from inbox.models import Conversation, Label, Post
from inbox.staffing import monday_of
from reports.actions.assume import assume
from reports.actions.objective import set_objective
from reports.models import Assumption, Brief, BriefReader, Objective, Rating
from reports.ratings import link_of, token_of
from tests.cast import Cast, channel, conversation, item
from tests.inbox.requests import asked
from tests.reports.measured import measure_all
from tests.reports.metrics.test_posts import ANGRY, ASKS, below, published
from tests.reports.views.test_joint import answered, page
from tests.streamed import whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """Eight answered, a post with two comments, one of HR's that nobody else may see."""
    answered(cast.channel, 8)
    post = published(cast.channel, ago=3)
    below(post, ASKS)
    below(post, ANGRY)
    published(channel(cast.hr, name="@careers", is_closed=True), text="Secret plans")
    measure_all()
    return cast


@pytest.mark.parametrize("address", ["service", "marketing", "outcomes", "asked", "objectives"])
def test_each_page_opens_with_numbers_that_say_what_they_count(busy: Cast, client: Client, address: str) -> None:
    html = page(client, busy.ana, f"/reports/{address}/?days=30")
    assert 'aria-current="page"' in html
    if address in ("service", "marketing", "outcomes"):
        assert html.count('class="stat"') >= 6
        assert "Counted from" in html


def test_marketing_shows_each_post_with_what_waits_under_it(busy: Cast, client: Client) -> None:
    html = page(client, busy.ana, "/reports/marketing/?days=30")
    assert "We have a nice new timetable" in html
    assert "Secret plans" not in html
    assert "Secret plans" in page(client, busy.hal, "/reports/marketing/?days=30")


def test_a_post_has_a_page_and_its_conversations(busy: Cast, client: Client) -> None:
    post = Post.objects.get(channel=busy.channel)
    assert "no baseline" in page(client, busy.ana, f"/reports/posts/{post.pk}/?days=30")
    listed = page(client, busy.ana, f"/reports/posts/{post.pk}/conversations/?days=30")
    rows = {int(number) for number in re.findall(r'data-row="(\d+)"', listed)}
    assert rows == set(Conversation.objects.filter(post=post).values_list("pk", flat=True))


@pytest.mark.parametrize(("only", "count"), [("questions", 1), ("complaints", 1), ("unanswered", 2)])
def test_each_number_of_a_post_opens_its_conversations(busy: Cast, client: Client, only: str, count: int) -> None:
    post = Post.objects.get(channel=busy.channel)
    listed = page(client, busy.ana, f"/reports/posts/{post.pk}/conversations/?days=30&only={only}")
    assert len(re.findall(r'data-row="', listed)) == count
    assert client.get(f"/reports/posts/{post.pk}/conversations/?only=nothing").status_code == 404


def test_what_was_opened_of_a_post_stays_chosen(busy: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.views.joint.PAGE", 1)
    Label.objects.create(name="Timetable")
    post = Post.objects.get(channel=busy.channel)
    listed = page(client, busy.ana, f"/reports/posts/{post.pk}/conversations/?days=30&only=unanswered")
    assert '<input type="hidden" name="only" value="unanswered">' in listed
    older = re.search(r'href="([^"]*page=2[^"]*)"', listed)
    assert older
    assert "only=unanswered" in older[1]


def test_a_post_that_one_may_not_see_is_not_found(busy: Cast, client: Client) -> None:
    secret = Post.objects.exclude(channel=busy.channel).get()
    client.force_login(busy.ana)
    assert client.get(f"/reports/posts/{secret.pk}/").status_code == 404
    assert client.get(f"/reports/posts/{secret.pk}/conversations/").status_code == 404


def test_what_is_of_this_moment_is_compared_with_nothing(busy: Cast, client: Client) -> None:
    html = page(client, busy.ana, "/reports/service/?days=30")
    for key in ("orphans", "tough"):
        cell = html.split(f'popovertarget="what-{key}"')[1].split('<div class="pop')[0]
        assert "at this moment" in cell
        assert "was " not in cell
    assert "was 0" in html.split('popovertarget="what-backlog"')[1].split('<div class="pop')[0]


def test_service_tells_what_sort_of_messages_came_and_opens_each(cast: Cast, client: Client) -> None:
    kinds = ("mention", "mention", "direct", "comment", "mention")
    at = timezone.now() - timedelta(hours=2)
    receive(cast.channel, [item(kind=kind, sent_at=at) for kind in kinds], by=INTAKE)
    measure_all()
    table = page(client, cast.ana, "/reports/service/").split('id="kinds"')[1].split("</section>")[0]
    found = re.findall(r'row">([^<]+)</th><td class="num"><a href="([^"]+)">(\d+)<', table)
    assert [(name, count) for name, _href, count in found] == [
        ("Mention", "3"),
        ("Comment", "1"),
        ("Direct message", "1"),
    ]
    for name, href, count in found:
        behind = page(client, cast.ana, href.replace("&amp;", "&"))
        assert len(re.findall(r'data-row="', behind)) == int(count)
        assert f"Messages to us: {name}" in behind


@pytest.mark.parametrize(("address", "most"), [("service", 60), ("marketing", 70), ("outcomes", 60)])
def test_pages_cost_as_many_queries_for_much_as_for_little(
    busy: Cast, client: Client, django_assert_max_num_queries: Any, address: str, most: int
) -> None:
    client.force_login(busy.ana)
    client.get(f"/reports/{address}/")
    with django_assert_max_num_queries(most):
        client.get(f"/reports/{address}/")


def test_the_map_opens_the_requests_of_a_pair(busy: Cast, client: Client) -> None:
    for row in Conversation.objects.filter(department=busy.service)[:5]:
        asked(row, busy.marketing, busy.ana)
    html = page(client, busy.ana, "/reports/asked/")
    assert "0 %" in html
    assert ">0.67<" in html
    behind = page(client, busy.ana, "/reports/asked/customer-service/marketing/")
    assert "5 requests" in behind
    assert behind.count("Is the bus coming on Saturday?") == 5


def test_assumptions_are_set_by_administrators_only(busy: Cast, client: Client) -> None:
    form = {"month": timezone.localdate().isoformat(), "call_share": "25", "call_cost": "40", "currency": "EUR"}
    client.force_login(busy.ana)
    assert client.post("/reports/assumptions/", form | {"tough_hours": "3"}).status_code == 403
    client.force_login(busy.ada)
    assert client.post("/reports/assumptions/", form | {"tough_hours": "3"}).status_code == 302
    assert Assumption.objects.get().call_cost == 40
    assert "40.00 EUR" in page(client, busy.ana, "/reports/outcomes/")


def suppose(cast: Cast, cost: int = 35, sales: Any = None) -> None:
    """The administrator sets what holds from this month on."""
    month, share = timezone.localdate(), Decimal("0.3")
    assume(
        month=month, call_share=share, call_cost=Decimal(cost), currency="USD", tough_hours=4, sales=sales, by=cast.ada
    )


def test_a_closed_department_that_is_sales_is_named_to_its_own_people_only(cast: Cast, client: Client) -> None:
    suppose(cast, sales=cast.hr)
    suppose(cast, sales=cast.marketing)
    for member in (cast.nora, cast.ana):
        table = page(client, member, "/reports/outcomes/").split('id="assumed"')[1]
        assert "HR" not in table
        assert "a closed department" in table
        assert ">Marketing<" in table
    for member in (cast.hal, cast.ada):
        assert ">HR<" in page(client, member, "/reports/outcomes/").split('id="assumed"')[1]


def test_every_version_of_the_assumptions_stays_in_the_list(cast: Cast, client: Client) -> None:
    for number in range(25):
        suppose(cast, cost=100 + number)
    table = page(client, cast.nora, "/reports/outcomes/").split('id="assumed"')[1]
    assert re.findall(r"(\d+)\.00 USD", table) == [str(100 + number) for number in reversed(range(25))]


def test_a_month_that_is_over_is_refused_in_the_form(busy: Cast, client: Client) -> None:
    client.force_login(busy.ada)
    form = {"month": "2020-01-01", "call_share": "25", "call_cost": "40", "currency": "EUR", "tough_hours": "3"}
    assert "That month is over" in client.post("/reports/assumptions/", form).content.decode()


def test_a_lead_sets_changes_drops_and_restores_an_objective(busy: Cast, client: Client) -> None:
    client.force_login(busy.ana)
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    form = {"department": busy.service.pk, "metric": "coverage", "target": "90 %", "due_on": day, "note": "Winter"}
    assert "is no target" in client.post("/reports/objectives/new/", form | {"target": "soon"}).content.decode()
    client.post("/reports/objectives/new/", form)
    row = Objective.objects.get()
    assert (row.target, row.note) == (0.9, "Winter")
    html = page(client, busy.mia, f"/reports/objectives/{row.pk}/")
    assert "90 %" in html
    assert "/change/" not in html
    client.force_login(busy.ana)
    client.post(f"/reports/objectives/{row.pk}/change/", {"target": "95 %", "due_on": day, "note": ""})
    client.post(f"/reports/objectives/{row.pk}/drop/")
    row.refresh_from_db()
    assert row.target == 0.95
    assert row.dropped_at is not None
    client.post(f"/reports/objectives/{row.pk}/restore/")
    row.refresh_from_db()
    assert row.dropped_at is None


def test_a_target_is_typed_with_thousands_as_pages_show_it_or_refused(busy: Cast, client: Client) -> None:
    client.force_login(busy.ana)
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    form = {"department": busy.service.pk, "metric": "conversations", "due_on": day, "note": ""}
    refused = client.post("/reports/objectives/new/", form | {"target": "1.000"}).content.decode()
    assert "“1.000” is no target for this number. Write it as it is shown." in refused
    assert not Objective.objects.exists()
    client.post("/reports/objectives/new/", form | {"target": "1,500,000"})
    row = Objective.objects.get()
    assert row.target == 1_500_000
    html = page(client, busy.ana, f"/reports/objectives/{row.pk}/change/")
    assert 'value="1,500,000"' in html
    client.post(f"/reports/objectives/{row.pk}/change/", {"target": "1,500,000", "due_on": day, "note": "Why"})
    row.refresh_from_db()
    assert (row.target, row.note) == (1_500_000, "Why")


def test_an_objective_of_a_closed_department_is_not_found(busy: Cast, client: Client) -> None:
    due_on = timezone.localdate() + timedelta(days=9)
    row = set_objective(busy.hr, metric="coverage", target=0.9, due_on=due_on, by=busy.hal)
    client.force_login(busy.ana)
    assert client.get(f"/reports/objectives/{row.pk}/").status_code == 404


def last_week() -> date:
    """The Monday of the last week that is over."""
    return monday_of(timezone.localdate()) - timedelta(days=7)


def test_the_brief_shows_what_waits_to_those_who_may_read_it(busy: Cast, client: Client) -> None:
    asked(conversation(channel(busy.hr, name="@jobs")), busy.service, busy.hal)
    asked(Conversation.objects.filter(department=busy.service)[0], busy.marketing, busy.ana)
    html = page(client, busy.mia, f"/reports/brief/{last_week()}/")
    assert "Customer Service waits for Marketing" in html
    assert "HR waits" not in html
    assert "When does the next train to the coast leave?" in html
    assert "HR waits for Customer Service" in page(client, busy.hal, f"/reports/brief/{last_week()}/")


def test_leads_edit_it_and_a_conflict_shows_both(busy: Cast, client: Client) -> None:
    address = f"/reports/brief/{last_week()}/edit/"
    client.force_login(busy.ben)
    assert client.get(address).status_code == 403
    client.force_login(busy.ana)
    client.post(address, {"agenda": "Ours", "decided": "", "version": 0})
    client.force_login(busy.hal)
    html = client.post(address, {"agenda": "Theirs", "decided": "", "version": 0}).content.decode()
    assert "Ours" in html
    assert "Theirs" in html
    client.post(address, {"agenda": "Both", "decided": "", "version": 1})
    assert Brief.objects.get().agenda == "Both"


def test_anybody_gets_it_by_mail_and_stops_it(busy: Cast, client: Client) -> None:
    client.force_login(busy.nora)
    client.post("/reports/brief/mail/", {"weekday": "2", "hour": "8"})
    assert BriefReader.objects.get().weekday == 2
    assert 'name="stop"' in client.get("/reports/brief/", follow=True).content.decode()
    client.post("/reports/brief/mail/", {"stop": "1"})
    assert not BriefReader.objects.filter(stopped_at=None).exists()
    assert 'name="stop"' not in client.get("/reports/brief/", follow=True).content.decode()


NO_SERVER = "There is no mail server yet, so nothing is mailed"


def test_without_a_mail_server_the_brief_promises_no_mail(cast: Cast, client: Client) -> None:
    client.force_login(cast.nora)
    assert NO_SERVER in client.get("/reports/brief/", follow=True).content.decode()
    client.post("/reports/brief/mail/", {"weekday": "2", "hour": "8"})
    html = client.get("/reports/brief/", follow=True).content.decode()
    assert NO_SERVER in html
    assert "nothing is mailed until an administrator names a mail server" in html
    assert "get it each week" not in html
    assert "get the brief by mail each week" not in html


def test_with_a_mail_server_it_says_that_it_comes_each_week(cast: Cast, client: Client, settings: Any) -> None:
    outbox = {"BACKEND": "accounts.mail.OutboxBackend"}
    settings.MAILERS = {"default": outbox, "server": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    client.force_login(cast.nora)
    client.post("/reports/brief/mail/", {"weekday": "2", "hour": "8"})
    html = client.get("/reports/brief/", follow=True).content.decode()
    assert NO_SERVER not in html
    assert "You get the brief by mail each week." in html
    assert "you get it each week" in html


@pytest.mark.parametrize("week", ["2026-11-11", "nothing", "1990-01-01", "2999-01-06"])
def test_a_week_begins_on_a_monday_that_has_come(cast: Cast, client: Client, week: str) -> None:
    client.force_login(cast.ana)
    assert client.get(f"/reports/brief/{week}/").status_code == 404


@pytest.mark.parametrize("address", ["/reports/report.pdf?days=30", f"/reports/brief/{last_week()}/brief.pdf"])
def test_reports_are_printed_as_pdf(busy: Cast, client: Client, address: str) -> None:
    client.force_login(busy.ana)
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert len(response.content) > 5_000


def test_what_they_asked_about_opens_the_conversations_with_a_question(cast: Cast, client: Client) -> None:
    label = Label.objects.create(name="Timetable")
    for text in ("Does the bus come today?", "The bus was red today."):
        conversation(cast.channel, text, sent_at=timezone.now() - timedelta(days=7)).labels.add(label)
    measure_all()
    html = page(client, cast.ana, f"/reports/brief/{last_week()}/")
    found = re.search(r'href="([^"]+)"[^>]*>Timetable</a><span class="small quiet">(\d+)<', html)
    assert found
    behind = page(client, cast.ana, found[1].replace("&amp;", "&"))
    assert found[2] == "1"
    assert "1 conversation<" in behind
    assert "conversations with a question" in behind


@pytest.mark.django_db(transaction=True)  # rows of a file may be read by another thread than the test's
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse")
def test_a_file_holds_one_row_a_conversation_and_the_number_of_the_page(busy: Cast, client: Client) -> None:
    client.force_login(busy.ana)
    response: Any = client.get("/reports/behind/coverage/waiting/export/csv/?days=30")
    text = whole(response).decode("utf-8-sig")
    lines = text.strip().splitlines()
    assert response["Content-Disposition"].endswith('.csv"')
    assert len([line for line in lines if "/inbox/" in line]) == 2
    assert '"Conversations","2"' in lines
    assert any(line.startswith('"Coverage","80 %"') for line in lines)


@pytest.mark.django_db(transaction=True)  # rows of a file may be read by another thread than the test's
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse")
def test_a_file_of_requests_holds_those_one_may_see(busy: Cast, client: Client) -> None:
    asked(Conversation.objects.filter(department=busy.service)[0], busy.marketing, busy.ana)
    client.force_login(busy.mia)
    response: Any = client.get("/reports/asked/customer-service/marketing/export/xlsx/")
    assert whole(response).startswith(b"PK")
    assert client.get("/reports/asked/hr/marketing/export/csv/").status_code == 404
    assert client.get("/reports/asked/customer-service/marketing/export/exe/").status_code == 404


@pytest.mark.django_db(transaction=True)  # rows of a file may be read by another thread than the test's
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_last_line_of_a_file_of_requests_names_days_and_zone(busy: Cast, client: Client, kind: str) -> None:
    asked(Conversation.objects.filter(department=busy.service)[0], busy.marketing, busy.ana)
    busy.ana.time_zone = "Asia/Tokyo"
    busy.ana.save()
    client.force_login(busy.ana)
    text = in_words(client.get(f"/reports/asked/customer-service/marketing/export/{kind}/"), kind)
    today = timezone.now().astimezone(ZoneInfo("Asia/Tokyo")).date()
    assert str(today) in text
    assert "Asia/Tokyo" in (text.strip().splitlines()[-1] if kind == "csv" else text)


@pytest.fixture
def resolved(cast: Cast) -> Conversation:
    """Dealt with."""
    return resolve(conversation(cast.channel), outcome="answered", by=cast.ana)


def test_a_rating_is_shown_by_get_and_recorded_by_post_only(resolved: Conversation, client: Client) -> None:
    address = f"/rate/{token_of(resolved)}/"
    html = client.get(address).content.decode()
    assert "How did it go?" in html
    assert "18:12" not in html
    assert not Rating.objects.exists()
    assert "very good" in client.post(address, {"score": "5"}).content.decode()
    assert Rating.objects.get().score == 5


def test_a_link_that_was_changed_opens_nothing(resolved: Conversation, client: Client) -> None:
    token = token_of(resolved)
    assert client.get(f"/rate/{token[:-1]}x/").status_code == 404
    assert client.post(f"/rate/9{token}/", {"score": "5"}).status_code == 404
    assert not Rating.objects.exists()


def test_a_link_is_over_once_it_was_opened_again(cast: Cast, resolved: Conversation, client: Client) -> None:
    address = f"/rate/{token_of(resolved)}/"
    reopen(resolved, by=cast.ana)
    assert client.post(address, {"score": "5"}).status_code == 410


def test_the_link_stands_beside_what_is_resolved(cast: Cast, resolved: Conversation, client: Client) -> None:
    assert link_of(resolved) in page(client, cast.ana, f"/inbox/{resolved.pk}/")
    receive(cast.channel, [item()], by=INTAKE)
    assert link_of(Conversation.objects.filter(resolved_at=None)[0]) == ""


@pytest.mark.django_db(transaction=True)  # rows of a file may be read by another thread than the test's
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_files_tell_times_in_the_zone_that_their_last_line_names(busy: Cast, client: Client, kind: str) -> None:
    busy.ana.time_zone = "Asia/Tokyo"
    busy.ana.save()
    client.force_login(busy.ana)
    response: Any = client.get(f"/reports/behind/conversations/all/export/{kind}/?days=30")
    text = in_words(response, kind)
    opened = Conversation.objects.order_by("pk").values_list("opened_at", flat=True)[0]
    assert "Asia/Tokyo" in text
    assert opened.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%Y-%m-%d %H:%M:%S") in text


def in_words(response: Any, kind: str) -> str:
    """What a downloaded file says."""
    data = whole(response)
    if kind == "csv":
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
