"""`keys status`, `keys rotate`: the master key, changed while everything runs."""

import click
from flask.cli import with_appcontext

from annotate.core import index_key
from annotate.core.crypto import SealBroken, cipher
from annotate.core.db import reading, transaction
from annotate.people import key_service


@click.group()
def keys() -> None:
    """Master keys that keep identity fields sealed."""


@keys.command("status")
@with_appcontext
def status() -> None:
    """How many data keys each master key wraps."""
    with reading() as session:
        counts, index_master = key_service.count_keys(session), index_key.master_of(session)
    for one in counts:
        whose = one.key_id or "a master key that is not in DOUYA_MASTER_KEYS"
        mark = " (current)" if one.key_id == cipher().current else ""
        click.echo(f"{one.table}\t{whose}{mark}\t{one.count}")
    click.echo(f"blind index\t{index_master or 'not kept yet: run keys rotate'}\t1")


@keys.command("rotate")
@with_appcontext
def rotate() -> None:
    """Wrap every data key under the first key of DOUYA_MASTER_KEYS. Stopped half-way, it goes on where it was."""
    done: dict[str, int] = {}
    for table in key_service.kept():
        after: int | None = 0
        while after is not None:
            try:
                with transaction() as session:
                    after, count = key_service.rewrap_some(session, table, after)
            except SealBroken as error:
                raise click.ClickException(f"{error}; put it back and run this again") from error
            done[table.name] = done.get(table.name, 0) + count
            if count:
                click.echo(f"{table.name}: {done[table.name]} data keys are under {cipher().current} now")
    try:
        with transaction() as session:
            done["index"] = int(index_key.keep(session))
    except SealBroken as error:
        raise click.ClickException(f"{error}; put it back and run this again") from error
    with transaction() as session:
        key_service.note_rotation(session, done)
    click.echo(f"Done: {sum(done.values())} data keys wrapped again.")


commands: list[click.Command] = [keys]
