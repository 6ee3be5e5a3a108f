"""The tablet at a unit as the server sees it."""

import json
import re
import secrets
from base64 import b64encode

from django.test import Client

from genklang.server.fieldwork.sealing import BROWSER, SIZES
from genklang.server.fieldwork.tokens import kiosk_token

SEALED = bytes([BROWSER]) + secrets.token_bytes(SIZES[BROWSER] - 1)


def page(place):
    """Return the page of the tablet at a place's unit, and what its script is told."""
    reply = Client().get(f"/kiosk/{kiosk_token(place)}/")
    found = re.search(r'<script id="settings" type="application/json">(.*?)</script>', reply.content.decode())
    return reply, json.loads(found[1]) if found else None


def post(place, what="take", **said):
    """Post as the tablet's script does for who has chosen the place's target group."""
    sealed = b64encode(SEALED).decode()
    content = {"id": secrets.token_urlsafe(16), "group": place.target_group, "sealed": sealed} | said
    path = f"/kiosk/{kiosk_token(place)}/{what}"
    return Client(enforce_csrf_checks=True).post(path, json.dumps(content), content_type="application/json")
