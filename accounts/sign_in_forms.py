"""allauth's forms in our words: labels above the fields, no placeholders, no links inside help texts."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext_lazy as _

from accounts.whole_sentences import WholeSentences


class _Plain(WholeSentences):
    """Takes away what our form fields say elsewhere."""

    def plainly(self) -> None:
        """Labels only, and what a password must be in sentences, where allauth has a list or a link."""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if "<ul" in str(field.help_text):
                field.help_text = " ".join(password_validators_help_texts())
            elif "<a " in str(field.help_text):
                field.help_text = ""


def _name_new(fields: dict[str, Any]) -> None:
    fields["password1"].label = _("New password")
    fields["password2"].label = _("New password, again")


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
        self.fields["oldpassword"].label = _("Password until now")
        _name_new(self.fields)
        self.plainly()


class NewPasswordForm(_Plain, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """The password that takes the place of a forgotten one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _name_new(self.fields)
        self.plainly()


class ProofForm(_Plain, allauth.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plainly()


class CodeForm(_Plain, mfa.AuthenticateForm):  # type: ignore[misc]
    """A code at the door."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plainly()


class ProofCodeForm(_Plain, mfa.ReauthenticateForm):  # type: ignore[misc]
    """A code once more."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plainly()


class AppForm(_Plain, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].label = _("Code")
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
