"""What the views of the inbox share: who asks, which conversation, and how an act is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from accounts.away import away_now, away_sentence
from accounts.errors import Refused
from accounts.models import Member
from inbox.doing import last_act
from inbox.filters import ListQuery
from inbox.models import Conversation


def member_of(request: HttpRequest) -> Member:
    """The signed-in member (views behind login_required)."""
    assert isinstance(request.user, Member)  # noqa: S101
    return request.user


def conversation_or_404(request: HttpRequest, pk: int) -> Conversation:
    """What the member may see, also by a number that leads to it; anything else does not exist."""
    related = ("author__contact", "assignee", "department", "channel", "post")
    visible = Conversation.objects.visible_to(member_of(request)).defer("channel__credentials")
    related_ones = visible.select_related(*related)
    found = related_ones.filter(pk=pk).first() or related_ones.known_as(pk).first()
    if found is None:
        raise Http404
    return found


def kept_query(request: HttpRequest) -> ListQuery:
    """The list the member came from: in a form's field `back`, else in the address."""
    back = request.POST.get("back", "")
    if back.startswith("?"):
        return ListQuery.parse(back)
    return ListQuery.read(request.GET)


def fragment(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A piece of a page; never taken for the page itself by a cache."""
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def to_conversation(pk: int, query: ListQuery) -> HttpResponseRedirect:
    """Show it, beside the same list."""
    return HttpResponseRedirect(reverse("inbox:conversation", args=[pk]) + query.written())


def to_writing(pk: int, query: ListQuery, **asked: str) -> HttpResponseRedirect:
    """Show it with the composer, which says what it has to decide."""
    kept = query.written()
    address = f"{reverse('inbox:conversation', args=[pk])}{kept}{'&' if kept else '?'}{urlencode(asked)}#composer"
    return HttpResponseRedirect(address)


def attempt(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do it, or say in a toast why it was refused."""
    try:
        act()
    except Refused as error:
        messages.error(request, str(error))
        return False
    return True


def say(request: HttpRequest, text: str, *, undo: str = "", until: str = "", counts: str = "") -> None:
    """Tell in a toast what was done, with the way back where there is one; `counts` as inbox.jinja.ToastWay."""
    named = {"until": until, "counts": counts, "undo": undo}
    tags = " ".join(f"{name}:{value}" for name, value in named.items() if value)
    messages.success(request, text, extra_tags=tags)


def absent(members: Iterable[int]) -> list[str]:
    """Of those who are away a sentence each, for whoever counts on them."""
    return [away_sentence(row) for row in away_now(among=members).values()]


def joined(said: str, more: Iterable[str]) -> str:
    """Several sentences in one toast."""
    return " ".join([said, *more])


def act_on(
    request: HttpRequest, conversation: Conversation, act: Callable[[], object], said: str | Callable[[], str]
) -> bool:
    """Do it and say so, with the way back where the act left one; or say why it was refused.

    What is said may depend on what came of it: then it is asked for afterwards.
    """
    member = member_of(request)
    before = last_act(member, conversation.pk)
    if not attempt(request, act):
        return False
    said = said if isinstance(said, str) else said()
    done = last_act(member, conversation.pk)
    if done is not None and done != before and _still_seen(member, conversation, done.verb):
        say(request, said, undo=undo_address(request, conversation.pk, done.pk))
    else:
        say(request, said)
    return True


def undo_address(request: HttpRequest, pk: int, act: int) -> str:
    """Where that act is taken back; it also knows the list one came from."""
    kept = kept_query(request).written()
    return f"{reverse('inbox:undo', args=[pk])}{kept}{'&' if kept else '?'}act={act}"


def _still_seen(member: Member, conversation: Conversation, verb: str) -> bool:
    """Moved to a closed department it may be out of sight."""
    if verb != "conversation.move":
        return True
    return Conversation.objects.visible_to(member).filter(pk=conversation.pk).exists()
