"""How allauth behaves here: nobody signs up, messages are ours, addresses stay hidden, secrets lie encrypted."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import PurePath
from typing import Any, Final

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import lazy
from django.utils.translation import get_language

from genklang.server import texts
from genklang.server.organisation.models import User
from genklang.server.organisation.operations import log_account
from genklang.server.organisation.user_manager import fold_email
from genklang.server.web.address import hide_address


def say_account(key: str) -> str:
    """Return words of the account pages in the language of the page."""
    return texts.say(get_language() or "en", f"staff/account.{key}")


say_later = lazy(say_account, str)
ERRORS: Final = {
    name: say_later(f"problems.{name}")
    for name in (
        "email_password_mismatch",
        "incorrect_code",
        "incorrect_password",
        "enter_current_password",
        "invalid_password_reset",
        "too_many_login_attempts",
        "rate_limited",
        "account_inactive",
        "same_as_current",
    )
}
TOLD: Final = {"password_changed", "totp_activated", "totp_deactivated"}
"""What allauth has to say that is worth a message."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by address and password, of people who were invited."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ERRORS}  # noqa: RUF012 (the base class has it so)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        """Nobody signs up by themselves."""
        return False

    def clean_email(self, email: str) -> str:
        """Return the address as it is stored."""
        return fold_email(email)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return a stand-in: limits need to know who is the same, not who it is."""
        return hide_address(request)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Return whether the password is the user's, within the same limits as at sign-in."""
        return bool(self.authenticate(context.request, email=user.email, password=password) == user)

    def set_password(self, user: User, password: str) -> None:
        """Set the password, which ends every other session, and log it."""
        with transaction.atomic():
            super().set_password(user, password)
            log_account(user, "account.password_changed", user)

    def add_message(  # noqa: PLR0917 (allauth's signature)
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what was done in our words, where it is worth saying."""
        del message_context, message
        told = PurePath(message_template or "").stem
        if told in TOLD:
            messages.add_message(request, level, say_account(f"done.{told}"), extra_tags=extra_tags)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """One-time codes, whose secrets a copy of the database does not give away."""

    error_messages = {  # noqa: RUF012
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": say_later("problems.incorrect_code"),
        "cannot_generate_recovery_codes": say_later("problems.cannot_generate_recovery_codes"),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return _ring().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret."""
        return _ring().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """Return the code that the telephone reads."""
        picture = BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", scale=4, border=4, light="#fff", xmldecl=False)
        return picture.getvalue().decode()


def _ring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _keys() -> Iterator[bytes]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield urlsafe_b64encode(sha256(b"genklang.second-factor" + secret.encode()).digest())


def name_account(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """Return the account that a sign-in is for: what failures are counted by, whether or not there is such a one."""
    typed = (credentials or {}).get("email") or (request.POST.get("login", "") if request else "")
    return fold_email(str(typed))


def locked_out(request: HttpRequest, response: HttpResponse, credentials: object) -> HttpResponse:  # noqa: ARG001
    """Return the page shown after too many failures; the same whether or not the account exists."""
    return render(request, "account/locked_out.html", status=429)
