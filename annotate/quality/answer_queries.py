"""Every answer of a project with its provenance, as tables for an export: a batch in memory at a time."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.consensus.settlement import IMPORTED
from annotate.core.cells import defused
from annotate.datasets.formats.registry import File
from annotate.datasets.models import Image
from annotate.datasets.states import ExportScope
from annotate.people.models import Account
from annotate.projects.models import GuidelineVersion, OntologyVersion
from annotate.quality.models import Judgement
from annotate.work.models import Assignment, Submission, SubmissionProposals, Task
from annotate.work.states import TaskKind, TaskState

BATCH = 500
ANSWER_COLUMNS = (
    "answer_id",
    "task_id",
    "task_kind",
    "task_state",
    "picture",
    "picture_sha256",
    "frames",
    "annotator",
    "ontology_version",
    "guideline_version",
    "handed_out_at",
    "received_at",
    "active_ms",
    "objects",
    "unsure",
    "late",
    "surplus",
    "verdict",
    "share_percent",
    "score",
    "judged_at",
    "judged_by",
    "price_e4",
    "currency",
)
_SHAPE_COLUMNS = ("object_id", "kind", "label", "track", "frame", "keyframe", "geometry", "attributes")
OBJECT_COLUMNS = ("answer_id", "task_id", *_SHAPE_COLUMNS, "origin")
AGREED_COLUMNS = (
    "task_id",
    "picture",
    *_SHAPE_COLUMNS,
    "confidence",
    "support",
    "agreement",
    "answers",
    "source",
)
_NOT_GEOMETRY = frozenset(
    {"id", "kind", "label", "track", "frame", "keyframe", "attributes", "confidence", "support"}
    | {"label_probabilities", "edge_spread_px", "looks"}
)


def tables_of(session: Session, project_id: int, only: ExportScope) -> Iterator[File]:
    """answers.csv, objects.csv and agreed.csv. consensus: of tasks that are agreed on; all: of every task."""
    yield "answers.csv", _csv(ANSWER_COLUMNS, map(_answer, _answers(session, project_id, only)))
    yield "objects.csv", _csv(OBJECT_COLUMNS, _objects(session, project_id, only))
    yield "agreed.csv", _csv(AGREED_COLUMNS, _agreed(session, project_id, only))


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """In parts of some rows; the first begins with the byte order mark by which a spreadsheet knows Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(columns)
    for number, row in enumerate(rows, start=1):
        writer.writerow([_cell(row.get(name)) for name in columns])
        if number % BATCH == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return defused(value) if isinstance(value, str) else str(value)


def _of_tasks(query: Any, project_id: int, only: ExportScope) -> Any:
    query = query.where(Task.project_id == project_id, Task.kind == TaskKind.LABEL)
    return query.where(Task.state == TaskState.AGREED) if only is ExportScope.CONSENSUS else query


def _in_batches(session: Session, page: Callable[[int], Any], key: Callable[[Any], int]) -> Iterator[Any]:
    """Rows of one page after another. page(after): the rows whose key lies above, by key."""
    after = 0
    while rows := session.execute(page(after)).all():
        yield from rows
        after = key(rows[-1])
        session.expunge_all()


def _answers(session: Session, project_id: int, only: ExportScope) -> Iterator[Any]:
    judge = sa.orm.aliased(Account)
    current = sa.and_(Judgement.submission_id == Submission.id, Judgement.is_current)
    query = (
        sa.select(
            Submission,
            Assignment,
            Task,
            Image.name,
            Image.sha256,
            Account.alias,
            OntologyVersion.number,
            GuidelineVersion.number,
            Judgement,
            judge.alias,
        )
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Task, Task.id == Submission.task_id)
        .join(Image, Image.id == Task.image_id)
        .join(Account, Account.id == Submission.annotator_id)
        .join(OntologyVersion, OntologyVersion.id == Submission.ontology_version_id)
        .join(GuidelineVersion, GuidelineVersion.id == Assignment.guideline_version_id, isouter=True)
        .join(Judgement, current, isouter=True)
        .join(judge, judge.id == Judgement.judged_by, isouter=True)
        .order_by(Assignment.id)
        .limit(BATCH)
    )
    query = _of_tasks(query, project_id, only)
    return _in_batches(session, lambda after: query.where(Assignment.id > after), lambda row: row[1].id)


def _answer(row: Any) -> dict[str, Any]:
    answer, assignment, task, picture, sha256, annotator, labels, guideline, judged, judge = row
    return {
        "answer_id": answer.id,
        "task_id": task.id,
        "task_kind": task.kind,
        "task_state": task.state,
        "picture": picture,
        "picture_sha256": sha256,
        "frames": task.frame_count,
        "annotator": annotator,
        "ontology_version": labels,
        "guideline_version": guideline,
        "handed_out_at": assignment.taken_at,
        "received_at": answer.received_at,
        "active_ms": answer.active_ms,
        "objects": answer.shape_count,
        "unsure": answer.unsure,
        "late": answer.late,
        "surplus": answer.surplus,
        "verdict": judged and judged.verdict,
        "share_percent": judged and judged.share_percent,
        "score": judged and judged.score,
        "judged_at": judged and judged.judged_at,
        "judged_by": (judge or "rule") if judged else None,
        "price_e4": answer.rate_e4,
        "currency": answer.currency,
    }


def _shape(thing: Mapping[str, Any]) -> dict[str, Any]:
    geometry = {name: value for name, value in thing.items() if name not in _NOT_GEOMETRY}
    return {
        "object_id": thing.get("id"),
        "kind": thing["kind"],
        "label": thing["label"],
        "track": thing.get("track"),
        "frame": thing.get("frame"),
        "keyframe": thing.get("keyframe"),
        "geometry": orjson.dumps(geometry).decode(),
        "attributes": orjson.dumps(thing.get("attributes", {})).decode(),
    }


def _objects(session: Session, project_id: int, only: ExportScope) -> Iterator[dict[str, Any]]:
    query = (
        sa.select(
            Submission.id,
            Submission.task_id,
            Submission.annotations,
            SubmissionProposals.entries,
            Submission.assignment_id,
        )
        .join(Task, Task.id == Submission.task_id)
        .join(SubmissionProposals, SubmissionProposals.submission_id == Submission.id, isouter=True)
        .order_by(Submission.assignment_id)
        .limit(BATCH)
    )
    query = _of_tasks(query, project_id, only)
    rows = _in_batches(
        session, lambda after: query.where(Submission.assignment_id > after), lambda row: row[4]
    )
    for answer_id, task_id, annotations, entries, _ in rows:
        origins = {entry["id"]: f"{entry['source']}: {entry['decision']}" for entry in entries or ()}
        for thing in annotations:
            origin = origins.get(thing.get("id"), "hand")
            yield {"answer_id": answer_id, "task_id": task_id, **_shape(thing), "origin": origin}


def _agreed(session: Session, project_id: int, only: ExportScope) -> Iterator[dict[str, Any]]:
    newest = sa.select(sa.func.max(ConsensusRound.number)).where(ConsensusRound.task_id == Task.id)
    query = (
        sa.select(
            Task.id,
            Image.name,
            ConsensusRound.annotations,
            ConsensusRound.agreement,
            Task.done,
            ConsensusRound.model_version,
            ConsensusRound.adjudicated_by,
            ConsensusRound.parameters,
        )
        .join(Image, Image.id == Task.image_id)
        .join(ConsensusRound, ConsensusRound.task_id == Task.id)
        .where(ConsensusRound.number == newest.correlate(Task).scalar_subquery())
        .order_by(Task.id)
        .limit(BATCH)
    )
    query = _of_tasks(query, project_id, only)
    rows = _in_batches(session, lambda after: query.where(Task.id > after), lambda row: row[0])
    for task_id, picture, annotations, agreement, answers, model, reviewer, parameters in rows:
        source = "people" if reviewer is None else "reviewer"
        if model == IMPORTED:
            source, agreement = f"import: {parameters['source']}", None
        known = {"task_id": task_id, "picture": picture, "agreement": agreement, "answers": answers}
        known["source"] = source
        for thing in annotations:
            support = {"confidence": thing.get("confidence"), "support": thing.get("support")}
            yield {**known, **_shape(thing), **support}
