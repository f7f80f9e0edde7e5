"""Names as search compares them: small letters without accents."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Func


class Folded(Func):
    """Several columns as one folded text: "Émile ZOLA" with "@zola" is "emile zola @zola".

    The database function comes with migration 0014; indexes are made on exactly this.
    """

    function = "inbox_folded"
    arg_joiner = " || ' ' || "
    output_field: ClassVar[Any] = models.TextField()
