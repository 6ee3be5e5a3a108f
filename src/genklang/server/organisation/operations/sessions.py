"""Ends sessions."""

from django.db.models import F

from genklang.server.organisation.models import User


def end_sessions(user: User) -> None:
    """End every session of the user: each is refused at its next request."""
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    user.refresh_from_db(fields=["epoch"])
