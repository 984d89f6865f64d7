"""What was mended is what consensus and exports see; what is paid is not touched by it."""

import uuid

import sqlalchemy as sa

from annotate.consensus import service as consensus
from annotate.consensus.models import ConsensusRound
from annotate.core.db import reading, transaction
from annotate.datasets.models import ImportRun
from annotate.datasets.prelabel_service import replace_prelabel
from annotate.pay.models import Earning
from annotate.quality import dispute_queries, fix_service, gold_service
from annotate.quality.judgement import Verdict
from annotate.work import service as work
from annotate.work.models import Submission, Task
from annotate.work.service import SubmissionBody
from annotate.work.states import TaskState
from tests.conftest import People
from tests.quality.crowd_work import (
    RATE_E4,
    answer,
    catch_up,
    hand_out,
    judgements_of,
    nonsense,
    publish,
    right,
    task_ids,
)


def given_back(people: People, others: int) -> str:
    """Mei's answer, which a reviewer gave back; so many others answered well."""
    project_id = publish(people.zhao, answers=others + 1, most=others + 1)
    for who in (people.an, people.lin)[:others]:
        answer(who, project_id, right())
    bad = answer(people.mei, project_id, nonsense())
    catch_up()
    with transaction() as session:
        fix_service.ask_to_mend(session, people.lin, judgements_of(bad)[0].id, "行人没有框", [])
    return bad


def mend(people: People, submission_id: str) -> str:
    version = SubmissionBody(str(uuid.uuid4()), right(), 20_000)
    with transaction() as session:
        assignment_id = session.get_one(Submission, submission_id).assignment_id
        work.submit(session, people.mei, assignment_id, version)
    catch_up()
    return version.submission_id


def rounds_of(task_id: int) -> list[ConsensusRound]:
    with reading() as session:
        query = sa.select(ConsensusRound).where(ConsensusRound.task_id == task_id)
        return list(session.scalars(query.order_by(ConsensusRound.number)))


def test_a_mended_answer_settles_its_picture_anew_and_the_round_names_the_version(people: People) -> None:
    bad = given_back(people, others=1)
    (task_id,) = task_ids(1)
    assert len(rounds_of(task_id)) == 1

    version = mend(people, bad)
    with transaction() as session:
        # The same answers in the same versions are settled once.
        assert consensus.settle_task(session, task_id) is None

    before, after = rounds_of(task_id)
    assert after.parameters["mended"] == {bad: version}
    assert before.per_submission[bad]["expected_f1"] < 0.6 < after.per_submission[bad]["expected_f1"]
    with reading() as session:
        (picture,) = consensus.iter_labelled_pictures(session, 1)
        assert sorted(one["label"] for one in picture.annotations) == ["car", "car", "person"]
        mine = {one.key: one for one in dispute_queries.versions_of(session, task_id)}[bad]
        assert len(mine.annotations) == 3
        # The first answer stays as it came.
        assert len(session.get_one(Submission, bad).annotations) == 2


def test_settling_anew_touches_no_pay(people: People) -> None:
    bad = given_back(people, others=2)

    mend(people, bad)

    assert [one.verdict for one in judgements_of(bad)] == [Verdict.IN_REVIEW, Verdict.FIX, Verdict.ACCEPTED]
    with reading() as session:
        paid = session.scalars(sa.select(Earning.amount_e4)).all()
    assert list(paid) == [RATE_E4] * 3


def imported_gold(people: People, answers: int) -> int:
    """A check made of imported labels, and how often it was answered; its task."""
    project_id = publish(people.zhao, pictures=2, answers=2, most=3)
    task_id, _ = task_ids(project_id)
    with transaction() as session:
        image_id = session.get_one(Task, task_id).image_id
        run = ImportRun(project_id=project_id, created_by=people.zhao)
        session.add(run)
        session.flush()
        replace_prelabel(session, project_id, image_id, "model", run.id, right())
        gold_service.make_gold(session, people.zhao, task_id, "labels")
        for who in (people.mei, people.an)[:answers]:
            assignment = hand_out(session, who, project_id, task_id)
            work.submit(session, who, assignment.id, SubmissionBody(str(uuid.uuid4()), right(), 1000))
    catch_up()
    return task_id


def state_of(task_id: int) -> TaskState:
    with reading() as session:
        return session.get_one(Task, task_id).state


def test_a_withdrawn_check_of_imported_labels_goes_out_as_an_ordinary_picture(people: People) -> None:
    task_id = imported_gold(people, answers=0)
    assert state_of(task_id) is TaskState.CLOSED

    with transaction() as session:
        gold_service.withdraw(session, people.zhao, task_id)

    assert state_of(task_id) is TaskState.OPEN
    for who in (people.mei, people.an):
        answer(who, 1, right())
    catch_up()
    assert state_of(task_id) is TaskState.AGREED


def test_a_withdrawn_check_with_answers_enough_is_settled_with_them(people: People) -> None:
    task_id = imported_gold(people, answers=2)

    with transaction() as session:
        gold_service.withdraw(session, people.zhao, task_id)
    catch_up()

    assert state_of(task_id) is TaskState.AGREED
    with reading() as session:
        paid = session.scalars(sa.select(Earning.amount_e4)).all()
    assert list(paid) == [RATE_E4] * 2
