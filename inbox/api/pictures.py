"""The picture of a draft, for programs: put to it as JSON takes it, and read as it was put."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.resources import Act, Look
from accounts.api.shapes import Strict
from accounts.models import Member
from inbox.actions import draft
from inbox.actions.draft import Picture
from inbox.forms import picture_in
from inbox.models import Draft
from inbox.presenters.submitted import is_shown

LONGEST = 9 * 1024 * 1024
"""Characters of Base64, a little less than a body may have."""


class Attaching(Strict):
    """The picture that goes along, or null for none."""

    picture = serializers.CharField(
        allow_null=True,
        max_length=LONGEST,
        trim_whitespace=False,
        help_text="JPEG, PNG, WebP or GIF, as Base64; null takes it off. At most about 6.5 MB.",
    )

    def validate_picture(self, value: str | None) -> Picture | None:
        """Checked as the page checks it; raises ValidationError with a sentence."""
        if value is None:
            return None
        try:
            data = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise serializers.ValidationError(_("This is no Base64.")) from error
        try:
            return picture_in(data)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class PictureShape(serializers.Serializer[Any]):
    """The picture that goes along with a draft."""

    media_type = serializers.CharField(help_text="Such as image/png.")
    alt = serializers.CharField(allow_blank=True, help_text="What it shows, for those who don't see it: `image_alt`.")
    picture = serializers.CharField(help_text="As Base64.")


def _picture(row: Draft, by: Member) -> dict[str, Any]:
    if not row.image or not (row.author_id == by.pk or is_shown(row)):
        raise Http404
    return {
        "media_type": row.image_type,
        "alt": row.image_alt,
        "picture": base64.b64encode(bytes(row.image)).decode("ascii"),
    }


ATTACH = Act("draft.write", draft.attach, Attaching, word="attach")
PICTURE = Look(
    "picture", PictureShape, _picture, "The picture of a draft: one's own, or as it was submitted to be looked at."
)
