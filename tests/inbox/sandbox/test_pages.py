"""The sandbox's pages: play a customer, and read what the brand answered."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.sandbox_network.network import Network, Person


class Visitor:
    """A browser of its own on the pages, without scripts."""

    def __init__(self, network: Network) -> None:
        self.http = httpx.Client(base_url=network.url, follow_redirects=True)

    def become(self, person: Person) -> Visitor:
        """Choose a persona."""
        self.send("/people/become", account=person.id)
        return self

    def read(self, path: str) -> str:
        """A page's HTML; it must be there."""
        return self.http.get(path).raise_for_status().text

    def send(self, path: str, **fields: str) -> httpx.Response:
        """A form, as a browser sends it, with the page that it leads to."""
        return self.http.post(path, data=fields, headers={"Origin": str(self.http.base_url).rstrip("/")})


@pytest.fixture
def visitor(sandbox: Network) -> Iterator[Visitor]:
    visitor = Visitor(sandbox)
    with visitor.http:
        yield visitor


def test_a_newcomer_makes_a_person_posts_and_reads_the_answer(sandbox: Network, visitor: Visitor) -> None:
    brand = sandbox.brand("Northline Pages")
    assert "You are only looking" in visitor.read("/")
    made = visitor.send("/people/make", name="Iris Vanderbilt", handle=f"iris.{brand.handle[-4:]}")
    assert "Write as Iris Vanderbilt" in made.text
    visitor.send("/posts", text=f"@{brand.handle} does the night bus run?")
    asked = brand.notices()["notices"][-1]["post"]
    brand.post("It does, until four.", reply_to=asked["id"])
    assert "It does, until four." in visitor.read("/mine")
    assert "It does, until four." in visitor.read(f"/posts/{asked['id']}")


def test_reply_edit_like_and_delete(sandbox: Network, visitor: Visitor) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    own = brand.post("New benches!")
    visitor.become(mira)
    visitor.send("/posts", text="Wram ones?", reply_to=own["id"])
    mine = brand.notices()["notices"][-1]["post"]
    assert "Edit your post" in visitor.read(f"/posts/{mine['id']}?edit=1")
    visitor.send(f"/posts/{mine['id']}/edit", text="Warm ones?")
    page = visitor.read(f"/posts/{own['id']}")
    assert "Warm ones?" in page
    assert "edited" in page
    visitor.send(f"/posts/{own['id']}/like")
    assert 'aria-pressed="true"' in visitor.read(f"/posts/{own['id']}")
    visitor.send(f"/posts/{mine['id']}/delete")
    assert "Deleted by its author." in visitor.read(f"/posts/{own['id']}")
    assert brand.notices()["notices"][-1]["change"] == "deleted"


def test_direct_messages_are_between_two(sandbox: Network, visitor: Visitor) -> None:
    brand, mira, tom = sandbox.brand(), sandbox.person(), sandbox.person("Tom Adeyemi")
    visitor.become(mira).send(f"/messages/{brand.handle}", text="My claim number is 4711.")
    brand.post("It is paid.", to=mira.id)
    chat = visitor.read(f"/messages/{brand.handle}")
    assert chat.index("My claim number is 4711.") < chat.index("It is paid.")
    assert "It is paid." in visitor.read("/messages")
    visitor.become(tom)
    others = visitor.read("/messages") + visitor.read(f"/messages/{brand.handle}") + visitor.read("/")
    assert "My claim number" not in others


def test_the_live_part_is_the_page_without_its_frame(sandbox: Network, visitor: Visitor) -> None:
    sandbox.person().post("Anybody here?")
    fragment = visitor.read("/?fragment=1")
    assert "Anybody here?" in fragment
    assert "<html" not in fragment
    assert fragment.strip() in visitor.read("/")


def test_a_strangers_text_stays_text(sandbox: Network, visitor: Visitor) -> None:
    mira = sandbox.person("<b>Mira</b> & co")
    said = mira.post("<script>alert(1)</script>\n@nobody & more")
    page = visitor.read(f"/posts/{said['id']}")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>" in page
    assert "<b>Mira</b>" not in page


def test_what_does_not_work_is_said_in_a_sentence_with_a_way_on(sandbox: Network, visitor: Visitor) -> None:
    missing = visitor.http.get("/posts/p-never-was")
    assert (missing.status_code, "This post does not exist" in missing.text) == (404, True)
    nobody = visitor.send("/posts", text="hi")
    assert (nobody.status_code, "Choose who you are first." in nobody.text) == (401, True)
    brand = sandbox.brand()
    taken = visitor.send("/people/make", name="Somebody", handle=brand.handle)
    assert (taken.status_code, f"@{brand.handle} is taken." in taken.text) == (422, True)


def test_other_sites_can_neither_send_forms_nor_borrow_the_name(sandbox: Network, visitor: Visitor) -> None:
    visitor.become(sandbox.person())
    foreign = visitor.http.post("/posts", data={"text": "spam"}, headers={"Origin": "https://elsewhere.example"})
    assert foreign.status_code == 403
    assert visitor.http.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_every_page_forbids_inline_code_and_foreign_files(sandbox: Network, visitor: Visitor) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    visitor.become(mira)
    for path in ("/", "/mine", "/people", "/messages", f"/messages/{brand.handle}", f"/@{brand.handle}"):
        answer = visitor.http.get(path).raise_for_status()
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", answer.text)
    for path in ("/static/sandbox.css", "/static/live.js", "/static/mark.svg"):
        assert visitor.http.get(path).status_code == 200


def test_brands_show_the_token_that_connects_them(sandbox: Network, visitor: Visitor) -> None:
    answer = visitor.send("/people/make-brand", name="Harbour Ferries", handle="harbour.ferries")
    token = re.search(r"sbx_[\w-]+", answer.text[answer.text.index("Harbour Ferries") :])
    assert token is not None
    assert brand_of(sandbox, visitor, "harbour.ferries").connector().connect().name == "Harbour Ferries"


def brand_of(network: Network, visitor: Visitor, handle: str) -> Person:
    """The brand as somebody finds it on the page of people and brands."""
    row = re.search(rf"@{handle}</td><td><code>(sbx_[\w-]+)</code>", visitor.read("/people"))
    assert row is not None
    account = network.http.get(f"/api/accounts/{handle}").json()["account"]
    return Person(account["id"], handle, row.group(1), network.http)
