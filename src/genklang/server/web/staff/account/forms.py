"""The forms of sign-in and of one's own account."""

from typing import Any, ClassVar

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.conf import settings
from django.http import HttpRequest

from genklang.server.jobs.mail_staff import mail_password_reset
from genklang.server.organisation.models import User
from genklang.server.web.staff.account.adapter import say_account, say_later
from genklang.server.web.staff.fields import LineField


def _relabel(form: forms.Form, *names: str) -> None:
    """Give fields our labels, and take away what stands in them as if it were a label."""
    for name in names:
        field = form.fields[name]
        field.label = say_account(f"fields.{name}")
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)


class SignInForm(account_forms.LoginForm):  # type: ignore[misc]
    """Address and password."""

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401 (allauth's)
        super().__init__(*args, **values)
        _relabel(self, "login", "password")
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class AskResetForm(account_forms.ResetPasswordForm):  # type: ignore[misc]
    """The address that a link is mailed to, if it is an account's."""

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        _relabel(self, "email")

    def clean_email(self) -> str:
        """Return the address; whether it is anybody's is looked up later, by the job that mails."""
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **values: object) -> str:  # noqa: ARG002 (allauth's signature)
        """Order the mail: the same work, in the same time, for an address that nobody has."""
        mail_password_reset.enqueue(self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


class SetPasswordForm(account_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice, by somebody who followed the link."""

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        _relabel(self, "password1", "password2")
        self.fields["password1"].help_text = say_account("password_help")


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]
    """The old password, and a new one twice."""

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        _relabel(self, "oldpassword", "password1", "password2")
        self.fields["password1"].help_text = say_account("password_help")


class ConfirmForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something important."""

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        _relabel(self, "password")


class _CodeForm(forms.Form):
    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        _relabel(self, "code")
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "short"}


class CodeForm(_CodeForm, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """The code at sign-in."""


class ConfirmCodeForm(_CodeForm, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """The code once more, before something important."""


class FirstCodeForm(_CodeForm, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code, which shows that the telephone has read the secret."""


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name and language."""

    name = LineField(max_length=120, label=say_later("fields.name"))

    class Meta:  # noqa: D106 (Django's word)
        model = User
        fields: ClassVar = ["name", "language"]
        labels: ClassVar = {"language": say_later("fields.language")}
        widgets: ClassVar = {"language": forms.Select(choices=settings.LANGUAGES)}
