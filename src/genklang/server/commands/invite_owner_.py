"""`genklang invite-owner`: one more system owner for an organisation, when nobody inside can invite one."""

import click

from genklang.errors import Failure, problem
from genklang.instrument.model import REPORT_LANGUAGES


@click.command("invite-owner")
@click.argument("organisation")
@click.option("--name", required=True, help="Name of the new owner.")
@click.option("--email", required=True, help="Address that the new owner signs in with.")
@click.option(
    "--language", type=click.Choice(REPORT_LANGUAGES), default="sv", show_default=True, help="The owner's language."
)
def command(organisation: str, name: str, email: str, language: str) -> None:
    """Invite a system owner to ORGANISATION (its code) and print the link: for when the last one has left."""
    from genklang.server.commands.start import start_django  # noqa: PLC0415 (--help must not load Django)

    start_django()
    from genklang.server.commands.create_organisation_ import check_address, write_link  # noqa: PLC0415
    from genklang.server.organisation.models import Organisation, Role  # noqa: PLC0415
    from genklang.server.organisation.operations.members import invite  # noqa: PLC0415

    check_address(email, "--email")
    found = Organisation.objects.filter(code=organisation).first()
    if found is None:
        raise Failure(problem("H133", "ORGANISATION", name=organisation))
    role = Role.SYSTEM_OWNER
    offer = invite(found, email=email, name=name, role=role, unit=None, language=language, actor=None)
    said = (
        f"The owner's link, to be given to nobody else:\n{write_link(offer)}" if offer else "Given to a member at once."
    )
    click.echo(said)
