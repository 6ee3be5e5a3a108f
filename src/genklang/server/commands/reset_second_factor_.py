"""`genklang reset-second-factor`: let somebody in again whose telephone and recovery codes are gone."""

import click

from genklang.errors import Failure, problem


@click.command("reset-second-factor")
@click.argument("email")
def command(email: str) -> None:
    """Take the second factor from an account whose telephone and recovery codes are gone.

    Make sure who asks: see or call them, never answer a mail. Their sessions end; the password stays as it is, and
    comments and exports are shut until a new second factor is set up.
    """
    from genklang.server.commands.start import start_django  # noqa: PLC0415 (--help must not load Django)

    start_django()
    from allauth.mfa.models import Authenticator  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    from genklang.server.organisation.models import User  # noqa: PLC0415
    from genklang.server.organisation.operations import end_sessions, log_account  # noqa: PLC0415
    from genklang.server.organisation.user_manager import fold_email  # noqa: PLC0415

    user = User.objects.filter(email=fold_email(email)).first()
    if user is None:
        raise Failure(problem("H132", "EMAIL", email=email))
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user)
        log_account(None, "account.second_factor_reset", user)
    click.echo("Done. The next sign-in is by password alone.")
