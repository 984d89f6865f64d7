"""Commands of the machine: migrations, backups."""

import click

from annotate.core.db import current_database
from annotate.host import migrations


@click.group("db")
def database_group() -> None:
    """The database."""


@database_group.command("upgrade")
def upgrade() -> None:
    """Bring the database to this version's tables. Safe to repeat, and by several starters at once."""
    try:
        changed = migrations.upgrade(current_database())
    except migrations.SchemaTooNew as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Database upgraded to {migrations.newest()}." if changed else "Database is up to date.")


commands: list[click.Command] = [database_group]
