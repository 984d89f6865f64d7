"""Reads and writes the files of the two standalone commands: any crowd platform's answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.consensus.crowd import Crowd
from annotate.consensus.fitting import fit_crowd
from annotate.consensus.labels.inference import Verdict
from annotate.consensus.scene import Answer, MalformedAnnotation, Scene, read_shape, write_shape
from annotate.consensus.settle import settle_scene
from annotate.consensus.settlement import Policy, SettledObject, Settlement

COLUMNS = ("task", "worker", "label")
CHUNK = 400

Report = Callable[[int], None]


class BadFile(ValueError):
    """A file that cannot be used; the text says where and what is wrong."""


def read_triples(rows: Iterable[Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    """(task, worker, label) out of CSV rows, the first of which names the columns in any order.

    Raises BadFile with the line for missing columns and empty fields.
    """
    lines = iter(rows)
    head = [name.strip().lstrip("\ufeff").lower() for name in next(lines, [])]
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        raise BadFile(f"line 1: no column {', '.join(missing)}; needed are {', '.join(COLUMNS)}")
    at = [head.index(name) for name in COLUMNS]
    for number, row in enumerate(lines, start=2):
        if not row:
            continue
        if len(row) <= max(at):
            raise BadFile(f"line {number}: has {len(row)} columns, {max(at) + 1} are needed")
        task, worker, label = (row[k].strip() for k in at)
        if not (task and worker and label):
            raise BadFile(f"line {number}: task, worker and label must not be empty")
        yield task, worker, label


def read_gold(rows: Iterable[Sequence[str]]) -> dict[str, str]:
    """{task: known label} out of CSV rows with the columns task and label. Raises BadFile with the line for missing
    columns, empty fields, and a task with two labels."""
    lines = iter(rows)
    head = [name.strip().lower() for name in next(lines, [])]
    if not {"task", "label"} <= set(head):
        raise BadFile("line 1: columns task and label are needed")
    at = [head.index(name) for name in ("task", "label")]
    known: dict[str, str] = {}
    for number, row in enumerate(lines, start=2):
        if not row:
            continue
        task, label = (row[k].strip() if k < len(row) else "" for k in at)
        if not (task and label):
            raise BadFile(f"line {number}: task and label must not be empty")
        if known.setdefault(task, label) != label:
            raise BadFile(f"line {number}: {task} is {label} here and {known[task]} before")
    return known


def truth_rows(verdict: Verdict) -> Iterator[tuple[str, str, str]]:
    """(task, label, confidence) of every task; of equally probable labels the first by name."""
    answers = verdict.answers
    best = verdict.posterior.argmax(axis=1)
    sure = verdict.posterior.max(axis=1)
    for task, label, confidence in zip(answers.tasks, best, sure, strict=True):
        yield task, answers.labels[label], f"{confidence:.6f}"


def quality_rows(verdict: Verdict) -> Iterator[tuple[str, str]]:
    """(worker, quality)."""
    for worker, quality in zip(verdict.answers.workers, verdict.quality, strict=True):
        yield worker, f"{quality:.6f}"


@dataclass(frozen=True)
class _Picture:
    id: Any
    width: float
    height: float


def read_scenes(document: Any) -> list[Scene]:
    """Scenes of a shapes file, one per image, also for images that nobody answered.

    Raises BadFile with the path of the first fault.
    """
    if not isinstance(document, Mapping):
        raise BadFile("the file must hold one JSON object")
    pictures = _pictures(_list(document, "images"))
    labels = _ontology_labels(document.get("ontology"))
    ignored = _ignored_labels(document.get("ontology"))
    answers: dict[str, dict[str, Answer]] = {key: {} for key in pictures}
    for i, item in enumerate(_list(document, "submissions")):
        path = f"submissions[{i}]"
        if not isinstance(item, Mapping):
            raise BadFile(f"{path}: must be an object")
        key = str(item.get("image_id"))
        if key not in pictures:
            raise BadFile(f"{path}.image_id: no image has the id {key}")
        annotator = item.get("annotator")
        if not isinstance(annotator, str | int) or str(annotator) == "":
            raise BadFile(f"{path}.annotator: must be a name")
        if str(annotator) in answers[key]:
            raise BadFile(f"{path}: {annotator} has answered image {key} before")
        answers[key][str(annotator)] = _answer(str(annotator), item, path, labels)
    return [
        Scene(key, p.width, p.height, tuple(answers[key].values()), ignored=ignored)
        for key, p in pictures.items()
    ]


def _answer(annotator: str, item: Mapping[str, Any], path: str, labels: frozenset[str]) -> Answer:
    shapes = []
    for k, annotation in enumerate(_list(item, "annotations", path)):
        where = f"{path}.annotations[{k}]"
        try:
            shape = read_shape(annotation, where)
        except MalformedAnnotation as error:
            raise BadFile(str(error)) from error
        if labels and shape.label not in labels:
            raise BadFile(f"{where}.label: {shape.label} is not in the ontology")
        shapes.append(shape)
    return Answer(annotator, tuple(shapes), str(item.get("submission_id", "")))


def _list(document: Mapping[str, Any], name: str, path: str = "") -> Sequence[Any]:
    value = document.get(name)
    if not isinstance(value, list):
        raise BadFile(f"{path}.{name}: must be a list".lstrip("."))
    return value


def _pictures(items: Sequence[Any]) -> dict[str, _Picture]:
    found: dict[str, _Picture] = {}
    for i, item in enumerate(items):
        if not isinstance(item, Mapping) or "id" not in item:
            raise BadFile(f"images[{i}]: must be an object with id, width, height")
        sides = [item.get("width"), item.get("height")]
        for name, side in zip(("width", "height"), sides, strict=True):
            if isinstance(side, bool) or not isinstance(side, int | float) or not side > 0:
                raise BadFile(f"images[{i}].{name}: must be a number above 0")
        if str(item["id"]) in found:
            raise BadFile(f"images[{i}].id: {item['id']} stands twice")
        found[str(item["id"])] = _Picture(item["id"], float(item["width"]), float(item["height"]))
    return found


def _ontology_labels(ontology: Any) -> frozenset[str]:
    """Names of the ontology's labels; none when it has no list, and then any label is taken."""
    items = ontology.get("labels") if isinstance(ontology, Mapping) else None
    if not isinstance(items, list):
        return frozenset()
    names = [item.get("name") if isinstance(item, Mapping) else item for item in items]
    return frozenset(str(name) for name in names)


def _ignored_labels(ontology: Any) -> frozenset[str]:
    """Labels of areas to ignore: those whose entry says "ignore": true."""
    items = ontology.get("labels") if isinstance(ontology, Mapping) else None
    told = [item for item in items or () if isinstance(item, Mapping) and item.get("ignore") is True]
    return frozenset(str(item.get("name")) for item in told)


def fit_in_chunks(scenes: Sequence[Scene], report: Report, chunk: int = CHUNK) -> Crowd:
    """A crowd fitted over all scenes with only one chunk's tables in memory. report: scenes done."""
    crowd = Crowd()
    ordered = sorted(scenes, key=lambda scene: scene.picture)
    pieces = max(1, round(len(ordered) / chunk))
    for k in range(pieces):
        part = ordered[k::pieces]
        crowd = fit_crowd(part, crowd)
        report(len(part))
    return crowd


def settle_shapes(
    scenes: Sequence[Scene], picture_ids: Mapping[str, Any], policy: Policy, report: Report
) -> dict[str, Any]:
    """The document that `consensus shapes` writes. report: scenes done, each scene counting twice."""
    crowd = fit_in_chunks(scenes, report)
    images = []
    for scene in scenes:
        settled = settle_scene(scene, crowd, policy)
        images.append({"image_id": picture_ids.get(scene.picture, scene.picture)} | _image(settled))
        report(1)
    return {"images": images, "annotators": annotator_figures(crowd)}


def picture_ids(document: Mapping[str, Any]) -> dict[str, Any]:
    """Ids of images as they were written, numbers as numbers, by their text."""
    return {str(item["id"]): item["id"] for item in document["images"]}


def _image(settled: Settlement) -> dict[str, Any]:
    return {
        "annotations": [write_object(thing) for thing in settled.objects],
        "agreement": settled.agreement,
        "needs_another": settled.needs_another,
        "risk": settled.risk,
        "decision": str(settled.decision),
        "disputed": [write_object(thing) for thing in settled.disputed],
    }


def write_object(thing: SettledObject) -> dict[str, Any]:
    """A merged annotation with what the crowd thinks of it."""
    return {
        **write_shape(thing.shape),
        "confidence": thing.confidence,
        "support": list(thing.supporters),
        "label_probabilities": dict(thing.label_probabilities),
        "edge_spread_px": list(thing.edge_spread_px),
        "looks": thing.looks,
    }


def annotator_figures(crowd: Crowd) -> dict[str, dict[str, float]]:
    """What the outside is told of each annotator."""
    return {
        name: {
            "quality": profile.quality,
            "quality_low": profile.low,
            "quality_high": profile.high,
            "miss_rate": profile.miss_rate,
            "false_rate": profile.false_rate,
            "label_accuracy": profile.label_accuracy,
            "sigma": profile.sigma,
            "copies": profile.copies,
        }
        for name, profile in sorted(crowd.profiles.items())
    }
