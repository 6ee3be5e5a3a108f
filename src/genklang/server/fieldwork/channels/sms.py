"""Text messages through an HTTP gateway (see docs/how-to/text-messages.md)."""

from http import HTTPStatus

import httpx
from django.conf import settings

from genklang.server.fieldwork.channel import Channel, Outgoing, Refused


def send_sms(message: Outgoing) -> None:
    """Post one text message to the gateway; raises Refused where it is not taken.

    The gateway gets `{"to": …, "text": …}` and answers 2xx when it has taken it, 4xx (but 429) when the number will
    never work. It is the installation's own adapter to its operator, so its address is not a tenant's to choose.
    """
    try:
        reply = httpx.post(
            settings.SMS_GATEWAY,
            json={"to": message.to, "text": message.text},
            headers={"Authorization": f"Bearer {settings.SMS_TOKEN}"} if settings.SMS_TOKEN else {},
            timeout=20,
        )
    except httpx.HTTPError as error:
        raise Refused(type(error).__name__, for_good=False) from error
    if not reply.is_success:
        for_good = reply.is_client_error and reply.status_code != HTTPStatus.TOO_MANY_REQUESTS
        raise Refused(f"HTTP {reply.status_code}", for_good=for_good)


part = Channel("sms", reaches="phone", personal=True, send=send_sms)
