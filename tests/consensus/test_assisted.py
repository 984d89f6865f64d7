"""Who takes the same proposals of a machine is no copier; who repeats another's drawing still is."""

import uuid
from typing import Any

import sqlalchemy as sa

from annotate.consensus.crowd_service import assisted_of
from annotate.consensus.models import AnnotatorQuality
from annotate.consensus.refit_service import refit_project
from annotate.core.db import reading, transaction
from annotate.datasets import prelabel_service
from annotate.datasets.models import Image, ImportRun
from annotate.work import service as work
from annotate.work.models import Submission
from annotate.work.queries import handed_out
from annotate.work.service import SubmissionBody
from tests.conftest import People
from tests.quality.crowd_work import TRUTH, boxes, catch_up, publish

PICTURES = 6


def _propose_everywhere(project_id: int, owner_id: int) -> None:
    with transaction() as session:
        run = ImportRun(project_id=project_id, created_by=owner_id)
        session.add(run)
        session.flush()
        for image_id in session.scalars(sa.select(Image.id).where(Image.project_id == project_id)):
            prelabel_service.replace_prelabel(
                session, project_id, image_id, "detector-7", run.id, boxes(*TRUTH)
            )


def _answer_all(annotator_id: int, project_id: int, shapes: dict[int, list[dict[str, Any]]]) -> None:
    """Hand in for each task what stands under it, proposals taken as they are."""
    with transaction() as session:
        for assignment in work.lease_bag(session, annotator_id, project_id, PICTURES).assignments:
            mine = shapes[assignment.task_id]
            sent = SubmissionBody(str(uuid.uuid4()), mine, 9000, decided=[one["id"] for one in mine])
            work.submit(session, annotator_id, assignment.id, sent)


def _shapes(project_id: int, annotator_id: int) -> dict[int, list[dict[str, Any]]]:
    with transaction() as session:
        held = [one.id for one in work.lease_bag(session, annotator_id, project_id, PICTURES).assignments]
        given_out = handed_out(session, held)
    return {
        one.task_id: [
            dict(shape) for shape in (one.prelabels or {"annotations": boxes(*TRUTH)})["annotations"]
        ]
        for one in given_out
    }


def _copies(project_id: int) -> list[int]:
    with transaction() as session:
        refit_project(session, project_id)
    with reading() as session:
        return list(
            session.scalars(sa.select(AnnotatorQuality.copies).order_by(AnnotatorQuality.annotator_id))
        )


def test_two_who_take_the_same_proposals_are_no_copiers(people: People) -> None:
    project = publish(people.zhao, pictures=PICTURES, answers=2, most=2)
    _propose_everywhere(project, people.zhao)
    shapes = _shapes(project, people.mei)
    for woman in (people.mei, people.an):
        _answer_all(woman, project, shapes)
    catch_up()

    with reading() as session:
        answers = session.scalars(sa.select(Submission)).all()
        assert assisted_of(session, answers) == {one.id for one in answers}
    assert _copies(project) == [0, 0]


def test_without_proposals_the_same_answers_again_and_again_are_copies(people: People) -> None:
    project = publish(people.zhao, pictures=PICTURES, answers=2, most=2)
    shapes = _shapes(project, people.mei)
    for woman in (people.mei, people.an):
        _answer_all(woman, project, shapes)
    catch_up()

    assert sum(_copies(project)) >= PICTURES
