"""E-mail by SMTP. Sender, subject and envelope say nothing of social services."""

import smtplib
from typing import Final

from django.core.mail import EmailMessage

from genklang.server.fieldwork.channel import Channel, Outgoing, Refused

PERMANENT: Final = 500
"""SMTP replies from here on will not change by trying again."""


def send_email(message: Outgoing) -> None:
    """Hand one mail to the mail server; raises Refused where it is not taken."""
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": message.language}
    if message.stop:
        headers |= {"List-Unsubscribe": f"<{message.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMessage(message.subject, message.text, to=[message.to], headers=headers)
    if message.bounce:
        mail.extra_headers["From"] = mail.from_email
        mail.from_email = message.bounce
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = max(reply for reply, _ in error.recipients.values())
        raise Refused(f"SMTP {code}", for_good=code >= PERMANENT) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Refused(type(error).__name__, for_good=False) from error


part = Channel("email", reaches="email", personal=True, send=send_email)
