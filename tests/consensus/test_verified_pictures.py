"""What verifying does to the pictures around it: decided ones, frames of videos, imports of proposals."""

import sqlalchemy as sa

from annotate.consensus import service as consensus
from annotate.core.db import reading, transaction
from annotate.datasets import queries as datasets
from annotate.datasets.models import Image, ImportRun, PrelabelImport
from annotate.datasets.models import Sequence as Video
from annotate.work import queries as work_queries
from annotate.work.models import Task
from annotate.work.states import TaskKind, TaskState, VerifySource
from tests.conftest import People
from tests.consensus.test_verifying import THINGS, held, order, propose, verify
from tests.quality.crowd_work import answer, catch_up, publish, right


def test_a_picture_that_a_person_decided_is_never_asked_of_the_crowd_again(
    people: People, more_people: list[int]
) -> None:
    project = publish(people.zhao, answers=2, most=5)
    for woman in (people.mei, people.an):
        answer(woman, project, right())
    catch_up()
    with reading() as session:
        task_id = session.scalars(sa.select(Task.id).where(Task.kind == TaskKind.LABEL)).one()
    with transaction() as session:
        consensus.adjudicate_task(session, people.lin, task_id, right())
    order(project, people.zhao, VerifySource.CONSENSUS)
    for woman in more_people[:2]:
        verify(woman, project, "right", "not_there", "right")
    catch_up()

    # An answer more would wait for ever: what a person decided is not settled anew.
    with reading() as session:
        assert session.get_one(Task, task_id).state is TaskState.TO_REVIEWER


def test_she_sees_the_frame_of_a_video_that_she_verifies(people: People) -> None:
    project = publish(people.zhao, answers=1, most=1)
    propose(project, people.zhao, *THINGS)
    with transaction() as session:
        image = session.scalars(sa.select(Image)).one()
        video = Video(dataset_id=image.dataset_id, project_id=project, name="ride", fps=10.0, frame_count=1)
        session.add(video)
        session.flush()
        image.sequence_id, image.frame_index = video.id, 0
        clip = session.scalars(sa.select(Task)).one()
        clip.sequence_id, clip.frame_count, clip.state = video.id, 1, TaskState.CLOSED
    order(project, people.zhao)

    (mine,) = held(people.mei, project)

    with reading() as session:
        assert work_queries.has_had_image(session, people.mei, mine.frames[0].image_id)
        assert not work_queries.has_had_image(session, people.an, mine.frames[0].image_id)


def test_verifying_does_not_count_an_import_twice(people: People) -> None:
    project = publish(people.zhao, answers=1, most=1)
    propose(project, people.zhao, *THINGS)
    with transaction() as session:
        run = session.scalars(sa.select(ImportRun)).one()
        session.add(PrelabelImport(import_run_id=run.id, format="coco", source="detector-7"))
    order(project, people.zhao)
    for woman in (people.mei, people.an):
        verify(woman, project, "right", "loose", "not_there")
    catch_up()

    with reading() as session:
        assert datasets.import_facts(session, session.scalars(sa.select(ImportRun)).one()).taken == 1
