"""`demo`: something to look at on every page, and log-ins for every role."""

from collections.abc import Iterable, Iterator

import click
from flask.cli import with_appcontext


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Load the demo: a client, a foundation, sixty synthetic women, a project with pictures. Safe to repeat."""
    # Not at the top: every web process loads this file and need not carry what draws pictures.
    from tqdm import tqdm

    from annotate.core.errors import AnnotateError
    from annotate.demo.cast import log_in_text
    from annotate.demo.load import load_demo

    def track(title: str, steps: Iterable[int], total: int) -> Iterator[int]:
        with tqdm(desc=title, total=total, mininterval=0.3) as bar:
            for count in steps:
                bar.update(count)
                yield count

    try:
        load_demo(track)
    except AnnotateError as error:
        raise click.ClickException(str(error)) from error
    click.echo(log_in_text())


commands: list[click.Command] = [demo]
