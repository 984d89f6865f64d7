"""Answers that tests hand in."""

import uuid
from typing import Any

from annotate.core.db import transaction
from annotate.work import service
from annotate.work.service import Receipt, SubmissionBody


def box(
    x: float = 10, y: float = 10, width: float = 100, height: float = 50, label: str = "car"
) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "kind": "box",
        "label": label,
        "box": [x, y, width, height],
        "attributes": {"occluded": False},
    }


def body(*boxes: dict[str, Any], submission_id: str | None = None, active_ms: int = 8000) -> SubmissionBody:
    return SubmissionBody(submission_id or str(uuid.uuid4()), list(boxes), active_ms)


def lease(annotator_id: int, project_id: int, count: int = 1) -> list[int]:
    with transaction() as session:
        handout = service.lease_bag(session, annotator_id, project_id, count)
        return [assignment.id for assignment in handout.assignments]


def submit(annotator_id: int, assignment_id: int, sent: SubmissionBody | None = None) -> Receipt:
    with transaction() as session:
        return service.submit(session, annotator_id, assignment_id, sent or body(box()))
