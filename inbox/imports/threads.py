"""Conversations in a file: posts that answer one another, however far; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thread:
    """A connected component: named by its first post, dealt with by one brand."""

    root: str
    brand: str
    size: int


class Threads:
    """Union-find over posts. A post whose parent is not in the file begins a thread."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._brand: dict[str, str] = {}
        self._leader: dict[str, str] = {}
        self._threads: dict[str, Thread] = {}

    def __contains__(self, post: str) -> bool:
        return post in self._parent

    def __len__(self) -> int:
        return len(self._parent)

    def add(self, post: str, *, parent: str, brand: str) -> None:
        """Note a post; parents may come before or after their answers."""
        self._parent[post] = parent
        self._brand[post] = brand

    def join(self) -> None:
        """Unite all posts with their parents; call once, when every post is added.

        Each post has one parent, so a component is a tree whose leader is its topmost
        post; posts that answer one another in a ring are led by one of them.
        """
        self._leader = {post: post for post in self._parent}
        for post, parent in self._parent.items():
            if parent in self._parent:
                self._leader[self._find(post)] = self._find(parent)
        brands: dict[str, Counter[str]] = defaultdict(Counter)
        for post, brand in self._brand.items():
            brands[self._find(post)][brand] += 1
        self._threads = {root: _thread(root, counts, self._brand[root]) for root, counts in brands.items()}

    def of(self, post: str) -> Thread:
        """The thread of a post; raises KeyError for one that was not added."""
        return self._threads[self._find(post)]

    def all(self) -> list[Thread]:
        """Every thread once."""
        return list(self._threads.values())

    def _find(self, post: str) -> str:
        leader = self._leader
        while leader[post] != post:
            leader[post] = leader[leader[post]]
            post = leader[post]
        return post


def _thread(root: str, counts: Counter[str], first: str) -> Thread:
    """The brand named most; between equals the one of the first post, then by the alphabet."""
    named = [brand for brand in counts if brand]
    best = min(named, key=lambda brand: (-counts[brand], brand != first, brand), default="")
    return Thread(root, best, counts.total())
