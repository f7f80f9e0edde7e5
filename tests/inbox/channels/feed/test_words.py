"""HTML as text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.channels.feed.words import Words


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain words", "plain words"),
        ("<p>One</p>\n <p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<b>No</b>gap, <i>gap </i>here", "Nogap, gap here"),
        ("<ul><li>tea</li><li>trains</li></ul>after", "• tea\n• trains\n\nafter"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
        ("a &lt;b&gt; &amp;amp; &#8364;", "a <b> &amp; €"),
        ("<script>x</script>seen<style>y</style><template>z</template>", "seen"),
        ("<p><p><div></div></p>", ""),
        ("half a <a href='https://x.exa", "half a"),
        ("\x00a\x07", "a\x07"),
        ("<!-- hidden <p> -->shown", "shown"),
    ],
)
def test_text(html: str, text: str) -> None:
    assert Words(html).text == text


def test_links_say_where_they_stand() -> None:
    words = Words(
        '<p>See <a href="https://a.example/"> the <b>plan</b> </a>, or <a href="https://b.example/">😀</a></p>'
    )
    assert [(words.text[link.start : link.end], link.url) for link in words.links] == [
        ("the plan", "https://a.example/"),
        ("😀", "https://b.example/"),
    ]


@pytest.mark.parametrize("href", ["javascript:x", "data:text/html,x", "file:///x", "", "//[", "https://" + "x" * 2000])
def test_only_web_addresses_are_linked_and_pictured(href: str) -> None:
    words = Words(f'<a href="{href}">here</a><img src="{href}" alt="a">')
    assert (words.text, words.links, words.pictures) == ("here", [], [])


@given(st.text(alphabet=st.sampled_from("<>/ap&;\"' =x\n!-[]"), max_size=300) | st.text(max_size=200))
def test_whatever_it_is_links_lie_within_the_text(html: str) -> None:
    words = Words(html)
    assert all(0 <= link.start < link.end <= len(words.text) for link in words.links)
    assert words.text == words.text.strip("\n ")


@pytest.mark.parametrize(
    "piece", ["<div>", "<!--", "<a href=x>", "<![CDATA[", "&", "<", "<p", "</p>", "<table><tr>", "<!DOCTYPE", "&#x"]
)
def test_a_hundred_thousand_letters_of_anything_take_little_time(piece: str) -> None:
    began = time.process_time()
    Words((piece * 100_000)[:100_000])
    assert time.process_time() - began < 20  # a second at most; what backtracks takes minutes
