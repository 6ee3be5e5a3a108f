"""`genklang create-organisation`: a new organisation and the link for its owner."""

from typing import TYPE_CHECKING

import click

from genklang.errors import Failure, problem
from genklang.instrument.model import REPORT_LANGUAGES

if TYPE_CHECKING:
    from genklang.server.organisation.models import Invitation

KINDS = ("municipality", "region", "national")


@click.command("create-organisation")
@click.argument("name")
@click.option("--owner-name", required=True, help="Name of its system owner.")
@click.option("--owner-email", required=True, help="Address that the owner will sign in with.")
@click.option("--kind", type=click.Choice(KINDS), default="municipality", show_default=True)
@click.option("--country", type=click.Choice(["SE", "DK"]), default="SE", show_default=True)
@click.option(
    "--language", type=click.Choice(REPORT_LANGUAGES), default="sv", show_default=True, help="The owner's language."
)
@click.option("--code", default="", help="Its code in addresses; made from the name if left out.")
def command(**values: str) -> None:
    """Create an organisation in the database, the first or one more, and print the link for its owner.

    With the link the owner chooses a password; it works once, for fourteen days. Everybody else is invited by mail
    from the pages.
    """
    from genklang.server.commands.start import start_django  # noqa: PLC0415 (--help must not load Django)

    start_django()
    click.echo(f"Created. The owner's link, to be given to nobody else:\n{create(**values)}")


def create(name: str, owner_name: str, owner_email: str, **values: str) -> str:
    """Create the organisation and return its owner's link; H130 where name or code is taken, H131 for a bad address."""
    from django.db.models import Q  # noqa: PLC0415

    from genklang.server.organisation.models import Kind, Organisation  # noqa: PLC0415
    from genklang.server.organisation.operations.organisations import found_organisation  # noqa: PLC0415

    check_address(owner_email, "--owner-email")
    if Organisation.objects.filter(Q(name=name) | Q(code=values["code"] or None)).exists():
        raise Failure(problem("H130", name))
    _, offer = found_organisation(
        name,
        owner_name=owner_name,
        owner_email=owner_email,
        kind=Kind(values["kind"]),
        country=values["country"],
        language=values["language"],
        code=values["code"],
    )
    return write_link(offer)


def check_address(email: str, where: str) -> None:
    """Raise Failure (H131) for what is no e-mail address in plain letters."""
    from django.core.exceptions import ValidationError  # noqa: PLC0415
    from django.core.validators import validate_email  # noqa: PLC0415

    try:
        validate_email(email if email.isascii() else "")
    except ValidationError as error:
        raise Failure(problem("H131", where, value=email)) from error


def write_link(offer: "Invitation") -> str:
    """Return the link that accepts an invitation, made now; an earlier one no longer works."""
    from django.conf import settings  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from genklang.server.organisation.operations.members import renew_token  # noqa: PLC0415

    return f"{settings.BASE_URL}{reverse('invitation', args=[renew_token(offer)])}"
