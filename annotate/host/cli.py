"""Commands of the machine: migrations, backups."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from tqdm import tqdm

from annotate.core.db import current_database
from annotate.host import backup, migrations
from annotate.host.running import AlreadyRuns, lock


@click.group("db")
def database_group() -> None:
    """The database."""


@database_group.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Bring the database to this version's tables. Safe to repeat, and by several starters at once."""
    try:
        changed = migrations.upgrade(current_database())
    except migrations.SchemaTooNew as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Database upgraded to {migrations.newest()}." if changed else "Database is up to date.")


@click.command("backup")
@click.argument("path", type=click.Path(path_type=Path))
@with_appcontext
def make_backup(path: Path) -> None:
    """Write the whole instance into a new folder PATH, and its keys into PATH.keys. It may be running."""
    with tqdm(unit=" pictures") as bar:
        try:
            manifest = backup.make_backup(
                current_database(), current_app.config["DOUYA"], path, lambda _what, _count: bar.update()
            )
        except backup.BackupRefused as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{len(manifest.files)} files in {path}.")
    click.echo(f"Keys in {backup.keys_beside(path)}: keep them in another place than the backup.")


@click.command("restore")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--keys", type=click.Path(exists=True, path_type=Path), help="The file written beside the backup."
)
@click.option("--force", is_flag=True, help="Replace an instance that already holds work.")
@with_appcontext
def restore(path: Path, keys: Path | None, force: bool) -> None:
    """Put the backup in PATH in the place of this instance, which must not run meanwhile."""
    settings = current_app.config["DOUYA"]
    with tqdm(unit=" pictures") as bar:
        try:
            lock(settings.data)
            manifest = backup.restore_backup(
                current_database(), settings, path, keys, force, lambda _what, _count: bar.update()
            )
        except (AlreadyRuns, backup.BackupRefused, migrations.SchemaTooNew) as error:
            raise click.ClickException(str(error)) from error
    hours = backup.age(manifest).total_seconds() / 3600
    click.echo(f"Restored the state of {manifest.made_at} ({hours:.1f} hours ago).")


commands: list[click.Command] = [database_group, make_backup, restore]
