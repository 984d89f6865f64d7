"""What people differ on goes out as quick questions, and their answers settle the picture without a reviewer."""

from typing import Any

import pytest
import sqlalchemy as sa

from annotate.consensus import service as consensus
from annotate.consensus.doubts import doubtful, settled_by
from annotate.consensus.models import ConsensusRound
from annotate.consensus.service import VERIFIED_BY
from annotate.consensus.settlement import Decision
from annotate.consensus.verify_service import order_verify_tasks
from annotate.core.db import reading, transaction
from annotate.quality.judgement import Verdict
from annotate.quality.models import Judgement
from annotate.work.errors import NothingToVerify, VerifyNotFunded
from annotate.work.models import Task, VerifyTask
from annotate.work.states import TaskKind, TaskState, VerifySource
from annotate.work.verify_service import VerifyMade, VerifyOrder
from tests.conftest import People
from tests.consensus.test_verifying import verify
from tests.quality.crowd_work import answer, boxes, catch_up, judgements_of, publish, right

EXTRA = ("person", (500, 250, 60, 80))


def disputed_picture(people: People) -> tuple[int, str, str]:
    """A project whose one picture waits for a reviewer, and the two answers to it: An saw somebody more."""
    project = publish(people.zhao, answers=2, most=2)
    with transaction() as session:
        session.execute(sa.text("UPDATE project SET confidence = 0.9999"))
    hers = answer(people.mei, project, right())
    other = answer(people.an, project, [*right(), *boxes(EXTRA)])
    catch_up()
    assert label_task(project).state is TaskState.TO_REVIEWER
    return project, hers, other


def label_task(project_id: int) -> Task:
    with reading() as session:
        query = sa.select(Task).where(Task.project_id == project_id, Task.kind == TaskKind.LABEL)
        return session.scalars(query).one()


def order(project_id: int, who: int, rate_e4: int = 200) -> VerifyMade:
    with transaction() as session:
        return order_verify_tasks(session, who, project_id, VerifyOrder(VerifySource.DISPUTED, rate_e4))


def asked(project_id: int) -> list[dict[str, Any]]:
    with reading() as session:
        query = sa.select(VerifyTask).join(Task).where(Task.project_id == project_id)
        return session.scalars(query).one().objects


def newest(project_id: int) -> ConsensusRound:
    with reading() as session:
        found = consensus.consensus_of(session, label_task(project_id).id)
        assert found is not None
        return found


def test_only_what_is_in_doubt_is_asked(people: People, more_people: list[int]) -> None:
    project, _, _ = disputed_picture(people)

    made = order(project, people.zhao)

    assert made.tasks == 1
    assert [round(one["box"][0]) for one in asked(project)] == [500]


@pytest.mark.parametrize(
    ("said", "things"), [("right", 4), ("not_there", 3)], ids=["it is there", "nothing is there"]
)
def test_the_picture_is_settled_by_what_people_say(
    people: People, more_people: list[int], said: str, things: int
) -> None:
    project, mei, an = disputed_picture(people)
    order(project, people.zhao)

    for woman in more_people[:2]:
        verify(woman, project, *[said] * len(asked(project)))
    catch_up()

    found = newest(project)
    assert label_task(project).state is TaskState.AGREED
    assert (found.decision, len(found.annotations)) == (Decision.AGREED, things)
    assert (found.adjudicated_by, VERIFIED_BY in found.parameters) == (None, True)
    for submission in (mei, an):
        assert judgements_of(submission)[-1].verdict is Verdict.ACCEPTED
        with reading() as session:
            paid = sa.select(sa.func.count()).where(
                Judgement.submission_id == submission, Judgement.is_current, Judgement.final
            )
            assert session.scalar(paid) == 1


def test_what_wants_a_redraw_stays_with_the_reviewer(people: People, more_people: list[int]) -> None:
    project, _, _ = disputed_picture(people)
    order(project, people.zhao)

    for woman in more_people[:2]:
        verify(woman, project, *["loose"] * len(asked(project)))
    catch_up()

    assert label_task(project).state is TaskState.TO_REVIEWER
    assert VERIFIED_BY not in newest(project).parameters


def test_a_reviewer_who_was_faster_is_not_overruled(people: People, more_people: list[int]) -> None:
    project, _, _ = disputed_picture(people)
    order(project, people.zhao)
    with transaction() as session:
        consensus.adjudicate_task(session, people.lin, label_task(project).id, right())

    for woman in more_people[:2]:
        verify(woman, project, *["right"] * len(asked(project)))
    catch_up()

    assert newest(project).adjudicated_by == people.lin


def test_a_picture_is_asked_about_once_and_must_be_paid_for(people: People, more_people: list[int]) -> None:
    project, _, _ = disputed_picture(people)

    with transaction() as session:
        session.execute(sa.text("UPDATE project SET funded_e4 = 14000"))
    with pytest.raises(VerifyNotFunded):
        order(project, people.zhao, rate_e4=2000)
    order(project, people.zhao)

    with pytest.raises(NothingToVerify):
        order(project, people.zhao)


def thing(name: str, confidence: float, named: float = 1.0) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "box",
        "label": "car",
        "box": [0, 0, 9, 9],
        "confidence": confidence,
        "label_probabilities": {"car": named, "bus": 1 - named},
    }


def test_doubts_are_what_may_well_be_otherwise() -> None:
    settled = [thing("sure", 0.99), thing("maybe", 0.7), thing("name", 0.99, 0.6)]
    disputed = [thing("ghost", 0.02), thing("perhaps", 0.4)]

    assert [one["id"] for one in doubtful(settled, disputed)] == ["maybe", "name", "perhaps"]
    assert [one["id"] for one in doubtful([thing("sure", 0.99)], [thing("ghost", 0.02)])] == ["ghost"]


def test_verdicts_make_the_truth_or_leave_it_open() -> None:
    settled, disputed = [thing("a", 0.99), thing("b", 0.7)], [thing("c", 0.4), thing("d", 0.02)]

    found = settled_by(settled, disputed, {"b": "not_there", "c": "right"})

    assert [one["id"] for one in found or ()] == ["a", "c"]
    assert settled_by(settled, disputed, {"b": "right", "c": "wrong_class"}) is None
    assert settled_by(settled, disputed, {"b": "right", "c": None}) is None
