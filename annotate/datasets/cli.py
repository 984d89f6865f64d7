"""`import`, `export`: pictures in, labels out, through the workers of the running instance."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import with_appcontext
from tqdm import tqdm

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.core.storage import storage
from annotate.datasets import prelabel_service, queries, service
from annotate.datasets.films import KEY_FRAMES, taking_of
from annotate.datasets.formats.registry import EXPORTS, READABLE
from annotate.datasets.problems import sentence_of
from annotate.datasets.service import Upload
from annotate.datasets.states import ExportScope, LabelPurpose, RunState
from annotate.projects import service as projects

_LOOK_SECONDS = 0.5
_BECAME = {
    LabelPurpose.PRELABELS: "proposed",
    LabelPurpose.GOLD: "known",
    LabelPurpose.FINISHED: "finished",
}
# Without a running worker nothing ever moves.
_PATIENCE_SECONDS = 60.0


def _files_of(path: Path) -> list[Path]:
    return sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]


def _opened(path: Path) -> Iterator[tuple[str, BinaryIO]]:
    """Every file, one open at a time, named by its path below the given one."""
    for file in tqdm(_files_of(path), desc="sending", unit=" files"):
        with file.open("rb") as stream:
            yield str(file.relative_to(path)) if path.is_dir() else file.name, stream


def _owner_of(project_id: int) -> int:
    with reading() as session:
        return projects.owner_of(session, project_id)


def _watched(import_id: int) -> Iterator[queries.ImportFacts]:
    """Facts again and again until the import ends. Raises ClickException when nobody works on it."""
    moved, last = time.monotonic(), -1
    while True:
        with reading() as session:
            facts = queries.import_facts(session, service.import_of(session, import_id))
        yield facts
        if facts.state is not RunState.RUNNING:
            return
        if facts.done != last:
            moved, last = time.monotonic(), facts.done
        elif time.monotonic() - moved > _PATIENCE_SECONDS:
            raise click.ClickException("No worker takes it up. Start the instance; it goes on by itself.")
        time.sleep(_LOOK_SECONDS)


@click.command("import")
@click.argument("project_id", metavar="PROJECT", type=int)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(["pictures", *READABLE]), default="pictures", show_default=True
)
@click.option(
    "--as",
    "as_",
    type=click.Choice(["pictures", *LabelPurpose]),
    default="pictures",
    show_default=True,
    help="What labels are for: proposals, known answers of check pictures, or finished work.",
)
@click.option(
    "--source", default="", help="Name of the model or the older data set; the file's name otherwise."
)
@click.option("--rate", default="", help="Frames per second that are taken of a video file; 2 otherwise.")
@click.option("--key-frames", is_flag=True, help="Take only the key frames of a video file.")
@with_appcontext
def import_command(
    project_id: int, path: Path, format_: str, as_: str, source: str, rate: str, key_frames: bool
) -> None:
    """Upload pictures, or labels as proposals, known answers or finished work, and name what was refused.

    PATH: a picture, a video or a label file, a folder of them, or a zip.
    """
    is_labels = as_ != "pictures"
    if is_labels != (format_ in READABLE):
        raise click.ClickException(
            "Labels need both: --as (prelabels, gold or finished) and --format with the labels' format."
        )
    try:
        owner_id, taking = _owner_of(project_id), taking_of(KEY_FRAMES if key_frames else "", rate)
        with service.stored_pieces(_opened(path)) as pieces, transaction() as session:
            if is_labels:
                given = (pieces, format_, source, LabelPurpose(as_))
                run = prelabel_service.receive_labels(session, owner_id, project_id, *given)
            else:
                run = service.receive_upload(session, owner_id, project_id, Upload(pieces, taking=taking))
    except AnnotateError as error:
        raise click.ClickException(str(error)) from error
    with tqdm(desc="preparing", unit=" files") as bar:
        for facts in _watched(run.id):
            bar.total = facts.total
            bar.update(facts.done - bar.n)
    with reading() as session:
        problems = queries.problems_of(session, run.id)
    for problem in problems:
        words = sentence_of(problem.code, problem.detail, _in_english)
        click.echo(f"{problem.name}: {words}", err=True)
    if facts.labels:
        click.echo(
            f"{facts.labels.objects} objects {_BECAME[facts.labels.purpose]} on {facts.taken} pictures, "
            f"{facts.labels.left_out} left out."
        )
    else:
        click.echo(f"{facts.taken} pictures taken, {len(problems)} files refused.")
    if facts.state is RunState.FAILED:
        raise click.ClickException("The import gave up; the operator's page says why.")


def _in_english(words: str, **blanks: object) -> str:
    return words % blanks if blanks else words


def _finished_export(export_id: int) -> queries.ExportFacts:
    """The export once its file is there. Raises ClickException when it fails or nobody works on it."""
    until = time.monotonic() + _PATIENCE_SECONDS * 60
    with tqdm(desc="making the file", unit=" looks") as bar:
        while time.monotonic() < until:
            with reading() as session:
                facts = queries.export_facts(session, service.export_of(session, export_id))
            if facts.state is not RunState.RUNNING:
                break
            bar.update()
            time.sleep(_LOOK_SECONDS)
    if facts.state is not RunState.DONE:
        raise click.ClickException("The file was not made. Is a worker running? See the operator's page.")
    return facts


@click.command("export")
@click.argument("project_id", metavar="PROJECT", type=int)
@click.option("--format", "format_", type=click.Choice(list(EXPORTS)), required=True)
@click.option("--only", type=click.Choice([scope.value for scope in ExportScope]), default="consensus")
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True)
@with_appcontext
def export_command(project_id: int, format_: str, only: str, out: Path) -> None:
    """Write the labels of a project into a zip."""
    try:
        with transaction() as session:
            owner_id = projects.owner_of(session, project_id)
            export = service.start_export(session, owner_id, project_id, format_, ExportScope(only))
    except AnnotateError as error:
        raise click.ClickException(str(error)) from error
    facts = _finished_export(export.id)
    with out.open("wb") as file:
        for part in storage().stream(facts.storage_key or ""):
            file.write(part)
    counts = facts.manifest["counts"]
    click.echo(f"{counts['pictures']} pictures, {counts['annotations']} annotations: {out}")


commands: list[click.Command] = [import_command, export_command]
