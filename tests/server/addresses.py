"""Every address below an organisation, read from the server's own list of addresses, with values to put in.

A new page is covered by the walls' tests as soon as it has an address. A new kind of value in an address needs a line
in `make_values`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

STAFF = "o/<slug:organisation>/"


@dataclass(frozen=True)
class Address:
    """An address: its name and its route, like `o/<slug:organisation>/units/<slug:unit>/edit/`."""

    name: str
    route: str

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(re.findall(r"<(?:\w+:)?(\w+)>", self.route))

    def fill(self, values: dict[str, object]) -> str:
        """Return the path with values put in; those for this address alone stand as `name.parameter`."""

        def choose(match: re.Match) -> str:
            parameter = match[1]
            return str(values.get(f"{self.name}.{parameter}", values.get(parameter, "")))

        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", choose, self.route)


def staff_addresses() -> list[Address]:
    """Return every address below an organisation."""
    return [address for address in _walk(get_resolver(), "") if address.route.startswith(STAFF)]


def _walk(resolver: URLResolver, before: str) -> Iterator[Address]:
    for found in resolver.url_patterns:
        route = before + str(found.pattern)
        if isinstance(found, URLPattern):
            yield Address(found.name or "", route)
        else:
            yield from _walk(found, route)
