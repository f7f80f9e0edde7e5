"""allauth's forms in our words: labels above the fields, no placeholders, no links inside help texts."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext_lazy as _

from accounts.whole_sentences import WholeSentences

LABELS = {
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password, again"),
    "code": _("Code"),
}


class _Plain(WholeSentences):
    """Takes away what our form fields say elsewhere."""

    def plainly(self) -> None:
        """Labels in our words, and what a password must be in sentences where allauth has a list of HTML."""
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            if "<ul" in str(field.help_text):
                field.help_text = " ".join(password_validators_help_texts())
            elif "<a " in str(field.help_text):
                field.help_text = ""


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
    """The password once more; the link below it is the way on for who has forgotten it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"].widget.attrs.pop("placeholder", None)


class NewPasswordForm(_Plain, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """The password that takes the place of a forgotten one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plainly()


class CodeForm(_Plain, mfa.AuthenticateForm):  # type: ignore[misc]
    """A code of the second factor, at the door."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plainly()


class CodeAgainForm(_Plain, mfa.ReauthenticateForm):  # type: ignore[misc]
    """A code of the second factor once more."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plainly()


class AppForm(_Plain, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plainly()
