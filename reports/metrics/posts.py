"""Our own posts: how they fared, and what people asked and complained about under them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from inbox.models import Channel, Conversation, Message, Post, PostFigures
from reports.metrics.number import ENOUGH, Number, share
from reports.models import Kind, Sample, Tag
from reports.scope import Scope
from reports.sound import NEGATIVE, UNKNOWN

BASELINE_DAYS = 14
"""A post is looked at for at most so many days; its baseline is as long, right before it."""
ASKING = (Kind.QUESTION, Kind.COMPLAINT)


@dataclass(frozen=True, slots=True)
class Engagement:
    """What a network counted under one post, or several."""

    likes: int = 0
    reposts: int = 0
    replies: int = 0
    quotes: int = 0

    def __add__(self, other: Engagement) -> Engagement:
        return Engagement(
            self.likes + other.likes,
            self.reposts + other.reposts,
            self.replies + other.replies,
            self.quotes + other.quotes,
        )

    @property
    def total(self) -> int:
        """All of them together."""
        return self.likes + self.reposts + self.replies + self.quotes


@dataclass(frozen=True, slots=True)
class Echo:
    """What one post led to; messages under it, counted one by one."""

    questions: int = 0
    complaints: int = 0
    unanswered: int = 0
    """Of these (each once) those that wait for an answer now."""
    negative: int = 0
    heard: int = 0
    """Messages whose tone could be read."""


def posts_of(scope: Scope) -> QuerySet[Post]:
    """Our own posts of the period, on channels of the chosen departments, taken down since or not."""
    return posts_ever(scope).filter(sent_at__gte=scope.period.start, sent_at__lt=scope.period.end)


def posts_ever(scope: Scope) -> QuerySet[Post]:
    """The same, of all time. Posts have no labels of their own."""
    places = Channel.objects.filter(default_department__in=scope.departments)
    if scope.inside is not None:
        places = places.filter(
            Q(is_closed=False, default_department__is_closed=False) | Q(default_department__in=scope.inside)
        )
    if scope.channels:
        places = places.filter(pk__in=scope.channels)
    return Post.objects.filter(channel__in=places.order_by()).order_by()


def own_posts(scope: Scope) -> Number:
    """Posts that our own accounts published in this period and that answer nobody, on channels whose
    department is chosen. Posts that were taken down since are among them.
    """
    count = posts_of(scope).count()
    return Number(count, count)


def engagement(scope: Scope) -> Number:
    """Likes, reposts, replies and quotes of our own posts of this period, as the networks counted them
    when we last asked. A network that counts none of these adds nothing.
    """
    posts = list(posts_of(scope).values_list("channel_id", "external_id"))
    return Number(sum((one for one in engagements(posts).values()), Engagement()).total, len(posts))


def engagements(posts: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Engagement]:
    """The latest count of each post, by channel and key."""
    wanted = set(posts)
    rows = PostFigures.objects.filter(
        channel__in={place for place, _key in wanted}, external_id__in={key for _place, key in wanted}
    )
    latest = rows.order_by("channel_id", "external_id", "-taken_at").distinct("channel_id", "external_id")
    found = latest.values_list("channel_id", "external_id", "likes", "reposts", "replies", "quotes")
    return {(place, key): Engagement(*counts) for place, key, *counts in found if (place, key) in wanted}


def over_time(post: Post) -> list[tuple[datetime, Engagement]]:
    """Each count of one post, the earliest first."""
    rows = PostFigures.objects.filter(channel=post.channel_id, external_id=post.external_id).order_by("taken_at")
    counts = rows.values_list("taken_at", "likes", "reposts", "replies", "quotes")
    return [(at, Engagement(*numbers)) for at, *numbers in counts]


def reach(scope: Scope) -> Number:
    """The followers of everybody who wrote under our own posts of this period, each person once, as their
    network told them, whichever department holds it now. Who only liked or shared is named by no network,
    and is not among them.
    """
    found = reach_of(scope, posts_of(scope))
    return Number(found[0], found[1])


def reach_of(scope: Scope, posts: QuerySet[Post]) -> tuple[int, int]:
    """Followers of those who wrote under these posts, and how many people that is."""
    said = Message.objects.filter(
        conversation__in=under(scope, posts), is_ours=False, is_context=False, is_listening=False
    ).order_by()
    people = said.values("author").annotate(followers=Max("author__followers"))
    found = people.aggregate(reach=Sum("followers"), people=Count("author"))
    return found["reach"] or 0, found["people"]


def under(scope: Scope, posts: QuerySet[Post]) -> QuerySet[Conversation]:
    """The conversations under these posts, those that hold what was merged into them too; whichever
    department holds them now, as far as the reader may see them: the posts are what was chosen.
    """
    found = scope.anywhere.conversations()
    return found.filter(Q(post__in=posts) | Q(merged__post__in=posts)).distinct()


def under_posts(scope: Scope) -> QuerySet[Conversation]:
    """Those under the posts of the period."""
    return under(scope, posts_of(scope))


def asking_under(scope: Scope, *tags: str) -> QuerySet[Conversation]:
    """Those in which somebody asked or complained."""
    found = Sample.objects.filter(kind__in=ASKING, conversation_id__in=under_posts(scope).values("pk"))
    found = found.filter(tag__in=tags) if tags else found
    return scope.anywhere.conversations().filter(pk__in=found.values("conversation_id"))


ONLY: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "": ((), ()),
    "questions": ((Kind.QUESTION,), ()),
    "complaints": ((Kind.COMPLAINT,), ()),
    "unanswered": (ASKING, (Tag.WAITING,)),
}
"""Which of the conversations under a post: kinds and tags of their samples; of none, all."""


def under_only(scope: Scope, posts: QuerySet[Post], only: str) -> QuerySet[Conversation]:
    """Those under these posts behind one number of theirs; raises KeyError for a word that ONLY has not."""
    kinds, tags = ONLY[only]
    found = under(scope, posts)
    if not kinds:
        return found
    samples = Sample.objects.filter(kind__in=kinds).order_by()
    samples = samples.filter(tag__in=tags) if tags else samples
    return found.filter(pk__in=samples.values("conversation_id"))


def unanswered_under(scope: Scope) -> QuerySet[Conversation]:
    """Those in which somebody who asked or complained still waits."""
    return asking_under(scope, Tag.WAITING)


def asked_under_posts(scope: Scope) -> Number:
    """Conversations under our own posts of this period in which somebody asked something or complained
    (whose tone is negative), whoever holds them now and whenever they were written.
    """
    count = asking_under(scope).count()
    return Number(count, count)


def unanswered_under_posts(scope: Scope) -> Number:
    """Of the conversations under our own posts of this period in which somebody asked something or
    complained, those in which one of these messages waits for our answer now.
    """
    return share(unanswered_under(scope).count(), asking_under(scope).count())


def echoes(scope: Scope, posts: QuerySet[Post]) -> dict[int, Echo]:
    """What each of these posts led to, by its number; two queries, however many."""
    home = dict(under(scope, posts).values_list("pk", "post_id"))
    ids = set(posts.values_list("pk", flat=True))
    for part, survivor in (
        Conversation.objects.filter(post__in=ids).exclude(survivor=None).values_list("post_id", "survivor_id")
    ):
        if survivor in home and home[survivor] not in ids:
            home[survivor] = part
    counts: dict[int, dict[str, int]] = {}
    rows = (
        Sample.objects.filter(conversation_id__in=home, kind__in=(*ASKING, Kind.TONE))
        .order_by()
        .values("conversation_id", "kind", "tag")
        .annotate(count=Count("pk"))
    )
    for row in rows:
        post = home[row["conversation_id"]]
        mine = counts.setdefault(post or 0, {})
        for name in _names(row["kind"], row["tag"]):
            mine[name] = mine.get(name, 0) + row["count"]
    for post, waiting in _waiting(home).items():
        counts.setdefault(post, {})["unanswered"] = waiting
    return {post: Echo(**mine) for post, mine in counts.items()}


def _names(kind: str, tag: str) -> list[str]:
    if kind == Kind.TONE:
        return ([] if tag == UNKNOWN else ["heard"]) + (["negative"] if tag == NEGATIVE else [])
    return ["questions" if kind == Kind.QUESTION else "complaints"]


def _waiting(home: Mapping[int, int | None]) -> dict[int, int]:
    """Messages that wait, a complaint that asks something once."""
    found: dict[int, int] = {}
    rows = Sample.objects.filter(conversation_id__in=home, kind__in=ASKING, tag=Tag.WAITING).order_by()
    for place, _at in set(rows.values_list("conversation_id", "at")):
        post = home[place] or 0
        found[post] = found.get(post, 0) + 1
    return found


def span_of(post: Post, now: datetime | None = None) -> timedelta:
    """How long a post is looked at: since it was published, two weeks at most."""
    return min(max((now or timezone.now()) - post.sent_at, timedelta(hours=1)), timedelta(days=BASELINE_DAYS))


def negative_shares(scope: Scope, post: Post) -> tuple[Number, Number]:
    """Of what people wrote under a post in its first two weeks the share that sounds negative, and the
    same of everything else that they wrote to its channel in as long a time right before it; whichever
    department holds it now.
    """
    span = span_of(post)
    here = under(scope, posts_ever(scope).filter(pk=post.pk))
    seen = scope.anywhere.conversations().filter(channel_id=post.channel_id)
    mine = _negative(post.sent_at, post.sent_at + span, Q(conversation_id__in=here.values("pk")))
    rest = Q(channel_id=post.channel_id, conversation_id__in=seen.values("pk")) & ~Q(
        conversation_id__in=here.values("pk")
    )
    return mine, _negative(post.sent_at - span, post.sent_at, rest)


def _negative(since: datetime, until: datetime, where: Q) -> Number:
    tones = Sample.objects.filter(where, kind=Kind.TONE, at__gte=since, at__lt=until).exclude(tag=UNKNOWN).order_by()
    found = tones.aggregate(negative=Count("pk", filter=Q(tag=NEGATIVE)), heard=Count("pk"))
    return share(found["negative"], found["heard"], least=ENOUGH)


def latest(posts: QuerySet[Post]) -> QuerySet[Post]:
    """In the order of a page."""
    return posts.select_related("channel").order_by("-sent_at", "-pk")
