"""`registry ...` and `programme add`: what an operator sets up before women can be enrolled."""

import datetime as dt
from pathlib import Path

import click
from flask.cli import with_appcontext

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import OrganisationKind
from annotate.people.service import organisation_named
from annotate.programmes import queries, registry_service, service
from annotate.programmes.service import NewProgramme

_DAY = click.DateTime(["%Y-%m-%d"])


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
        for row in queries.standards(session):
            dates = f"{row.valid_from or '?'} to {row.valid_to or 'now'}"
            click.echo(
                f"{row.id}\t{row.kind}\t{row.region_code}\t{row.scope}\t{row.value} {row.unit}\t{dates}\t{row.source_title}"
            )


@click.group()
def programme() -> None:
    """Programmes of foundations."""


@programme.command("add")
@click.option("--foundation", required=True, help="Name of the foundation; made when it is not there yet.")
@click.option("--name-zh", required=True)
@click.option("--name-en", default="")
@click.option("--starts", type=_DAY, required=True)
@click.option("--ends", type=_DAY)
@click.option("--line", type=int, help="Number of the poverty line, from `registry standards`.")
@with_appcontext
def add_programme(
    foundation: str,
    name_zh: str,
    name_en: str,
    starts: dt.datetime,
    ends: dt.datetime | None,
    line: int | None,
) -> None:
    """Set a programme up and print its number."""
    try:
        with transaction() as session:
            if line is not None and queries.usable_standard(session, line) is None:
                raise click.ClickException(f"Line {line} is not in the registry, or not approved yet.")
            owner = organisation_named(session, foundation, OrganisationKind.FOUNDATION)
            new = NewProgramme(
                owner.id, name_zh, name_en, starts.date(), ends.date() if ends else None, poverty_line_id=line
            )
            made = service.create_programme(session, None, new)
    except AnnotateError as error:
        raise click.ClickException(str(error)) from error
    click.echo(made.id)


commands: list[click.Command] = [registry, programme]
