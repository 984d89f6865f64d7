"""`simulate`: a crowd of known skills works through the HTTP API of a running server."""

from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext


@click.command("simulate")
@click.option(
    "--annotators", type=click.IntRange(1, 2000), default=8, show_default=True, help="How many people."
)
@click.option(
    "--tasks",
    type=click.IntRange(1, 100_000),
    default=20,
    show_default=True,
    help="Most pictures for each of them.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 9999),
    default=1,
    show_default=True,
    help="The same seed is the same crowd.",
)
@click.option("--url", help="Where the server answers; by default on this machine.")
@click.option(
    "--project", "project_id", type=int, help="Only this project; by default all that are published."
)
@click.option(
    "--truth",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="COCO file with the truth of pictures that Douya did not draw.",
)
@click.option(
    "--spammers", type=click.IntRange(0, 500), default=1, show_default=True, help="At most a quarter of all."
)
@click.option("--lazy", type=click.IntRange(0, 500), default=0, show_default=True)
@click.option("--copiers", type=click.IntRange(0, 500), default=0, show_default=True)
@click.option(
    "--parallel",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Connections at work at once.",
)
@with_appcontext
def simulate(url: str | None, **chosen: Any) -> None:
    """Let a simulated crowd label, through the HTTP API of a running server.

    Accounts and tokens are made in the database of the settings, which must be the server's own.
    """
    # Not at the top: every web process loads this file and need not carry what draws pictures.
    from annotate.simulate.client import Refused, Unreachable
    from annotate.simulate.run import NothingToDo, Plan, run

    address = url or f"http://127.0.0.1:{current_app.config['DOUYA'].port}"
    try:
        click.echo(run(Plan(url=address, **chosen)))
    except (NothingToDo, Unreachable, Refused) as problem:
        raise click.ClickException(str(problem)) from problem


commands: list[click.Command] = [simulate]
