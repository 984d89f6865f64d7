"""`registry ...`: counties and standards that an operator sets up."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.registry import queries as registry_queries
from annotate.registry import service as registry_service


@click.group()
def registry() -> None:
    """Counties and standards: dated rows with their sources."""


@registry.command("seed")
@with_appcontext
def seed() -> None:
    """Load the rows that ship with the program. Safe to repeat."""
    with transaction() as session:
        registry_service.load_seeds(session)
    click.echo("The shipped counties and standards are loaded.")


@registry.command("counties")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Where the list comes from, with its date.")
@with_appcontext
def import_counties(path: Path, source: str) -> None:
    """Import division codes from a CSV: code,name,province_code,province_name and, if known, name_en,
    province_name_en, valid_from, valid_to, successor_code."""
    try:
        with transaction() as session:
            count = registry_service.import_counties(session, path.read_text(encoding="utf-8"), source)
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path} is not UTF-8; save it as CSV UTF-8 and try again") from error
    except AnnotateError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count} counties imported.")


@registry.command("standards")
@with_appcontext
def list_standards() -> None:
    """List the rows that reports may use; the first column is the number to give to `programme add --line`."""
    with reading() as session:
        for row in registry_queries.standards(session):
            dates = f"{row.valid_from or '?'} to {row.valid_to or 'now'}"
            click.echo(
                f"{row.id}\t{row.kind}\t{row.region_code}\t{row.scope}\t{row.value} {row.unit}\t{dates}\t{row.source_title}"
            )


commands: list[click.Command] = [registry]
