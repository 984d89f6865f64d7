"""`programme add`: what an operator sets up before women can be enrolled."""

import datetime as dt

import click
from flask.cli import with_appcontext

from annotate.core.db import transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import OrganisationKind
from annotate.people.service import organisation_named
from annotate.programmes import service
from annotate.programmes.service import NewProgramme
from annotate.registry import queries as registry_queries

_DAY = click.DateTime(["%Y-%m-%d"])


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
            if line is not None and registry_queries.usable_standard(session, line) is None:
                raise click.ClickException(f"Line {line} is not in the registry, or not approved yet.")
            owner = organisation_named(session, foundation, OrganisationKind.FOUNDATION)
            new = NewProgramme(
                owner.id, name_zh, name_en, starts.date(), ends.date() if ends else None, poverty_line_id=line
            )
            made = service.create_programme(session, None, new)
    except AnnotateError as error:
        raise click.ClickException(str(error)) from error
    click.echo(made.id)


commands: list[click.Command] = [programme]
