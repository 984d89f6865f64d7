"""Verify tasks: made from what is proposed or agreed on, answered by others, settled, judged and paid once."""

import uuid
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from annotate.consensus import service as consensus
from annotate.consensus import verify_service
from annotate.consensus.crowd_service import learn_more
from annotate.consensus.models import ConsensusRound
from annotate.consensus.settlement import Decision
from annotate.consensus.verifying import Choice, verify_objects, worth_of
from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid
from annotate.datasets import prelabel_service
from annotate.datasets import queries as datasets
from annotate.datasets.models import Image, ImportRun
from annotate.datasets.states import ExportScope
from annotate.pay import service as pay
from annotate.projects.models import Project
from annotate.quality.judgement import Verdict
from annotate.work import offer_queries, proposal_queries
from annotate.work import queries as work_queries
from annotate.work import service as work
from annotate.work.errors import NothingToVerify, VerifyNotFunded
from annotate.work.models import Task
from annotate.work.states import TaskKind, TaskState, VerifySource
from annotate.work.verify_service import VerifyOrder
from annotate.work.verifying import VALUES, check_verify_answer
from tests.conftest import People
from tests.quality.crowd_work import answer, boxes, catch_up, judgements_of, publish, right

RATE_E4 = 200
THINGS = (("car", (40, 60, 200, 120)), ("person", (300, 100, 40, 110)), ("car", (500, 200, 90, 60)))


def propose(project_id: int, owner_id: int, *things: Any) -> list[dict[str, Any]]:
    shapes = [one | {"confidence": 0.5} for one in boxes(*things)]
    with transaction() as session:
        image = session.scalars(
            sa.select(Image).where(Image.project_id == project_id).order_by(Image.id)
        ).first()
        assert image is not None
        run = ImportRun(project_id=project_id, created_by=owner_id)
        session.add(run)
        session.flush()
        prelabel_service.replace_prelabel(session, project_id, image.id, "detector-7", run.id, shapes)
    return shapes


def order(
    project_id: int, manager_id: int, source: VerifySource = VerifySource.PRELABELS, answers: int = 2
) -> Any:
    with transaction() as session:
        wish = VerifyOrder(source, RATE_E4, answers)
        return verify_service.order_verify_tasks(session, manager_id, project_id, wish)


def verify_task(project_id: int) -> Task:
    with reading() as session:
        return session.scalars(
            sa.select(Task).where(Task.project_id == project_id, Task.kind == TaskKind.VERIFY)
        ).one()


def held(annotator_id: int, project_id: int) -> list[work_queries.HandedOut]:
    with transaction() as session:
        bag = work.lease_bag(session, annotator_id, project_id, 5)
        return work_queries.handed_out(session, [one.id for one in bag.assignments])


def choices(objects: Sequence[dict[str, Any]], *values: str) -> list[dict[str, Any]]:
    return [
        {
            "id": str(uuid.uuid4()),
            "kind": "choice",
            "label": one["label"],
            "object": one["id"],
            "value": value,
            "attributes": {},
        }
        for one, value in zip(objects, values, strict=True)
    ]


def verify(annotator_id: int, project_id: int, *values: str) -> str:
    """Answer the verify task she is given; the submission's id."""
    (given_out,) = [one for one in held(annotator_id, project_id) if one.kind is TaskKind.VERIFY]
    assert given_out.verify is not None
    with transaction() as session:
        sent = work.SubmissionBody(str(uuid.uuid4()), choices(given_out.verify["objects"], *values), 9000)
        return work.submit(session, annotator_id, given_out.id, sent).submission.id


def newest_round(task_id: int) -> ConsensusRound:
    with reading() as session:
        found = consensus.consensus_of(session, task_id)
    assert found is not None
    return found


def test_proposals_become_a_task_priced_by_its_objects(people: People) -> None:
    project = publish(people.zhao, answers=1, most=1)
    shapes = propose(project, people.zhao, *THINGS)

    made = order(project, people.zhao)

    assert (made.tasks, made.objects) == (1, 3)
    # Three objects x (2 + 2) answers x price, with 3 % and 10 %.
    # 12 answers x 200 x 1.3 = 3,120, with 94 for late ones and 312 for the floor.
    assert made.at_most_e4 == 3_526
    (mine,) = [one for one in held(people.mei, project) if one.kind is TaskKind.VERIFY]
    assert mine.rate_e4 == 3 * RATE_E4
    assert mine.prelabels is None
    assert mine.verify is not None
    # Nobody is told how sure the machine was.
    assert [set(one) & {"confidence"} for one in mine.verify["objects"]] == [set()] * 3
    assert [one["id"] for one in mine.verify["objects"]] == [one["id"] for one in shapes]


def test_asking_again_makes_only_what_is_new(people: People) -> None:
    project = publish(people.zhao)
    propose(project, people.zhao, *THINGS)
    order(project, people.zhao)

    with pytest.raises(NothingToVerify):
        order(project, people.zhao)


def test_without_money_nothing_is_made(people: People) -> None:
    project = publish(people.zhao)
    propose(project, people.zhao, *THINGS)
    with transaction() as session:
        session.get_one(Project, project).funded_e4 = 15_000

    with pytest.raises(VerifyNotFunded) as refused:
        order(project, people.zhao)

    assert refused.value.faults[0].code == "not_funded"
    with reading() as session:
        assert proposal_queries.verify_progress(session, project).total == 0


def test_two_who_agree_settle_it_and_both_are_paid_once(people: People) -> None:
    project = publish(people.zhao, answers=1, most=1)
    propose(project, people.zhao, *THINGS)
    order(project, people.zhao)
    task = verify_task(project)

    first = verify(people.mei, project, "right", "loose", "not_there")
    second = verify(people.an, project, "right", "loose", "not_there")
    catch_up()
    catch_up()

    found = newest_round(task.id)
    assert found.decision is Decision.AGREED
    assert [one["verdict"] for one in found.annotations] == ["right", "loose", "not_there"]
    for submission in (first, second):
        (judgement,) = judgements_of(submission)
        assert (judgement.verdict, judgement.share_percent) == (Verdict.ACCEPTED, 100)
    with reading() as session:
        assert pay.spent_of(session, project).spent_e4 == 2 * 3 * RATE_E4
        assert list(pay.verify_earnings(session)) == []


def test_what_is_not_there_is_proposed_no_more_and_the_doubtful_comes_first(people: People) -> None:
    project = publish(people.zhao, answers=1, most=1)
    good, loose, ghost = propose(project, people.zhao, *THINGS)
    order(project, people.zhao)
    for woman in (people.mei, people.an):
        verify(woman, project, "right", "loose", "not_there")
    catch_up()

    with reading() as session:
        task = verify_task(project)
        prelabel = datasets.proposed_for(session, [task.image_id])[task.image_id]

    left = {one["id"]: one["confidence"] for one in prelabel.annotations}
    assert set(left) == {good["id"], loose["id"]}
    assert left[loose["id"]] < 0.3 < 0.7 < left[good["id"]]
    assert ghost["id"] not in left


def test_where_two_differ_a_third_is_asked_and_decides(people: People, more_people: list[int]) -> None:
    project = publish(people.zhao, answers=1, most=1)
    propose(project, people.zhao, *THINGS)
    order(project, people.zhao)
    task = verify_task(project)
    verify(people.mei, project, "right", "right", "right")
    verify(people.an, project, "right", "not_there", "right")
    catch_up()
    assert newest_round(task.id).decision is Decision.ONE_MORE
    assert verify_task(project).state is TaskState.OPEN

    verify(more_people[0], project, "right", "right", "right")
    catch_up()

    found = newest_round(task.id)
    assert (found.decision, found.number) == (Decision.AGREED, 2)
    assert [one["verdict"] for one in found.annotations] == ["right", "right", "right"]
    assert found.annotations[1]["votes"] == {"right": 2, "not_there": 1}


def test_objects_of_an_agreed_picture_that_are_not_right_open_it_again(
    people: People, more_people: list[int]
) -> None:
    project = publish(people.zhao, answers=2, most=3)
    for woman in (people.mei, people.an):
        answer(woman, project, right())
    catch_up()
    assert order(project, people.zhao, VerifySource.CONSENSUS).objects == 3
    for woman in more_people[:2]:
        verify(woman, project, "right", "right", "loose")
    catch_up()

    with reading() as session:
        label = session.scalars(
            sa.select(Task).where(Task.project_id == project, Task.kind == TaskKind.LABEL)
        ).one()
    # One more answer was left of the three that the project allows.
    assert (label.state, label.target) == (TaskState.OPEN, 3)


def test_an_agreed_picture_that_may_have_no_more_answers_goes_to_a_reviewer(
    people: People, more_people: list[int]
) -> None:
    project = publish(people.zhao, answers=2, most=2)
    for woman in (people.mei, people.an):
        answer(woman, project, right())
    catch_up()
    order(project, people.zhao, VerifySource.CONSENSUS)
    for woman in more_people[:2]:
        verify(woman, project, "right", "not_there", "right")
    catch_up()

    with reading() as session:
        states = session.scalars(sa.select(Task.state).where(Task.kind == TaskKind.LABEL)).all()
        progress = work_queries.progress(session, project)
    assert states == [TaskState.TO_REVIEWER]
    # Tasks that verify are counted apart from pictures.
    assert (progress.total, progress.to_reviewer) == (1, 1)


def test_nobody_verifies_what_she_drew(people: People, more_people: list[int]) -> None:
    project = publish(people.zhao, answers=2, most=2)
    for woman in (people.mei, people.an):
        answer(woman, project, right())
    catch_up()
    order(project, people.zhao, VerifySource.CONSENSUS)

    assert held(people.mei, project) == []
    with reading() as session:
        assert offer_queries.offers(session, people.mei) == []
        assert [offer.free for offer in offer_queries.offers(session, more_people[0])] == [1]
    assert [one.kind for one in held(more_people[0], project)] == [TaskKind.VERIFY]


def test_a_careless_answer_is_looked_at_by_a_person_with_the_reason(
    people: People, more_people: list[int]
) -> None:
    project = publish(people.zhao, answers=1, most=1)
    propose(project, people.zhao, *THINGS)
    order(project, people.zhao, answers=3)
    for woman in (people.mei, people.an):
        verify(woman, project, "right", "right", "not_there")
    careless = verify(more_people[0], project, "not_there", "wrong_class", "right")
    catch_up()
    while verify_task(project).state is TaskState.OPEN:
        verify(more_people[verify_task(project).done - 2], project, "right", "right", "not_there")
        catch_up()

    judgement = judgements_of(careless)[-1]
    assert judgement.verdict is Verdict.IN_REVIEW
    assert judgement.reason["counts"] == {"missed": 1, "extra": 1, "misnamed": 1, "loose": 0}
    assert judgement.reason["extra"][0]["said"] == {"hers": "right", "others": "not_there"}


def test_an_answer_that_leaves_an_object_out_is_refused_with_its_place(people: People) -> None:
    project = publish(people.zhao, answers=1, most=1)
    propose(project, people.zhao, *THINGS)
    order(project, people.zhao)
    (mine,) = [one for one in held(people.mei, project) if one.kind is TaskKind.VERIFY]
    assert mine.verify is not None
    short = choices(mine.verify["objects"], "right", "right", "right")[:2]

    with pytest.raises(Invalid) as refused, transaction() as session:
        work.submit(session, people.mei, mine.id, work.SubmissionBody(str(uuid.uuid4()), short, 1))

    assert [fault.code for fault in refused.value.faults] == ["object_missing"]


def test_verifying_teaches_the_crowd_of_drawers_nothing_and_leaves_exports_alone(people: People) -> None:
    project = publish(people.zhao, answers=1, most=1)
    propose(project, people.zhao, *THINGS)
    order(project, people.zhao)
    for woman in (people.mei, people.an):
        verify(woman, project, "right", "right", "right")
    catch_up()

    with transaction() as session:
        assert learn_more(session, project) == 0
        pictures = list(consensus.iter_labelled_pictures(session, project))
        everything = list(consensus.iter_labelled_pictures(session, project, ExportScope.ALL))
    assert pictures == []
    assert len(everything) == 1


OBJECTS = boxes(*THINGS)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"value": "maybe"}, "value"),
        ({"object": str(uuid.uuid4())}, "unknown_object"),
        ({"object": ["x"]}, "unknown_object"),
        ({"label": "bus"}, "unknown_label"),
        ({"kind": "box"}, "kind"),
        ({"id": "1"}, "uuid"),
        ({"box": [1, 2, 3, 4]}, "undeclared_field"),
        ({"attributes": {"x": 1}}, "undeclared_field"),
    ],
)
def test_each_fault_of_a_choice_has_its_code(change: dict[str, Any], code: str) -> None:
    answer_ = choices(OBJECTS, "right", "right", "right")
    answer_[0] |= change

    assert code in {fault.code for fault in check_verify_answer(OBJECTS, answer_)}


def test_an_object_answered_twice_is_found() -> None:
    answer_ = [*choices(OBJECTS, "right", "right", "right"), *choices(OBJECTS[:1], "loose")]

    assert [fault.code for fault in check_verify_answer(OBJECTS, answer_)] == ["twice"]
    assert check_verify_answer(OBJECTS, answer_[:3]) == ()


PEOPLE = st.integers(1, 5)
CHOICES = st.lists(
    st.tuples(st.integers(1, 3), PEOPLE, st.sampled_from("abc"), st.sampled_from(VALUES)), max_size=30
)


@given(CHOICES, st.randoms(use_true_random=False))
def test_the_truth_does_not_depend_on_the_order_of_answers(found: list[Choice], chance: Any) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)

    first, second = (verify_objects(1, ["a", "b", "c"], one) for one in (found, shuffled))

    assert first == second
    for one in first.values():
        assert 0 <= one.confidence <= 1
        assert one.value is None or one.value in VALUES


def test_all_unsure_leaves_it_open_and_costs_nobody() -> None:
    verified = verify_objects(1, ["a"], [(1, 1, "a", "unsure"), (1, 2, "a", "unsure")])

    assert verified["a"].value is None
    assert worth_of([{"id": "a"}], [{"object": "a", "value": "unsure"}], verified) == (1.0, [])
