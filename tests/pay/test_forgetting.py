"""After an account was closed for good no word about her, or of hers, is left anywhere in the database."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

import worker_tasks.people  # noqa: F401 -- brings what each room forgets
from annotate.core.db import reading, transaction
from annotate.host.tables import all_tables
from annotate.people import erasure_service, forgetting, own_data
from annotate.people.models import ErasureRequest
from annotate.projects.models import Project
from annotate.quality.breaker import Hold
from annotate.quality.flags import FlagKind
from annotate.quality.judgement import Verdict
from annotate.quality.models import Appeal, BanDecision, HeldDecision, Judgement, QualityFlag
from annotate.quality.steps import BanAct
from annotate.questions.models import Question
from annotate.work.models import (
    Assignment,
    Draft,
    EditorSettings,
    Mending,
    Submission,
)
from tests.conftest import People
from tests.pay.conftest import work_a_day

DAY = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
WORDS = "KANARIENVOGEL"


def _text_columns() -> set[str]:
    kinds = (sa.String, sa.Text, sa.JSON, sa.LargeBinary)
    return {
        f"{table.name}.{column.name}"
        for table in all_tables().tables.values()
        for column in table.columns
        if table.name in own_data.HERS
        and isinstance(column.type, kinds)
        and not isinstance(column.type, sa.Enum)
    }


def test_every_text_column_about_people_is_sealed_emptied_deleted_or_stays_for_a_reason() -> None:
    left = {name for name in _text_columns() if name.split(".")[0] not in forgetting.DELETED}
    sealed = set(own_data.SEALED) | own_data.SEALED_ELSEWHERE

    assert left - sealed - forgetting.EMPTIED == set(forgetting.STAYS)
    assert _text_columns() >= forgetting.EMPTIED


@pytest.fixture
def worked(app: Any, people: People) -> People:
    work_a_day(people, DAY, pictures=3, rate_e4=5000)
    return people


def _plant(people: People) -> None:
    """Her words, and words about her, wherever somebody can write some."""
    with transaction() as session:
        project = session.scalars(sa.select(Project)).first()
        assert project is not None
        answer = session.scalars(sa.select(Submission).where(Submission.annotator_id == people.mei)).first()
        assert answer is not None
        judged = session.scalars(sa.select(Judgement).where(Judgement.submission_id == answer.id)).first()
        assignment = session.get_one(Assignment, answer.assignment_id)
        assert judged is not None
        judged.note, assignment.release_reason = WORDS, WORDS
        from annotate.work.models import Task

        image_id = session.get_one(Task, answer.task_id).image_id
        who = {"annotator_id": people.mei}
        ours = {"project_id": project.id, **who}
        session.add_all(
            [
                Appeal(judgement_id=judged.id, text=WORDS, note=WORDS, due_at=DAY, **who),
                HeldDecision(
                    judgement_id=judged.id,
                    reviewer_id=people.lin,
                    day=DAY.date(),
                    hold=Hold.SECOND,
                    verdict=Verdict.PART,
                    note=WORDS,
                    **ours,
                ),
                BanDecision(reason=WORDS, asked_by=people.zhao, act=BanAct.BAN, day=DAY.date(), **ours),
                QualityFlag(kind=FlagKind.COPY, other_id=people.an, evidence={}, note=WORDS, **ours),
                Question(
                    key="q-1", assignment_id=assignment.id, image_id=image_id, text=WORDS, due_at=DAY, **ours
                ),
                Mending(
                    assignment_id=assignment.id,
                    submission_id=answer.id,
                    note=WORDS,
                    comments=[{"text": WORDS}],
                    until=DAY,
                    **ours,
                ),
                Draft(assignment_id=assignment.id, revision=1, annotations=[{"text": WORDS}], active_ms=1),
                EditorSettings(account_id=people.mei, revision=1, keys={WORDS: "a"}),
            ]
        )


def _left() -> list[str]:
    """Columns that hold the words."""
    found = []
    with reading() as session:
        for table in all_tables().sorted_tables:
            for row in session.execute(sa.select(table)).mappings():
                found += [f"{table.name}.{name}" for name, value in row.items() if WORDS in str(value)]
    return found


def test_no_word_is_left_and_what_was_decided_stays(worked: People) -> None:
    _plant(worked)
    planted = set(_left())
    assert {
        "appeal.text",
        "question.text",
        "mending.comments",
        "judgement.note",
        "draft.annotations",
    } <= planted
    with reading() as session:
        before = session.execute(
            sa.select(Judgement.id, Judgement.verdict, Judgement.share_percent).order_by(Judgement.id)
        ).all()
    with transaction() as session:
        session.add(ErasureRequest(account_id=worked.mei, due_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    with transaction() as session:
        erasure_service.erase_again(session, worked.mei)

    assert _left() == []
    with reading() as session:
        after = session.execute(
            sa.select(Judgement.id, Judgement.verdict, Judgement.share_percent).order_by(Judgement.id)
        ).all()
    assert after == before
