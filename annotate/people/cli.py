"""`user add`, `token create`."""

import sys

import click
from flask.cli import with_appcontext

from annotate.core.db import transaction
from annotate.core.errors import AnnotateError
from annotate.people import service
from annotate.people.roles import OrganisationKind, Role
from annotate.people.scopes import SCOPES
from annotate.people.service import NewAccount
from annotate.people.token_service import create_token as create_key


@click.group()
def user() -> None:
    """Accounts."""


@user.command("add")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--phone", required=True)
@click.option("--name", required=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--organisation", help="Name of the client or foundation; made when it is not there yet.")
@click.option("--county", help="Division code, six digits.")
@with_appcontext
def add_user(
    role: str, phone: str, name: str, password_stdin: bool, organisation: str | None, county: str | None
) -> None:
    """Make an account; prints its id."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    kind = OrganisationKind.FOUNDATION if role == Role.REVIEWER else OrganisationKind.CLIENT
    try:
        with transaction() as session:
            owner = service.organisation_named(session, organisation, kind) if organisation else None
            new = NewAccount(Role(role), phone, name, password, owner.id if owner else None, county)
            account = service.create_account(session, new)
    except AnnotateError as error:
        raise click.ClickException(str(error)) from error
    click.echo(account.id)


@click.group()
def token() -> None:
    """API tokens."""


@token.command("create")
@click.option("--phone", required=True)
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True)
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(SCOPES),
    multiple=True,
    help="What it may do; may be given more than once. Without it: all that its owner may.",
)
@click.option("--name", default="", help="Which program it is for.")
@with_appcontext
def create_token(phone: str, days: int, scopes: tuple[str, ...], name: str) -> None:
    """Print a new token once."""
    with transaction() as session:
        account = service.account_by_phone(session, phone)
        if account is None:
            raise click.ClickException(
                "No account has this phone number. Make one with: flask --app wsgi user add"
            )
        click.echo(create_key(session, account.id, days, name, scopes or None))


commands = [user, token]
