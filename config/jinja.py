"""The Jinja2 environment of all our pages.

An app adds names and filters to pages by a module `jinja.py` of its own with
`GLOBALS` and `FILTERS` (dictionaries); it is found by itself.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import module_has_submodule
from jinja2 import Environment, StrictUndefined

OWN_APPS = ("accounts", "inbox", "routing", "reports")


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The path of a named address: `url("inbox:conversation", 7)`."""
    return reverse(name, args=args, kwargs=kwargs)


def environment(**options: Any) -> Environment:
    """Build the environment; a name that does not exist is an error, never an empty string.

    Addresses of files are worked out once for each process: a list of fifty rows asks for some ninety.
    """
    made = Environment(**(options | {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}))
    made.add_extension("jinja2.ext.i18n")
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals |= {"url": url, "static": cache(static), "get_messages": get_messages}
    for label in OWN_APPS:
        if module_has_submodule(apps.get_app_config(label).module, "jinja"):
            pieces = import_module(f"{label}.jinja")
            made.globals |= getattr(pieces, "GLOBALS", {})
            made.filters |= getattr(pieces, "FILTERS", {})
    return made
