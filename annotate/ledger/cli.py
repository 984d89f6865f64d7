"""`ledger verify`."""

import click
from flask.cli import with_appcontext

from annotate.core.db import reading
from annotate.ledger import proof_service


@click.group()
def ledger() -> None:
    """The books."""


@ledger.command("verify")
@with_appcontext
def verify() -> None:
    """Prove the books: balances, hashes, chain, each accepted piece paid once. Exit code 0 only when all holds."""
    with reading() as session:
        violations = proof_service.verify(session)
    for violation in violations:
        click.echo(str(violation))
    if violations:
        raise click.ClickException(f"{len(violations)} violations")
    click.echo("The books are right.")


commands = [ledger]
