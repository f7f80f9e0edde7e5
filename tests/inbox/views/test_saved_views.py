"""Saved views: kept from a list, found in the rail, looked after on their page."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from inbox.actions.prioritise import prioritise
from inbox.actions.saved_views import save, share
from inbox.models import SavedView
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def test_a_narrowed_list_is_kept_and_stands_in_the_rail_with_its_count(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    prioritise(conversation(cast.channel), priority=4, by=cast.ben)
    conversation(cast.channel)
    assert "Save view" in client.get("/inbox/?priority=urgent").content.decode()
    facts = {"name": "On fire", "icon": "alert", "query": "?priority=urgent&sort=waiting"}
    answer = client.post("/views/save/", facts)
    view = SavedView.objects.get()
    assert (view.member, view.query) == (cast.ben, "?priority=urgent&sort=waiting")
    assert answer.headers["Location"] == f"/inbox/?priority=urgent&saved={view.pk}&sort=waiting"
    page = client.get(answer.headers["Location"]).content.decode()
    assert '<h1 class="cut" dir="auto">On fire</h1>' in page
    assert re.search(r'aria-current="page" title="On fire" aria-label="On fire, 1 waits"', page)
    assert "Update view" not in page


def test_a_list_that_departs_from_its_view_can_update_it(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    view = save(name="On fire", query="?priority=urgent", by=cast.ben)
    page = client.get(f"/inbox/?priority=urgent,high&saved={view.pk}").content.decode()
    assert "Update view" in page
    client.post(f"/views/{view.pk}/change/", {"name": "On fire", "icon": "save", "query": "?priority=high,urgent"})
    view.refresh_from_db()
    assert view.query == "?priority=high,urgent"


def test_a_lead_shares_with_their_department_and_others_cannot(cast: Cast, client: Client) -> None:
    client.force_login(cast.ana)
    assert '<option value="customer-service">' in client.get("/inbox/?priority=low").content.decode()
    client.post("/views/save/", {"name": "Calm", "query": "?priority=low", "department": "customer-service"})
    assert SavedView.objects.get().department == cast.service
    client.force_login(cast.ben)
    assert "Who sees it" not in client.get("/inbox/?priority=low").content.decode()
    assert 'title="Calm"' in client.get("/inbox/").content.decode()
    said = client.post("/views/save/", {"name": "Mine", "query": "", "department": "customer-service"}, follow=True)
    assert "This needs the role Lead or more in Customer Service." in said.content.decode()
    assert client.post("/views/save/", {"name": "x", "query": "", "department": "hr"}).status_code == 404


def test_they_are_renamed_ordered_and_deleted_on_their_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.ana)
    first, second = (save(name=name, query="", by=cast.ana) for name in ("First", "Second"))
    share(name="Ours", query="", department=cast.service, by=cast.ana)
    page = client.get("/views/").content.decode().split('id="main"')[1]
    assert page.index("Only for you") < page.index("First") < page.index("Second") < page.index("Ours")
    client.post(f"/views/{second.pk}/move/", {"to": "up"})
    client.post(f"/views/{first.pk}/change/", {"name": "Last", "icon": "eye"})
    assert [view.name for view in SavedView.objects.filter(member=cast.ana)] == ["Second", "Last"]
    client.post(f"/views/{second.pk}/delete/")
    assert [view.name for view in SavedView.objects.filter(member=cast.ana)] == ["Last"]


def test_those_who_may_not_change_it_see_no_buttons(cast: Cast, client: Client) -> None:
    shared = share(name="Ours", query="", department=cast.service, by=cast.ana)
    client.force_login(cast.ben)
    assert f"/views/{shared.pk}/delete/" not in client.get("/views/").content.decode()
    client.post(f"/views/{shared.pk}/delete/")
    assert SavedView.objects.exists()


def test_what_is_not_ones_own_does_not_exist(cast: Cast, client: Client) -> None:
    view = save(name="Secret plan", query="?priority=low", by=cast.ben)
    client.force_login(cast.mia)
    for act in ("change", "move", "delete"):
        assert client.post(f"/views/{view.pk}/{act}/", {"name": "x"}).status_code == 404
    page = client.get(f"/inbox/?priority=low&saved={view.pk}").content.decode()
    assert "Secret plan" not in page


def test_no_two_have_one_name(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    save(name="Twin", query="?unread=1", by=cast.ben)
    other = save(name="Other", query="?failed=1", by=cast.ben)
    facts = {"name": "twin", "icon": "save", "query": other.query}
    answer = client.post(f"/views/{other.pk}/change/", facts, follow=True).content.decode()
    assert "There is a view named “twin” already." in answer
    assert (
        "“Other” was changed"
        in client.post(
            f"/views/{other.pk}/change/", {**facts, "name": "Other", "icon": "alert"}, follow=True
        ).content.decode()
    )


def test_a_bad_name_is_refused_in_a_sentence(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    for name in ("", "x" * 61):
        said = client.post("/views/save/", {"name": name, "query": "?priority=low"}, follow=True).content.decode()
        assert "Give the view a name of 60 characters at most." in said
