"""`consensus labels`, `consensus shapes`: the same models on files of any crowd platform."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import orjson
from tqdm import tqdm

from annotate.consensus import files
from annotate.consensus.labels.inference import infer_labels, number_answers
from annotate.consensus.settlement import Policy

IN_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group()
def consensus() -> None:
    """The truth from several people's answers, and what each is worth."""


@consensus.command("labels")
@click.argument("source", metavar="IN.csv", type=IN_FILE)
@click.option("--out", "truth", required=True, type=OUT_FILE, help="Gets task,label,confidence.")
@click.option("--annotators", "quality", type=OUT_FILE, help="Gets worker,quality.")
@click.option("--gold", type=IN_FILE, help="Known labels: task,label. They are held and teach more.")
def labels(source: Path, truth: Path, quality: Path | None, gold: Path | None) -> None:
    """Merge class answers. IN.csv has the columns task, worker, label."""
    known: dict[str, str] = {}
    if gold:
        with _rows(gold) as rows:
            known = files.read_gold(rows)
    with _rows(source) as rows:
        progress = tqdm(files.read_triples(rows), desc="reading", unit=" answers")
        answers = number_answers(progress, known.values())
    try:
        verdict = infer_labels(answers, known)
    except ValueError as error:
        raise click.ClickException(f"{source}: {error}") from error
    _write_csv(truth, ("task", "label", "confidence"), files.truth_rows(verdict))
    if quality:
        _write_csv(quality, ("worker", "quality"), files.quality_rows(verdict))
    click.echo(f"{len(answers.tasks)} tasks, {len(answers.workers)} annotators, {len(answers.task)} answers")


@contextmanager
def _rows(path: Path) -> Iterator[Iterator[list[str]]]:
    """Rows of a CSV file; a fault in it ends the command with one line that says where it is."""
    with path.open(newline="", encoding="utf-8-sig") as lines:
        rows = csv.reader(lines, strict=True)
        try:
            yield rows
        except files.BadFile as error:
            raise click.ClickException(f"{path}: {error}") from error
        except UnicodeDecodeError as error:
            raise click.ClickException(f"{path}: after line {rows.line_num}: not UTF-8") from error
        except csv.Error as error:
            raise click.ClickException(f"{path}: line {rows.line_num}: {error}") from error


def _write_csv(path: Path, head: tuple[str, ...], rows: Any) -> None:
    try:
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(rows)
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error


@consensus.command("shapes")
@click.argument("source", metavar="IN.json", type=IN_FILE)
@click.option("--out", required=True, type=OUT_FILE, help="Gets merged annotations and annotators' figures.")
@click.option("--min-answers", default=2, show_default=True, type=click.IntRange(1, 50))
@click.option("--max-answers", default=5, show_default=True, type=click.IntRange(1, 50))
@click.option("--risk", default=0.07, show_default=True, type=click.FloatRange(0, 1))
def shapes(source: Path, out: Path, min_answers: int, max_answers: int, risk: float) -> None:
    """Merge shapes. IN.json has ontology, images and submissions."""
    policy = Policy(min_answers, max(max_answers, min_answers), risk)
    try:
        document = orjson.loads(source.read_bytes())
        scenes = files.read_scenes(document)
        with tqdm(total=2 * len(scenes), desc="pictures, twice", unit="") as progress:
            result = files.settle_shapes(scenes, files.picture_ids(document), policy, progress.update)
        out.write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2))
    except orjson.JSONDecodeError as error:
        raise click.ClickException(f"{source}: not valid JSON: {error}") from error
    except (ValueError, OSError) as error:
        raise click.ClickException(f"{source}: {error}") from error
    click.echo(f"{len(scenes)} pictures, {len(result['annotators'])} annotators")


commands = [consensus]
