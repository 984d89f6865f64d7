"""`reports rebuild`: the monthly figures anew, now instead of at the next turn of the schedule."""

import click
from flask.cli import with_appcontext

from annotate.core import clock
from annotate.core.db import transaction
from annotate.reports import service


@click.group()
def reports() -> None:
    """Income reports."""


@reports.command()
@click.option("--month", help="YYYY-MM; this month when it is left out.")
@with_appcontext
def rebuild(month: str | None) -> None:
    """Add the month's earnings up again; a repeat gives the same figures."""
    wanted = month or clock.local_month(clock.now())
    with transaction() as session:
        rows = service.rebuild_rollup(session, wanted)
    click.echo(f"{wanted}: {rows} rows")


commands = [reports]
