"""Media of strangers, from our own address: no browser of ours ever asks a stranger for anything."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.actors import INTAKE
from inbox.actions.media import ask_media
from inbox.forms import PICTURE_TYPES
from inbox.models import Contact, Conversation, Draft, Handle, Media, Message
from inbox.models.draft import DraftKind
from inbox.models.media import MediaState
from inbox.presenters.submitted import is_shown
from inbox.presenters.texts import web_address
from inbox.views.answers import member_of

ENDINGS = {
    "video/mp4": "mp4",
    "video/webm": "webm",
    "audio/mpeg": "mp3",
    "application/ogg": "ogg",
    "application/pdf": "pdf",
}
ALONE = "default-src 'none'; sandbox"
"""Whatever a file turns out to be: it runs nothing, and is of no origin of ours."""


@login_required
@require_safe
def media(request: HttpRequest, message_id: int, place: int) -> HttpResponseBase:
    """What came with a message that the member may see; 202 while it is being fetched."""
    seen = Message.objects.filter(conversation__in=Conversation.objects.visible_to(member_of(request)))
    message: Message = get_object_or_404(seen.select_related("channel"), pk=message_id)
    if place >= len(message.attachments):
        raise Http404
    return _shown(request, message.channel.network, message.attachments[place].get("url"))


@login_required
@require_safe
def face(request: HttpRequest, handle_id: int) -> HttpResponseBase:
    """The picture of somebody who wrote where the member may read."""
    handle: Handle = get_object_or_404(Handle, pk=handle_id)
    if not Contact.objects.visible_to(member_of(request)).filter(pk=handle.contact_id).exists():
        raise Http404
    return _shown(request, handle.network, handle.avatar_url)


@login_required
@require_safe
def draft_picture(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What goes along with a reply that has not left: one's own, or as it was submitted to be looked at."""
    member = member_of(request)
    visible = Conversation.objects.visible_to(member).order_by()
    draft: Draft = get_object_or_404(Draft, pk=draft_id, conversation__in=visible, kind=DraftKind.REPLY)
    may_see = draft.author_id == member.pk or is_shown(draft)
    if not may_see or not draft.image or draft.image_type not in PICTURE_TYPES.values():
        raise Http404
    response = HttpResponse(bytes(draft.image), content_type=draft.image_type)
    response["Cache-Control"] = "private, no-store"
    return _harmless(response)


def _shown(request: HttpRequest, network: str, given: object) -> HttpResponseBase:
    source = web_address(given)
    if not source:
        raise Http404
    row = ask_media(network, source, by=INTAKE)
    if row.state == MediaState.KEPT:
        return _file(request, row)
    if row.state == MediaState.FAILED:
        # A picture in a page is told so without an error in the browser's log.
        return HttpResponse(status=204) if "small" in request.GET else _gone(request)
    return _wait(request)


def _file(request: HttpRequest, row: Media) -> HttpResponseBase:
    small = row.is_picture and "small" in request.GET
    name = row.small_file if small else row.file
    ending = "webp" if row.is_picture else ENDINGS.get(row.media_type, "bin")
    response = FileResponse(
        default_storage.open(name),
        content_type=row.media_type,
        as_attachment=not row.is_picture,
        filename=f"{row.key[:12]}.{ending}",
    )
    response["Cache-Control"] = "private, max-age=3600"
    return _harmless(response)


def _harmless[R: HttpResponseBase](response: R) -> R:
    """It is what it says it is, and nothing else comes of it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ALONE
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "inbox/media_gone.html", status=404)


def _wait(request: HttpRequest) -> HttpResponse:
    """A worker is at it: pictures ask again by script, people by a page that loads itself anew."""
    response = render(request, "inbox/media_waiting.html", status=202)
    response["Retry-After"] = response["Refresh"] = "2"
    response["Cache-Control"] = "no-store"
    return response
