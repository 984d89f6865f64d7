"""Every answer of a project with its provenance, as tables for an export: a batch in memory at a time."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.consensus.settlement import IMPORTED
from annotate.core.cells import defused
from annotate.datasets.formats.columns import Columns, Kind
from annotate.datasets.formats.registry import File
from annotate.datasets.models import Image
from annotate.datasets.parquet_service import parquet_parts
from annotate.datasets.states import ExportScope
from annotate.people.models import Account
from annotate.projects.models import GuidelineVersion, OntologyVersion
from annotate.quality.models import Judgement
from annotate.work.models import Assignment, Submission, SubmissionProposals, Task
from annotate.work.states import TaskKind, TaskState

BATCH = 200
_ANSWER: Columns = {
    "answer_id": Kind.TEXT,
    "task_id": Kind.WHOLE,
    "task_kind": Kind.TEXT,
    "task_state": Kind.TEXT,
    "picture": Kind.TEXT,
    "picture_sha256": Kind.TEXT,
    "frames": Kind.WHOLE,
    "annotator": Kind.TEXT,
    "ontology_version": Kind.WHOLE,
    "guideline_version": Kind.WHOLE,
    "handed_out_at": Kind.MOMENT,
    "received_at": Kind.MOMENT,
    "active_ms": Kind.WHOLE,
    "objects": Kind.WHOLE,
    "unsure": Kind.TRUTH,
    "late": Kind.TRUTH,
    "surplus": Kind.TRUTH,
    "verdict": Kind.TEXT,
    "share_percent": Kind.WHOLE,
    "score": Kind.REAL,
    "judged_at": Kind.MOMENT,
    "judged_by": Kind.TEXT,
    "price_e4": Kind.WHOLE,
    "currency": Kind.TEXT,
}
_SHAPE: Columns = {
    "object_id": Kind.TEXT,
    "kind": Kind.TEXT,
    "label": Kind.TEXT,
    "track": Kind.TEXT,
    "frame": Kind.WHOLE,
    "keyframe": Kind.TRUTH,
    "geometry": Kind.TEXT,
    "attributes": Kind.TEXT,
}
_OBJECT: Columns = {"answer_id": Kind.TEXT, "task_id": Kind.WHOLE, **_SHAPE, "origin": Kind.TEXT}
_AGREED: Columns = {
    "task_id": Kind.WHOLE,
    "picture": Kind.TEXT,
    **_SHAPE,
    "confidence": Kind.REAL,
    "support": Kind.TEXT,
    "agreement": Kind.REAL,
    "answers": Kind.WHOLE,
    "source": Kind.TEXT,
}
_NOT_GEOMETRY = frozenset(
    {"id", "kind", "label", "track", "frame", "keyframe", "attributes", "confidence", "support"}
    | {"label_probabilities", "edge_spread_px", "looks"}
)


def tables_of(session: Session, project_id: int, only: ExportScope, suffix: str = "csv") -> Iterator[File]:
    """Answers, their objects, and what is agreed. consensus: of tasks that are agreed on; all: of every task.

    suffix: csv or parquet.
    """
    write = parquet_parts if suffix == "parquet" else _csv
    yield f"answers.{suffix}", write(_ANSWER, map(_answer, _answers(session, project_id, only)))
    yield f"objects.{suffix}", write(_OBJECT, _objects(session, project_id, only))
    yield f"agreed.{suffix}", write(_AGREED, _agreed(session, project_id, only))


def _csv(columns: Columns, rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
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
    # Columns, not rows: an answer's document is long, and only `objects` wants it.
    query = (
        sa.select(
            Assignment.id.label("assignment_id"),
            Submission.id.label("answer_id"),
            Task.id.label("task_id"),
            Task.kind.label("task_kind"),
            Task.state.label("task_state"),
            Image.name.label("picture"),
            Image.sha256.label("picture_sha256"),
            Task.frame_count.label("frames"),
            Account.alias.label("annotator"),
            OntologyVersion.number.label("ontology_version"),
            GuidelineVersion.number.label("guideline_version"),
            Assignment.taken_at.label("handed_out_at"),
            Submission.received_at,
            Submission.active_ms,
            Submission.shape_count.label("objects"),
            Submission.unsure,
            Submission.late,
            Submission.surplus,
            Judgement.verdict,
            Judgement.share_percent,
            Judgement.score,
            Judgement.judged_at,
            judge.alias.label("judge"),
            Submission.rate_e4.label("price_e4"),
            Submission.currency,
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
    return _in_batches(session, lambda after: query.where(Assignment.id > after), lambda row: row[0])


def _answer(row: Any) -> dict[str, Any]:
    judged_by = (row.judge or "rule") if row.verdict is not None else None
    return {**row._mapping, "judged_by": judged_by}


def _shape(thing: Mapping[str, Any]) -> dict[str, Any]:
    geometry = {name: value for name, value in thing.items() if name not in _NOT_GEOMETRY}
    return {
        "object_id": thing.get("id"),
        "kind": thing["kind"],
        "label": thing["label"],
        "track": thing.get("track"),
        "frame": thing.get("frame"),
        "keyframe": thing.get("keyframe"),
        "geometry": _json(geometry),
        "attributes": _json(thing.get("attributes", {})),
    }


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _objects(session: Session, project_id: int, only: ExportScope) -> Iterator[dict[str, Any]]:
    found = sa.select(Submission.id, Submission.assignment_id).join(Task, Task.id == Submission.task_id)
    found = _of_tasks(found, project_id, only).order_by(Submission.assignment_id).limit(BATCH)

    def page(after: int) -> Any:
        # Which answers first: documents that are sorted away would all be unpacked before.
        ids = found.where(Submission.assignment_id > after).subquery()
        columns = (Submission.id, Submission.task_id, sa.cast(Submission.annotations, sa.Text))
        query = sa.select(*columns, SubmissionProposals.entries, ids.c.assignment_id)
        query = query.join(ids, ids.c.id == Submission.id)
        is_its = SubmissionProposals.submission_id == Submission.id
        return query.join(SubmissionProposals, is_its, isouter=True).order_by(ids.c.assignment_id)

    rows = _in_batches(session, page, lambda row: row[4])
    for answer_id, task_id, annotations, entries, _ in rows:
        origins = {entry["id"]: f"{entry['source']}: {entry['decision']}" for entry in entries or ()}
        for thing in orjson.loads(annotations):
            origin = origins.get(thing.get("id"), "hand")
            yield {"answer_id": answer_id, "task_id": task_id, **_shape(thing), "origin": origin}


def _agreed(session: Session, project_id: int, only: ExportScope) -> Iterator[dict[str, Any]]:
    later = sa.orm.aliased(ConsensusRound)
    is_old = sa.select(later.id).where(later.task_id == Task.id, later.number > ConsensusRound.number)
    found = (
        sa.select(Task.id.label("task_id"), Task.done, Image.name, ConsensusRound.id)
        .join(Image, Image.id == Task.image_id)
        .join(ConsensusRound, ConsensusRound.task_id == Task.id)
        .where(~is_old.exists())
    )
    found = _of_tasks(found, project_id, only).order_by(Task.id).limit(BATCH)

    def page(after: int) -> Any:
        ids = found.where(Task.id > after).subquery()
        query = sa.select(
            ids.c.task_id,
            ids.c.name,
            sa.cast(ConsensusRound.annotations, sa.Text),
            ConsensusRound.agreement,
            ids.c.done,
            ConsensusRound.model_version,
            ConsensusRound.adjudicated_by,
            ConsensusRound.parameters,
        )
        return query.join(ids, ids.c.id == ConsensusRound.id).order_by(ids.c.task_id)

    rows = _in_batches(session, page, lambda row: row[0])
    for task_id, picture, annotations, agreement, answers, model, reviewer, parameters in rows:
        source = "people" if reviewer is None else "reviewer"
        if model == IMPORTED:
            source, agreement = f"import: {parameters['source']}", None
        known = {"task_id": task_id, "picture": picture, "agreement": agreement, "answers": answers}
        known["source"] = source
        for thing in orjson.loads(annotations):
            support = {"confidence": thing.get("confidence"), "support": _json(thing.get("support", []))}
            yield {**known, **_shape(thing), **support}
