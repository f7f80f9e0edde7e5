"""What entries of all kinds of feeds become."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from inbox.channels.base import Item, Kind, Rejected
from inbox.channels.feed import Feed
from tests.inbox.channels.publisher import Page, Place

type Read = Callable[..., list[Item]]


def test_an_rss_entry_is_a_post_that_asks_for_no_answer(read: Read) -> None:
    older, newer = read("rss2.xml")
    assert (newer.external_id, newer.thread_key) == ("voice-2", "voice-2")
    assert (newer.kind, newer.listening, newer.context, newer.ours) == (Kind.POST, True, False, False)
    assert newer.sent_at == datetime(2026, 11, 19, 9, tzinfo=UTC)
    assert newer.url == "https://passengers.example/night"
    assert (newer.author.name, newer.author.url) == ("Iris Vanderbilt", "https://passengers.example/")
    assert (newer.language, newer.edited_at) == ("en-gb", None)
    assert newer.extra == {"feed": "Passenger Voice", "tags": ["trains"]}
    assert older.author.name == "Passenger Voice"
    assert older.sent_at == datetime(2026, 11, 18, 9, tzinfo=UTC)


def test_its_fullest_text_is_told_with_links_and_without_scripts(read: Read) -> None:
    older, newer = read("rss2.xml")
    assert newer.text == ("Night trains are back\n\nNorthline runs the night train again.\n\n• Fridays\n• Sundays")
    (link,) = newer.links
    assert newer.text[link.start : link.end] == "the night train"
    assert link.url == "https://passengers.example/timetable"
    assert older.text == "Tickets < 10 euros\n\nOnly today."


def test_what_came_along_is_attached(read: Read) -> None:
    sound, picture = read("rss2.xml")[1].attachments
    assert (sound.kind, sound.url, sound.media_type) == ("audio", "https://passengers.example/talk.mp3", "audio/mpeg")
    assert (picture.kind, picture.url, picture.alt) == ("image", "https://passengers.example/train.jpg", "A blue train")


def test_films_and_stills_of_media_rss_are_attached(read: Read) -> None:
    (item,) = read("media.xml")
    assert {(each.kind, each.url) for each in item.attachments} == {
        ("video", "https://films.example/1.mp4"),
        ("link", "https://films.example/1.jpg"),
    }


def test_an_atom_entry_keeps_its_id_author_and_zone(read: Read) -> None:
    (item,) = read("atom.xml")
    assert item.external_id == "urn:bahnblog:1"
    assert item.text == "Die 18:12 fährt\n\nPünktlich."
    assert (item.author.name, item.author.url) == ("Jörg Weiß", "https://bahnblog.example/joerg")
    assert item.sent_at == datetime(2026, 11, 18, 7, tzinfo=UTC)
    assert item.language == "de"
    assert item.edited_at is None


def test_rdf_is_read_too(read: Read) -> None:
    (item,) = read("rdf.xml")
    assert (item.external_id, item.text) == ("https://old.example/1", "Steam")
    assert item.sent_at == datetime(2026, 11, 17, 10, tzinfo=UTC)


def test_entries_without_an_id_get_one_from_link_and_title(read: Read) -> None:
    first = [item.external_id for item in read("no_ids.xml")]
    assert len(set(first)) == 3
    assert all(identity.startswith("made:") for identity in first)
    assert [item.external_id for item in read("no_ids.xml")] == first


def test_an_id_that_entries_share_is_none(read: Read) -> None:
    two, one = read("shared_ids.xml")
    assert one.external_id != two.external_id
    assert {one.text, two.text} == {"One", "Two"}


def test_people_of_two_feeds_are_not_one_person(read: Read, place: Place) -> None:
    (here,) = read("media.xml")
    other = Feed({"feed_url": f"{place.url}/feed.xml", "account_id": "https://other.example/feed"}, {})
    (there,) = other.parse(other.poll({}).items[0].payload)
    assert isinstance(there, Item)
    assert here.author.name == there.author.name == "Films"
    assert here.author.external_id != there.author.external_id


def test_broken_clocks_mean_the_moment_we_saw_it(read: Read) -> None:
    before = datetime.now(UTC)
    moments = {item.external_id: item.sent_at for item in read("clocks.xml")}
    assert moments.pop("c3") == datetime(2026, 11, 18, 10, tzinfo=UTC)
    assert set(moments) == {"c1", "c2", "c4", "c5"}
    assert all(before <= at <= before + timedelta(seconds=30) for at in moments.values())


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("shift_jis.xml", "夜行列車"),
        ("utf16.xml", "Noční vlak"),
        ("undeclared_koi8.xml", "Ночной поезд снова ходит по пятницам и воскресеньям"),
    ],
)
def test_any_encoding_is_read(read: Read, document: str, text: str) -> None:
    assert [item.text for item in read(document)] == [text]


def test_the_encoding_of_the_header_counts(read: Read) -> None:
    body = '<rss version="2.0"><channel><title>x</title><item><title>Žluťoučký kůň</title></item></channel></rss>'
    (item,) = read(body.encode("iso-8859-2"), Content_Type="application/rss+xml; charset=iso-8859-2")
    assert item.text == "Žluťoučký kůň"


def test_half_a_feed_is_better_than_none(read: Read) -> None:
    (item,) = read("broken.xml")
    assert item.external_id == "b1"
    assert item.text.startswith("Tea & trains")


def test_nothing_dangerous_comes_through(read: Read) -> None:
    (item,) = read("dangerous.xml")
    everything = repr(item)
    assert item.text == "<img src=x onerror=alert(1)>Hello\n\nclick words"  # plain text, as the title says
    assert (item.url, item.links, item.attachments) == ("", [], [])
    for danger in ("root:", "javascript:", "iframe", "framed", "file:"):
        assert danger not in everything, danger


def test_an_empty_feed_is_a_feed(read: Read, feed: Feed) -> None:
    assert read("empty.xml") == []
    assert feed.connect().name == "Nothing yet"


def test_a_web_page_names_its_feed(feed: Feed, place: Place, read: Read) -> None:
    with pytest.raises(Rejected, match=f"It names {place.url}/feed.xml as its feed: enter that address"):
        read("page.html")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"<html><body>Hello</body></html>", "names no feed"),
        (b"", "no RSS or Atom feed"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "no RSS or Atom feed"),
        (b"/etc/passwd", "no RSS or Atom feed"),
        (bytes(range(256)) * 40, "no RSS or Atom feed"),
    ],
    ids=["a page", "nothing", "JSON", "the name of a file", "noise"],
)
def test_what_is_no_feed_is_refused_in_words(read: Read, body: bytes, sentence: str) -> None:
    with pytest.raises(Rejected, match=sentence):
        read(body)


def test_a_thousand_entries_are_enough(read: Read) -> None:
    entries = "".join(f"<item><guid>{n}</guid><title>{n}</title></item>" for n in range(1500))
    found = read(f'<rss version="2.0"><channel><title>x</title>{entries}</channel></rss>'.encode())
    assert len(found) == 1000


def test_a_document_that_unfolds_without_end_harms_nobody(feed: Feed, place: Place) -> None:
    lines = "\n".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE r [<!ENTITY a0 "ha">{lines}]><rss version="2.0"><channel><title>&a9;</title></channel></rss>'
    big = (
        f'<!DOCTYPE r [\n<!ENTITY b "{"x" * 500_000}">\n]><rss version="2.0"><channel><title>{"&b;" * 500_000}</title>'
    )
    deep = '<rss version="2.0"><channel>' + "<item><title>" + "<div>" * 400_000
    for bomb in (laughs, big, deep):
        place.pages["/feed.xml"] = Page(bomb.encode())
        try:
            said = feed.poll({})
        except Rejected:
            continue
        assert len(str(said.cursor)) + sum(len(str(raw.payload)) for raw in said.items) < 200_000
