"""`registry ...`: counties and standards that an operator sets up."""

import datetime as dt
from pathlib import Path

import click
from flask.cli import with_appcontext

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.people.service import get_account
from annotate.registry import queries as registry_queries
from annotate.registry import service as registry_service
from annotate.registry import standard_service
from annotate.registry.models import Standard
from annotate.registry.standards import UNITS, NewStandard
from annotate.registry.words import StandardKind

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
        for row in registry_queries.standards(session):
            click.echo(_line(row))


def _line(row: Standard) -> str:
    dates = f"{row.valid_from or '?'} to {row.valid_to or 'now'}"
    place = f"{row.id}\t{row.kind}\t{row.region_code}\t{row.scope}"
    return f"{place}\t{row.value} {row.unit}\t{dates}\t{row.source_title} {row.document_number}".rstrip()


@registry.command("enter")
@click.option("--kind", type=click.Choice([kind.value for kind in StandardKind]), required=True)
@click.option("--region", required=True, help="CN, WLD, or a division code of six digits.")
@click.option("--value", required=True, help="A decimal number, such as 2350 or 27.7.")
@click.option("--scope", default="", help="Such as 'class 1' or 'rural'.")
@click.option("--from", "valid_from", type=_DAY, required=True, help="First day on which it holds.")
@click.option("--to", "valid_to", type=_DAY, help="Last day, where it is known.")
@click.option("--price-year", type=int, help="Year of the prices, for a line.")
@click.option("--unit", help="Needed only where a kind has several.")
@click.option("--source", required=True, help="Title of the document.")
@click.option("--document", required=True, help="Its number.")
@click.option("--replaces", "replaces_id", type=int, help="Number of the row that it corrects.")
@click.option("--by", "actor_id", type=int, required=True, help="Account of who copied it from the document.")
@with_appcontext
def enter(
    kind: str,
    region: str,
    value: str,
    scope: str,
    valid_from: dt.datetime,
    valid_to: dt.datetime | None,
    price_year: int | None,
    unit: str | None,
    source: str,
    document: str,
    replaces_id: int | None,
    actor_id: int,
) -> None:
    """Enter a standard and print its number. It counts for nothing until another person approves it."""
    new = NewStandard(
        StandardKind(kind),
        region,
        value,
        unit or UNITS[StandardKind(kind)][0],
        valid_from.date(),
        source,
        document,
        scope,
        valid_to.date() if valid_to else None,
        price_year,
        replaces_id=replaces_id,
    )
    try:
        with transaction() as session:
            get_account(session, actor_id)
            row_id = standard_service.enter_standard(session, actor_id, new).id
    except NotFound as error:
        raise click.ClickException(
            f"There is no account {actor_id}, or no such row to correct; People shows the numbers of accounts."
        ) from error
    except AnnotateError as error:
        raise click.ClickException(str(error)) from error
    click.echo(row_id)


@registry.command("approve")
@click.argument("row_id", type=int)
@click.option(
    "--by", "actor_id", type=int, required=True, help="Account of who compared it with the document."
)
@with_appcontext
def approve(row_id: int, actor_id: int) -> None:
    """Approve a row that somebody else entered: from now on it is used."""
    try:
        with transaction() as session:
            get_account(session, actor_id)
            standard_service.approve_standard(session, actor_id, row_id)
    except NotFound as error:
        raise click.ClickException(f"There is no row {row_id}, or no account {actor_id}.") from error
    except AnnotateError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Row {row_id} is approved.")


@registry.command("waiting")
@with_appcontext
def waiting() -> None:
    """List the rows that wait for a second person."""
    with reading() as session:
        for row in registry_queries.waiting(session):
            click.echo(f"{_line(row)}\tentered by {row.entered_by}")


commands: list[click.Command] = [registry]
