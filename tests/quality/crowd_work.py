"""A published project with pictures, and people who answer: through the services of every room before."""

import random
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus import service as consensus
from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.datasets.models import Image
from annotate.datasets.service import dataset_of
from annotate.datasets.states import ImageState
from annotate.pay import service as pay
from annotate.projects.service import NewProject, create_project
from annotate.quality import fix_service, gold_service
from annotate.quality import service as quality
from annotate.quality.models import Judgement
from annotate.work import lease_service, task_service
from annotate.work import service as work
from annotate.work.claim_service import Taken
from annotate.work.models import Assignment, Task
from annotate.work.service import SubmissionBody
from annotate.work.states import TaskKind

RATE_E4 = 4200
LABELS = {
    "labels": [
        {"name": "car", "title": {"zh_CN": "小汽车", "en": "Car"}, "color": "#0072B2", "kinds": ["box"]},
        {"name": "person", "title": {"zh_CN": "行人", "en": "Person"}, "color": "#D55E00", "kinds": ["box"]},
    ]
}
# What is on every picture: x, y, width, height.
TRUTH = (("car", (40, 60, 200, 120)), ("car", (400, 80, 160, 90)), ("person", (300, 100, 40, 110)))


def publish(
    manager_id: int, pictures: int = 1, answers: int = 2, rate_e4: int = RATE_E4, most: int = 3
) -> int:
    """Id of a funded, published project with prepared pictures of 640 x 360."""
    with transaction() as session:
        new = NewProject(
            name="城市路口",
            ontology=LABELS,
            rate_e4=rate_e4,
            redundancy_min=answers,
            redundancy_max=most,
            guideline_zh="远处的行人也要框。",
            guideline_en="Box people far away too.",
        )
        project = create_project(session, manager_id, new)
        add_pictures(session, project.id, pictures)
        pay.fund_project(session, manager_id, project.id, 10_000_000, "first")
        task_service.publish_project(session, manager_id, project.id)
        return project.id


def add_pictures(session: Session, project_id: int, pictures: int, first: int = 0) -> None:
    dataset = dataset_of(session, project_id)
    for number in range(first, first + pictures):
        session.add(
            Image(
                dataset_id=dataset.id,
                project_id=project_id,
                name=f"street-{number:03d}.jpg",
                sha256=f"{project_id:032x}{number:032x}",
                width_px=640,
                height_px=360,
                byte_size=1000,
                media_type="image/jpeg",
                storage_key=f"images/aa/{project_id}-{number}",
                state=ImageState.READY,
            )
        )
    session.flush()


def boxes(*things: tuple[str, tuple[float, float, float, float]]) -> list[dict[str, Any]]:
    return [
        {"id": str(uuid.uuid4()), "kind": "box", "label": label, "box": list(box), "attributes": {}}
        for label, box in things
    ]


def right() -> list[dict[str, Any]]:
    """A good answer, by a hand that is off by a pixel: exact repeats would look copied."""
    return boxes(
        *((label, (x + _hand(), y + _hand(), w + _hand(), h + _hand())) for label, (x, y, w, h) in TRUTH)
    )


def _hand() -> float:
    return round(random.gauss(0, 1), 2)


def careless() -> list[dict[str, Any]]:
    """One thing found, and three that are not there."""
    return boxes(
        TRUTH[0], ("person", (500, 250, 60, 80)), ("car", (10, 250, 80, 60)), ("person", (600, 10, 30, 60))
    )


def nonsense() -> list[dict[str, Any]]:
    """Nothing of what is there."""
    return boxes(("person", (500, 250, 60, 80)), ("car", (10, 250, 80, 60)))


def answer(
    annotator_id: int,
    project_id: int,
    annotations: Sequence[dict[str, Any]],
    active_ms: int = 30_000,
    unsure: bool = False,
) -> str:
    """Take the next picture and hand it in; the submission's id."""
    with transaction() as session:
        assignment = work.lease_bag(session, annotator_id, project_id, 1).assignments[0]
        sent = SubmissionBody(str(uuid.uuid4()), list(annotations), active_ms, unsure)
        submission = work.submit(session, annotator_id, assignment.id, sent).submission
        # As long as she says: the test's clock does not move while she draws.
        submission.active_ms = active_ms
        return submission.id


def hand_out(session: Session, annotator_id: int, project_id: int, task_id: int) -> Assignment:
    """This very task, whatever the lease would have chosen."""
    desk = lease_service._desk_of(session, annotator_id, project_id)
    [assignment] = lease_service._assign(session, desk, [Taken(task_id, TaskKind.LABEL)])
    return assignment


_DUTIES = {
    "submission.received": consensus.settle_submission,
    "task.agreed": lambda session, ref: quality.judge_task(session, int(ref)),
    "task.to_reviewer": lambda session, ref: quality.judge_task(session, int(ref)),
    "gold.received": gold_service.score_gold,
    "submission.mended": fix_service.judge_mended,
    "submission.accepted": lambda session, ref: pay.book_acceptance(session, int(ref)),
    "submission.accepted_part": lambda session, ref: pay.book_acceptance(session, int(ref)),
}


def waiting_events() -> list[OutboxEvent]:
    with reading() as session:
        query = sa.select(OutboxEvent).where(OutboxEvent.done_at.is_(None), OutboxEvent.kind.in_(_DUTIES))
        return list(session.scalars(query.order_by(OutboxEvent.id)))


def deliver(event: OutboxEvent) -> None:
    """Do an event's work and write its receipt."""
    with transaction() as session:
        _DUTIES[event.kind](session, event.ref)
        session.get_one(OutboxEvent, event.id).done_at = event.created_at


def catch_up() -> None:
    """Do everything that waits, and what follows from it."""
    while events := waiting_events():
        for event in events:
            deliver(event)


def judgements_of(submission_id: str) -> list[Judgement]:
    """All rounds of an answer, oldest first."""
    with reading() as session:
        query = sa.select(Judgement).where(Judgement.submission_id == submission_id)
        return list(session.scalars(query.order_by(Judgement.round)))


def task_ids(project_id: int) -> list[int]:
    with reading() as session:
        return list(
            session.scalars(sa.select(Task.id).where(Task.project_id == project_id).order_by(Task.id))
        )
