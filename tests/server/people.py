"""Members of organisations for tests, and browsers in which they are signed in."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from genklang.server.organisation.models import Membership, Organisation, Role, Unit, User

PASSWORD = "en mycket lång mening om ingenting"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def add_member(
    organisation: Organisation, *roles: Role, email: str = "", unit: Unit | None = None, language: str = "sv"
) -> User:
    """Make somebody who holds the roles in the organisation."""
    word = roles[0] if len(roles) == 1 else "all"
    address = email or f"{word}@{organisation.code}.example".replace("_", "-")
    user = User.objects.create_user(address, address.split("@")[0].replace(".", " ").title(), PASSWORD, language)
    for role in roles:
        Membership.objects.create(user=user, organisation=organisation, role=role, unit=unit)
    return user


def sign_in(user: User, *, second_factor: bool = False) -> Client:
    """Return a browser in which the user is signed in, with a second factor if wished."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    if second_factor:
        if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            TOTP.activate(user, generate_totp_secret())
        session = client.session
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
        session.save()
    return client
