"""From the first visit to the first bag: practice until it is right, an exam without hints, and another one tomorrow."""

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid, NotFound
from annotate.projects.models import Project
from annotate.training import answer_service, queries, service
from annotate.training.errors import ExamTomorrow, NothingToLearn, PractiseFirst, RoundIsOver
from annotate.training.models import GoldUse
from annotate.training.rules import MOST_ATTEMPTS, RoundKind, RoundState, Step, Use
from annotate.work import gold_service as golds
from annotate.work import service as work
from annotate.work import standing_service
from annotate.work.errors import AlreadySubmitted, OlderDraft, SubmissionDiffers
from annotate.work.models import Gold, Submission, Task
from annotate.work.states import Gate, NoWorkReason
from tests.conftest import People
from tests.training.class_room import (
    begin,
    hand_in,
    nonsense,
    open_class,
    right,
    round_of,
    tasks_of,
    waiting,
    work_through,
)

pytestmark = pytest.mark.usefixtures("database")
NOON = dt.datetime(2026, 1, 5, 4, tzinfo=dt.UTC)


@pytest.fixture
def project_id(people: People) -> int:
    return open_class(people.zhao)


def lease(annotator_id: int, project_id: int) -> tuple[int, NoWorkReason | None]:
    with transaction() as session:
        handout = work.lease_bag(session, annotator_id, project_id, 2)
        return len(handout.assignments), handout.reason


def step_of(annotator_id: int, project_id: int) -> Step:
    with reading() as session:
        return queries.way_into(session, annotator_id, session.get_one(Project, project_id), "zh_CN").step


def test_a_newcomer_learns_practises_passes_and_gets_her_first_bag(people: People, project_id: int) -> None:
    assert lease(people.mei, project_id) == (0, NoWorkReason.TRAINING)
    with reading() as session:
        assert [way.project_id for way in queries.at_home(session, people.mei, "zh_CN").ways] == [project_id]

    practice = begin(people.mei, project_id)
    assert work_through(people.mei, practice) == 10
    assert lease(people.mei, project_id) == (0, NoWorkReason.EXAM)
    exam = begin(people.mei, project_id, RoundKind.EXAM)
    work_through(people.mei, exam, lambda number: number >= 2)

    assert (round_of(exam).state, round_of(exam).right_count) == (RoundState.PASSED, 8)
    assert lease(people.mei, project_id) == (2, None)
    with reading() as session:
        standing = standing_service.standing_of(session, people.mei, project_id)
        assert (standing.gate, standing.level) == (Gate.OPEN, 1)
        assert queries.at_home(session, people.mei, "zh_CN").ways == []


def test_the_exam_shows_nothing_from_practice(people: People, project_id: int) -> None:
    practice = begin(people.mei, project_id)
    work_through(people.mei, practice)
    exam = begin(people.mei, project_id, RoundKind.EXAM)

    practised, asked = ({one.task_id for one in tasks_of(number)} for number in (practice, exam))
    assert len(practised) == len(asked) == 10
    assert not practised & asked


def test_a_picture_comes_again_until_it_is_right_but_not_for_ever(people: People, project_id: int) -> None:
    practice = begin(people.mei, project_id)

    # Two pictures go wrong at first, and are right the second time.
    assert work_through(people.mei, practice, lambda number: number >= 2) == 12
    assert round_of(practice).right_count == 10
    # Somebody who never gets one right is not held for ever.
    hopeless = begin(people.an, project_id)
    assert work_through(people.an, hopeless, lambda _: False) == 10 * MOST_ATTEMPTS
    assert round_of(hopeless).state is RoundState.DONE
    assert step_of(people.an, project_id) is Step.EXAM


def test_practice_tells_the_right_answer_at_once_and_an_exam_does_not(
    people: People, project_id: int
) -> None:
    practice = begin(people.mei, project_id)
    told = hand_in(people.mei, waiting(people.mei, practice)[0], nonsense())
    with reading() as session:
        lesson = answer_service.lesson_of(session, people.mei, told)
        assert lesson is not None
        assert (lesson.passed, len(lesson.reference), bool(lesson.hints)) == (False, 3, True)
        with pytest.raises(NotFound):
            answer_service.lesson_of(session, people.an, told)
    work_through(people.mei, practice)

    exam = begin(people.mei, project_id, RoundKind.EXAM)
    silent = hand_in(people.mei, waiting(people.mei, exam)[0], nonsense())
    with reading() as session:
        assert answer_service.lesson_of(session, people.mei, silent) is None
        shown = queries.result_of(
            session,
            round_of(exam),
            queries.way_into(session, people.mei, session.get_one(Project, project_id), "en"),
        )
        assert (list(shown.shown), shown.left) == ([], 9)


def test_who_fails_tries_again_after_a_day_as_often_as_she_likes(people: People, project_id: int) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        with pytest.raises(PractiseFirst):
            begin(people.mei, project_id, RoundKind.EXAM)
        work_through(people.mei, begin(people.mei, project_id))
        for number in range(1, 7):
            exam = begin(people.mei, project_id, RoundKind.EXAM)
            work_through(people.mei, exam, lambda number: number >= 3)
            assert (round_of(exam).number, round_of(exam).state) == (number, RoundState.FAILED)
            now.shift(dt.timedelta(hours=23))
            with pytest.raises(ExamTomorrow):
                begin(people.mei, project_id, RoundKind.EXAM)
            assert step_of(people.mei, project_id) is Step.WAIT
            now.shift(dt.timedelta(hours=1))
            assert step_of(people.mei, project_id) is Step.EXAM
        # In between she may practise as much as she wants.
        assert round_of(begin(people.mei, project_id)).number == 2

        work_through(people.mei, begin(people.mei, project_id, RoundKind.EXAM))
        assert step_of(people.mei, project_id) is Step.READY
        with pytest.raises(NothingToLearn):
            begin(people.mei, project_id, RoundKind.EXAM)


def test_an_answer_sent_twice_is_one_and_another_under_its_name_is_refused(
    people: People, project_id: int
) -> None:
    practice = begin(people.mei, project_id)
    first, second = waiting(people.mei, practice)[:2]
    shapes, key = right(), str(uuid.uuid4())

    hand_in(people.mei, first, shapes, key=key)
    hand_in(people.mei, first, shapes, key=key)

    assert sum(one.answered_at is not None for one in tasks_of(practice)) == 1
    with pytest.raises(SubmissionDiffers):
        hand_in(people.mei, first, nonsense(), key=key)
    with pytest.raises(SubmissionDiffers):
        hand_in(people.mei, second, shapes, key=key)
    with pytest.raises(AlreadySubmitted):
        hand_in(people.mei, first, shapes)
    with pytest.raises(NotFound):
        hand_in(people.an, second, shapes)
    with pytest.raises(Invalid):
        hand_in(people.mei, second, [{**shapes[0], "label": "ufo"}])
    assert waiting(people.an, begin(people.an, project_id)) != waiting(people.mei, practice)


def test_a_finished_round_takes_nothing_more_and_begins_once(people: People, project_id: int) -> None:
    practice = begin(people.mei, project_id)
    assert begin(people.mei, project_id) == practice
    last = waiting(people.mei, practice)[-1]
    with transaction() as session:
        service.end_round(session, answer_service.own_round(session, people.mei, practice, lock=True))

    with pytest.raises(RoundIsOver):
        hand_in(people.mei, last, right())
    assert waiting(people.mei, practice) == []


def test_a_draft_is_kept_and_an_older_one_refused(people: People, project_id: int) -> None:
    task = waiting(people.mei, begin(people.mei, project_id))[0]
    drawn = right()
    with transaction() as session:
        answer_service.save_draft(session, people.mei, task, drawn, 5_000, 2)
        answer_service.save_draft(session, people.mei, task, drawn, 6_000, 2)
    for revision, shapes in ((1, drawn), (2, nonsense())):
        with pytest.raises(OlderDraft), transaction() as session:
            answer_service.save_draft(session, people.mei, task, shapes, 7_000, revision)
    with transaction() as session:
        one, found = answer_service.own_task(session, people.mei, task)
        handed = queries.handed_out(session, one, [found], NOON)
        assert handed[0].draft == {"annotations": drawn, "active_ms": 6_000, "revision": 2, "decided": []}
    with transaction() as session:
        answer_service.put_last(session, people.mei, task)
    assert waiting(people.mei, one.id)[-1] == task


def test_learning_is_no_work_and_its_pictures_are_no_checks_any_more(people: People, project_id: int) -> None:
    practice = begin(people.mei, project_id)
    work_through(people.mei, practice)
    with reading() as session:
        tasks = sa.select(sa.func.sum(Task.done), sa.func.sum(Task.taken)).where(
            Task.project_id == project_id
        )
        assert session.execute(tasks).one() == (0, 0)
        assert session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 0
        unseen = session.scalars(golds._UNSEEN, {"annotator_id": people.mei, "project_id": project_id}).all()
    assert not set(unseen) & {one.task_id for one in tasks_of(practice)}


def test_a_withdrawn_check_counts_for_nobody(people: People, project_id: int) -> None:
    work_through(people.mei, begin(people.mei, project_id))
    exam = begin(people.mei, project_id, RoundKind.EXAM)
    for task in waiting(people.mei, exam)[:3]:
        hand_in(people.mei, task, nonsense())
    with transaction() as session:
        for one in tasks_of(exam)[:3]:
            golds.end_gold(session, session.get_one(Gold, one.task_id), people.zhao, "wrong")
    work_through(people.mei, exam)

    assert (round_of(exam).state, round_of(exam).picture_count) == (RoundState.PASSED, 7)


def test_the_managers_choice_comes_first(people: People, project_id: int) -> None:
    with transaction() as session:
        known = service.golds_in_use(session, project_id)
        session.add_all(GoldUse(task_id=task_id, use=Use.EXAM) for task_id in known[:10])
    practice = begin(people.mei, project_id)
    work_through(people.mei, practice)
    exam = begin(people.mei, project_id, RoundKind.EXAM)

    assert sorted(one.task_id for one in tasks_of(exam)) == known[:10]


def test_where_there_is_nothing_to_learn_with_nobody_is_kept_waiting(people: People) -> None:
    few = open_class(people.zhao, checks=4)
    assert lease(people.mei, few) == (2, None)
    with pytest.raises(NothingToLearn):
        begin(people.mei, few)


def test_who_has_worked_before_learns_nothing_first(people: People, project_id: int) -> None:
    with transaction() as session:
        session.get_one(Project, project_id).needs_training = False
    assert lease(people.mei, project_id)[0] == 2
    with transaction() as session:
        session.get_one(Project, project_id).needs_training = True

    assert lease(people.mei, project_id)[0] == 2
    assert lease(people.an, project_id) == (0, NoWorkReason.TRAINING)


def test_learning_opens_no_gate_that_somebody_closed(people: People, project_id: int) -> None:
    practice = begin(people.mei, project_id)
    with transaction() as session:
        standing_service.set_gate(session, people.mei, project_id, Gate.BANNED, reason="spam")
    work_through(people.mei, practice)
    work_through(people.mei, begin(people.mei, project_id, RoundKind.EXAM))

    with reading() as session:
        assert standing_service.standing_of(session, people.mei, project_id).gate is Gate.BANNED
