"""`centre ...` and `signs ...`: what an operator sets up for coordinators."""

from dataclasses import fields

import click
from flask.cli import with_appcontext

from annotate.care import centre_queries, centre_service, monitoring_queries, monitoring_service
from annotate.care.centre_service import NewCentre
from annotate.care.early_signs import Thresholds, thresholds
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError


@click.group()
def centre() -> None:
    """Centres of counties."""


@centre.command("add")
@click.option("--county", required=True, help="Division code, six digits.")
@click.option("--name", required=True)
@click.option("--address", default="")
@click.option("--coordinator", type=int, help="Account number of a coordinator of this county.")
@with_appcontext
def add_centre(county: str, name: str, address: str, coordinator: int | None) -> None:
    """Enter a centre and print its number."""
    try:
        with transaction() as session:
            made = centre_service.open_centre(session, None, NewCentre(county, name, address, coordinator))
    except AnnotateError as error:
        raise click.ClickException(str(error)) from error
    click.echo(made.id)


@centre.command("list")
@click.option("--county", help="Division code; without it all, up to 500.")
@with_appcontext
def list_centres(county: str | None) -> None:
    """Number, county, name, women, PCs."""
    with reading() as session:
        for line in centre_queries.centres(session, county):
            one = line.centre
            click.echo(f"{one.id}\t{one.county_code}\t{one.name}\t{line.women}\t{line.devices}")


@click.group()
def signs() -> None:
    """Early signs: when the night opens a case."""


@signs.command("list")
@with_appcontext
def list_thresholds() -> None:
    """Every threshold with its value; a star where it is this installation's own."""
    with reading() as session:
        own = monitoring_queries.own_thresholds(session)
    values = thresholds(own)
    for field in fields(Thresholds):
        star = " *" if field.name in own else ""
        click.echo(f"{field.name}\t{getattr(values, field.name)}{star}")


@signs.command("set")
@click.argument("name")
@click.argument("value", type=int)
@with_appcontext
def set_threshold(name: str, value: int) -> None:
    """Set a threshold from the next night on."""
    try:
        with transaction() as session:
            monitoring_service.set_threshold(session, None, name, value)
    except AnnotateError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{name} = {value}")


commands: list[click.Command] = [centre, signs]
