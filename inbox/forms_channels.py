"""What is asked for when a channel is connected or changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department
from accounts.whole_sentences import WholeSentences
from inbox.channels.base import Connector, Field
from inbox.models import Channel

LONGEST_ANSWER = 2000


class CredentialsForm(WholeSentences, forms.Form):
    """The fields a connector asks for; secrets are never written into a page."""

    def __init__(
        self, connector: type[Connector], data: Any = None, *, known: Mapping[str, Any] | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.connector = connector
        for asked in connector.settings_fields:
            self.fields[asked.name] = _field(asked, (known or {}).get(asked.name, asked.default))

    def settings(self) -> dict[str, str]:
        """What was typed into fields that hold no secret; an empty one means the default."""
        asked = [field for field in self.connector.settings_fields if not field.secret]
        return {field.name: self.cleaned_data[field.name] or field.default for field in asked}

    def credentials(self) -> dict[str, str]:
        """The secrets."""
        asked = [field for field in self.connector.settings_fields if field.secret]
        return {field.name: self.cleaned_data[field.name] for field in asked}


class PlaceForm(WholeSentences, forms.Form):
    """What every channel needs: a name, a holder, and who may see what arrives."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    default_department = forms.ModelChoiceField(
        Department.objects.none(),
        label=gettext_lazy("Department"),
        empty_label=gettext_lazy("Choose a department"),
        help_text=gettext_lazy("Holds every conversation from its first moment until it is moved."),
        error_messages={"invalid_choice": gettext_lazy("Choose a department from the list.")},
    )
    is_closed = forms.BooleanField(
        label=gettext_lazy("Closed: only the department that holds a conversation sees it"), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["default_department"].queryset = Department.objects.active()  # type: ignore[attr-defined]


class ConnectForm(CredentialsForm, PlaceForm):
    """Everything at once, for a new channel."""

    def __init__(self, connector: type[Connector], data: Any = None, **options: Any) -> None:
        super().__init__(connector, data, **options)
        name = self.fields["name"]
        name.required = not connector.settings_fields
        if not name.required:
            name.help_text = _("Left empty, the account’s own name is used.")
        self.order_fields([field.name for field in connector.settings_fields])


class ChangeForm(PlaceForm):
    """What can be changed without signing in anew."""

    def __init__(self, channel: Channel, data: Any = None) -> None:
        known = {name: getattr(channel, name) for name in ("name", "is_closed")}
        super().__init__(data, initial={**known, "default_department": channel.default_department_id})
        departments = Department.objects.active() | Department.objects.filter(pk=channel.default_department_id)
        self.fields["default_department"].queryset = departments  # type: ignore[attr-defined]


def _field(asked: Field, initial: Any) -> forms.Field:
    secret = forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}, render_value=False)
    plain = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(
        label=_(asked.label),
        help_text=_(asked.help) if asked.help else "",
        required=asked.required,
        max_length=LONGEST_ANSWER,
        strip=not asked.secret,
        initial="" if asked.secret else initial,
        widget=secret if asked.secret else plain,
    )
