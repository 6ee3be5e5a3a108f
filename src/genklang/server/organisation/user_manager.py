"""Makes users; an e-mail address is one address whatever its capitals or look-alike letters."""

import unicodedata
from typing import Any

from django.contrib.auth.models import BaseUserManager


class UserManager(BaseUserManager[Any]):
    """The way to make and find users."""

    def create_user(self, email: str, name: str, password: str | None = None, language: str = "sv") -> Any:  # noqa: ANN401 (the model that the manager is of)
        """Make a user; without a password nobody can sign in as them yet."""
        user = self.model(email=fold_email(email), name=name, language=language)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> Any:  # noqa: ANN401
        """Find a user by e-mail address."""
        return self.get(email=fold_email(username or ""))


def fold_email(email: str) -> str:
    """Return the address as it is stored and compared: compatibility forms and capitals folded away."""
    return unicodedata.normalize("NFKC", email).strip().casefold()
