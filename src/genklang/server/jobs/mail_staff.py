"""The use case: mails to staff, each with a link made when it is sent; no link is stored, only its hash."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django_tasks import task

from genklang.server import texts
from genklang.server.organisation.models import Invitation, User
from genklang.server.organisation.operations.members import renew_token
from genklang.server.organisation.user_manager import fold_email


@task()
def mail_password_reset(email: str) -> None:
    """Mail a link to choose a new password, where the address is that of somebody who may sign in."""
    user = User.objects.filter(email=fold_email(email), is_active=True).first()
    if user is not None and user.has_usable_password():
        key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
        address = reverse("account_reset_password_from_key", args=key.split("-", 1))
        _send(user.email, user.language, "password_reset", name=user.name, link=settings.BASE_URL + address)


@task()
def mail_invitation(invitation_id: int) -> None:
    """Mail a link to accept an invitation, unless it has been accepted or withdrawn meanwhile."""
    invitation = Invitation.objects.select_related("organisation").filter(pk=invitation_id).first()
    if invitation is not None:
        address = reverse("invitation", args=[renew_token(invitation)])
        _send(
            invitation.email,
            invitation.language,
            "invitation",
            name=invitation.name,
            organisation=invitation.organisation.name,
            role=texts.say(invitation.language, f"staff/members.roles.{invitation.role}"),
            link=settings.BASE_URL + address,
        )


def _send(email: str, language: str, key: str, **values: str) -> None:
    """Send one mail; line breaks in a value cannot become headers, since the subject holds none of them."""
    subject = texts.say(language, f"messages/staff.{key}.subject")
    text = texts.say(language, f"messages/staff.{key}.text", **values)
    EmailMessage(subject, text, to=[email]).send()
