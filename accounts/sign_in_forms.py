"""allauth's forms in our words: labels above the fields, no placeholders, no links inside help texts."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django.utils.translation import gettext_lazy as _

from accounts.whole_sentences import WholeSentences


class _Plain(WholeSentences):
    """Takes away what our form fields say elsewhere."""

    def plainly(self) -> None:
        """Labels only."""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = "" if "<a " in str(field.help_text) else field.help_text


class SignInForm(_Plain, allauth.LoginForm):  # type: ignore[misc]
    """E-mail and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].label = _("E-mail")
        self.plainly()


class ResetForm(_Plain, allauth.ResetPasswordForm):  # type: ignore[misc]
    """Where to mail the link."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = _("E-mail")
        self.plainly()


class ChangeForm(_Plain, allauth.ChangePasswordForm):  # type: ignore[misc]
    """The old password and the new one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plainly()


class AddressForm(_Plain, allauth.AddEmailForm):  # type: ignore[misc]
    """The new address."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = _("New e-mail")
        self.plainly()


class ShowAgainForm(WholeSentences, allauth.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class NewPasswordForm(_Plain, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """The password that takes the place of a forgotten one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plainly()
