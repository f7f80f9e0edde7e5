"""Our own posts, for programs: those of a period, how one fared, and what people asked under it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.addresses import problems
from accounts.api.shapes import Explained, Listed, page_of
from inbox.api.conversations import ConversationShape
from inbox.filters import Cursor
from inbox.models import Post
from reports.api.asked import ReportAsked, by_of, read, whole
from reports.api.metrics import NEEDS, ReportDoor, page_of_rows
from reports.api.shapes import CountShape, EchoShape, EngagementShape, NumberShape
from reports.asked import Asked
from reports.metrics import posts as measured
from reports.scope import Scope

ROW = ("id", "text", "url", "sent_at", "removed_at")


class PostShape(Explained):
    """One of our own posts that answer nobody; `engagement` is null where its network tells no counts."""

    meanings: ClassVar = {
        "channel": "Where it stands.",
        "text": "What it says.",
        "url": "Where it stands on the network.",
        "sent_at": "When it was published.",
        "echo": "What it led to.",
        "page": "Its report, for people who are signed in.",
    }

    id = serializers.IntegerField()
    channel = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    sent_at = serializers.DateTimeField()
    removed_at = serializers.DateTimeField(allow_null=True, help_text="When it was seen to be taken down.")
    engagement = EngagementShape(allow_null=True, help_text="The latest count.")
    echo = EchoShape()
    page = serializers.CharField()
    conversations = serializers.CharField(help_text="Those under it, as a list for programs.")


class PostReportShape(PostShape):
    """One post for its whole life.

    `negative` is of what was written under it in its first two weeks, `baseline` of everything else that was
    written to its channel in as long a time right before it.
    """

    meanings: ClassVar = {
        "negative": "Of what was written under it in its first two weeks.",
        "baseline": "Of everything else on its channel in as long a time right before.",
    }

    reach = serializers.IntegerField(help_text="Followers of everybody who wrote under it, each person once.")
    people = serializers.IntegerField(help_text="How many people that is.")
    negative = NumberShape()
    baseline = NumberShape()
    counts = CountShape(many=True, help_text="Each count by its network, the earliest first.")


class PostsAsked(ReportAsked, Listed):
    """Days on which they were published, on which channels."""


class UnderAsked(ReportAsked, Listed):
    """And those of one number of the post only."""

    only = serializers.ChoiceField(
        choices=[key for key in measured.ONLY if key], required=False, help_text="Without, all conversations under it."
    )


class PostsDoor(ReportDoor):
    """Our own posts of a period."""

    @extend_schema(
        operation_id="posts_list",
        summary="List our own posts, with what each led to",
        description=(
            "Published on these days, the newest first; those that were taken down since are among them. With a "
            "department, those on its channels." + NEEDS
        ),
        parameters=[PostsAsked],
        responses={200: page_of("Posts", PostShape), **problems()},
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        """One page of them."""
        given, asked = read(request, PostsAsked)
        scope, limit = asked.scope(by_of(request)), given["limit"]
        found = list(_behind(measured.latest(measured.posts_of(scope)), given.get("after", ""))[: limit + 1])
        rows = found[:limit]
        following = str(Cursor(rows[-1].sent_at, rows[-1].pk)) if len(found) > limit else None
        return Response({"items": PostShape(_told(rows, scope, asked), many=True).data, "next": following})


class PostDoor(ReportDoor):
    """One of our own posts."""

    @extend_schema(
        operation_id="posts_get",
        summary="Read how one of our own posts fared",
        description="For its whole life: the days that are asked for choose nothing." + NEEDS,
        parameters=[ReportAsked],
        responses={200: PostReportShape, **problems()},
        tags=["reports"],
    )
    def get(self, request: Request, pk: int) -> Response:
        """It."""
        _given, asked = read(request, ReportAsked)
        scope = asked.scope(by_of(request))
        post = _post(scope, pk)
        reach, people = measured.reach_of(scope, _only(scope, post.pk))
        negative, baseline = measured.negative_shares(scope, post)
        (told,) = _told([post], scope, asked)
        more = {
            **{"reach": reach, "people": people, "negative": negative, "baseline": baseline},
            "counts": [{"at": at, "counted": counted} for at, counted in measured.over_time(post)],
        }
        return Response(PostReportShape(told | more).data)


class UnderDoor(ReportDoor):
    """What people wrote under one of our own posts."""

    @extend_schema(
        operation_id="posts_conversations",
        summary="List the conversations under one of our own posts",
        description=(
            "The newest first, whichever department holds them now. `only` are those behind one number: in which "
            "somebody asked, complained, or still waits." + NEEDS
        ),
        parameters=[UnderAsked],
        responses={200: page_of("UnderPost", ConversationShape), **problems()},
        tags=["reports"],
    )
    def get(self, request: Request, pk: int) -> Response:
        """One page of them."""
        given, asked = read(request, UnderAsked)
        scope = asked.scope(by_of(request))
        found = measured.under_only(scope, _only(scope, _post(scope, pk).pk), given.get("only", ""))
        return Response(page_of_rows(found, given, request))


def _post(scope: Scope, pk: int) -> Post:
    """One that they may see; raises Http404."""
    found: Post = get_object_or_404(measured.posts_ever(scope), pk=pk)
    return found


def _only(scope: Scope, *ids: int) -> QuerySet[Post]:
    return measured.posts_ever(scope).filter(pk__in=ids)


def _behind(rows: QuerySet[Post], after: str) -> QuerySet[Post]:
    """Those that come after a place; raises ValidationError for what is none."""
    if not after:
        return rows
    place = Cursor.read(after)
    if place is None:
        raise ValidationError({"after": [_("This is no place in this list. Take `next` of the page before.")]})
    return rows.filter(Q(sent_at__lt=place.moment) | Q(sent_at=place.moment, pk__lt=place.pk))


def _told(rows: Iterable[Post], scope: Scope, asked: Asked) -> list[dict[str, Any]]:
    """What each led to; as many queries for many as for one."""
    known = {row.pk: row for row in rows}
    engaged = measured.engagements((row.channel_id, row.external_id) for row in known.values())
    echoes = measured.echoes(scope, _only(scope, *known))
    return [
        {
            **{name: getattr(row, name) for name in ROW},
            "channel": row.channel_id,
            "engagement": engaged.get((row.channel_id, row.external_id)),
            "echo": echoes.get(pk, measured.Echo()),
            "page": whole(reverse("reports:post", args=[pk]) + asked.written()),
            "conversations": whole(reverse("reports-api:post-conversations", args=[pk]) + asked.written()),
        }
        for pk, row in known.items()
    ]
