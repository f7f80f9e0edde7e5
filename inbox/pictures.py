"""The picture of a draft, and what identifies it; pure."""

from __future__ import annotations

import hashlib
from typing import Any

from inbox.models import Draft


def picture_of(draft: Draft) -> dict[str, Any]:
    """What identifies the picture that goes along; empty without one."""
    if not draft.image:
        return {}
    digest = hashlib.sha256(bytes(draft.image)).hexdigest()
    return {"digest": digest, "type": draft.image_type, "alt": draft.image_alt}
