"""Posts that answer one another are one conversation."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.imports.threads import Thread, Threads


def joined(*posts: tuple[str, str, str]) -> Threads:
    """Threads of (id, parent, brand)."""
    made = Threads()
    for post, parent, brand in posts:
        made.add(post, parent=parent, brand=brand)
    made.join()
    return made


def test_an_answer_to_an_answer_belongs_to_the_first_post() -> None:
    made = joined(("a", "", "North"), ("b", "a", "North"), ("c", "b", "North"), ("d", "", "South"))
    assert made.of("c") == Thread("a", "North", 3)
    assert made.of("d") == Thread("d", "South", 1)
    assert len(made.all()) == 2


def test_answers_may_stand_before_what_they_answer() -> None:
    made = joined(("c", "b", ""), ("b", "a", ""), ("a", "", ""))
    assert {made.of(post).root for post in "abc"} == {"a"}


def test_a_post_whose_parent_is_not_in_the_file_begins_a_thread() -> None:
    assert joined(("b", "gone", "")).of("b") == Thread("b", "", 1)


def test_a_ring_is_one_thread_and_ends() -> None:
    made = joined(("a", "c", ""), ("b", "a", ""), ("c", "b", ""), ("d", "d", ""))
    assert len({made.of(post).root for post in "abc"}) == 1
    assert made.of("d").size == 1


def test_a_thread_of_several_brands_is_dealt_with_by_the_one_named_most() -> None:
    made = joined(("a", "", "North"), ("b", "a", "South"), ("c", "b", "South"))
    assert made.of("a").brand == "South"


def test_between_equals_the_first_posts_brand_decides_then_the_alphabet() -> None:
    assert joined(("a", "", "Zeta"), ("b", "a", "Alpha")).of("a").brand == "Zeta"
    assert joined(("a", "", ""), ("b", "a", "Zeta"), ("c", "a", "Alpha")).of("a").brand == "Alpha"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=30), st.randoms())
def test_the_order_of_the_file_changes_nothing(parents: list[int], chance: random.Random) -> None:
    posts = [(str(number), str(parent) if parent < number else "", "x") for number, parent in enumerate(parents)]
    shuffled = posts.copy()
    chance.shuffle(shuffled)
    one, other = joined(*posts), joined(*shuffled)
    assert {post: one.of(post) for post, _, _ in posts} == {post: other.of(post) for post, _, _ in posts}
    assert sum(thread.size for thread in one.all()) == len(posts)
