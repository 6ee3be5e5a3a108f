"""Where a request comes from: believed no further than our own proxies, and never kept as it is."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac


def read_address(request: HttpRequest) -> str:
    """Return the address that the outermost of our own proxies (`TRUSTED_PROXIES`) saw; what lies before is hearsay."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    line = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    hops = settings.TRUSTED_PROXIES
    told = line[-hops] if 0 < hops <= len(line) else direct
    try:
        return str(ip_address(told))
    except ValueError:
        return direct


def hide_address(request: HttpRequest) -> str:
    """Return a stand-in for the address, of a form that takes its place: the same one within an hour, then another.

    It is what limits on failed attempts count by. Without the server's secret key it leads to no address.
    """
    hour = timezone.now().strftime("%Y-%m-%dT%H")
    digest = salted_hmac(f"genklang.address.{hour}", read_address(request), algorithm="sha256").digest()
    return str(IPv6Address(b"\xfd" + digest[:15]))
