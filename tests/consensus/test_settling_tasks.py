"""A task's answers become one consensus, once, whatever the order of events."""

import pytest
import sqlalchemy as sa

from annotate.consensus import crowd_service, refit_service, service
from annotate.consensus.models import AnnotatorQuality, ConsensusRound, CrowdModel
from annotate.consensus.settlement import Decision
from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.work import task_service
from annotate.work.models import Task
from annotate.work.states import TaskState
from tests.conftest import People
from tests.work.answers import body, box, lease, submit
from tests.work.conftest import Site, add_image


def newcomer(number: int) -> int:
    with transaction() as session:
        return create_account(session, NewAccount(Role.ANNOTATOR, f"139000000{number:02d}", f"新{number}")).id


def answer(annotator_id: int, site: Site, *boxes: dict[str, object]) -> str:
    """She takes her next task and hands it in; returns the submission's id."""
    return submit(annotator_id, lease(annotator_id, site.project_id)[0], body(*boxes)).submission.id


def settle(submission_id: str) -> ConsensusRound | None:
    with transaction() as session:
        return service.settle_submission(session, submission_id)


def events(kind: str) -> int:
    with reading() as session:
        query = sa.select(sa.func.count()).select_from(OutboxEvent).where(OutboxEvent.kind == kind)
        return session.scalar(query) or 0


def task_of(found: ConsensusRound) -> Task:
    with reading() as session:
        return session.get_one(Task, found.task_id)


def test_two_answers_that_agree_settle_a_task(site: Site, people: People) -> None:
    first = answer(people.mei, site, box(10, 10), box(400, 300))
    second = answer(people.an, site, box(11, 10), box(401, 299))

    assert settle(first) is not None
    found = settle(second)

    assert found is None
    with reading() as session:
        kept = session.scalars(sa.select(ConsensusRound)).one()
    assert kept.decision is Decision.AGREED
    assert len(kept.annotations) == 2
    assert kept.annotations[0]["support"] == sorted([str(people.mei), str(people.an)])
    assert set(kept.per_submission) == {first, second}
    assert task_of(kept).state is TaskState.AGREED
    assert events("task.agreed") == 1


def test_one_answer_of_two_settles_nothing(site: Site, people: People) -> None:
    first = answer(people.mei, site, box(10, 10))

    assert settle(first) is None
    assert events("task.agreed") == 0


def test_the_same_event_again_writes_no_second_round(site: Site, people: People) -> None:
    answer(people.mei, site, box(10, 10))
    second = answer(people.an, site, box(10, 11))

    rounds = [settle(second) for _ in range(3)]

    assert [found is not None for found in rounds] == [True, False, False]


def test_people_who_see_different_things_bring_one_more_answer(site: Site, people: People) -> None:
    answer(people.mei, site, box(10, 10))
    found = settle(answer(people.an, site, box(700, 500)))

    assert found is not None
    assert found.decision is Decision.ONE_MORE
    assert task_of(found).state is TaskState.OPEN
    assert task_of(found).target == 3
    assert events("task.agreed") == events("task.to_reviewer") == 0


def test_people_who_never_agree_bring_a_reviewer(site: Site, people: People) -> None:
    crowd = [people.mei, people.an, newcomer(1), newcomer(2)]
    found = None
    for k, person in enumerate(crowd):
        found = settle(answer(person, site, box(10 + 300 * k, 10 + 150 * k))) or found

    assert found is not None
    assert found.number == 3
    assert found.decision is Decision.TO_REVIEWER
    assert task_of(found).state is TaskState.TO_REVIEWER
    assert events("task.to_reviewer") == 1


def test_what_she_missed_is_named_in_her_score(site: Site, people: People) -> None:
    cars = [box(10, 10), box(400, 300), box(700, 100), box(900, 500), box(200, 500)]
    first = answer(people.mei, site, *cars)
    second = answer(people.an, site, cars[0])
    settle(second)
    third = answer(newcomer(1), site, *cars)

    found = settle(third)

    assert found is not None
    faults = {
        name: [d["fault"] for d in found.per_submission[name]["differences"]]
        for name in (first, second, third)
    }
    assert faults == {first: [], second: ["missed"] * 4, third: []}
    assert found.per_submission[second]["expected_f1"] < found.per_submission[first]["expected_f1"]


def test_a_reviewers_round_stands_and_scores_everybody_against_it(site: Site, people: People) -> None:
    first = answer(people.mei, site, box(10, 10))
    second = answer(people.an, site, box(700, 500))
    found = settle(second)
    assert found is not None

    with transaction() as session:
        final = service.adjudicate_task(session, people.lin, found.task_id, [box(10, 10)])
        again = service.settle_task(session, found.task_id)

    assert again is None
    assert final.decision is Decision.AGREED
    assert final.adjudicated_by == people.lin
    assert final.per_submission[first]["expected_f1"] > 0.95
    assert final.per_submission[second]["expected_f1"] < 0.2
    assert events("task.agreed") == 1


def test_the_crowd_is_learnt_after_some_tasks_and_again_at_night(
    site: Site, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd_service, "LESSON", 5)
    with transaction() as session:
        dataset_id = session.execute(sa.text("SELECT id FROM dataset")).scalar_one()
    for number in range(10, 10 + crowd_service.LESSON):
        add_image(site.project_id, dataset_id, number)
    with transaction() as session:
        task_service.publish_project(session, people.zhao, site.project_id)
    for _ in range(crowd_service.LESSON):
        answer(people.mei, site, box(10, 10), box(400, 300))
        settle(answer(people.an, site, box(10, 11), box(400, 301)))

    with reading() as session:
        model = session.get_one(CrowdModel, site.project_id)
        assert model.version == 1
        assert session.get_one(AnnotatorQuality, (site.project_id, people.mei)).quality > 0.8
    with transaction() as session:
        assert refit_service.projects_to_refit(session) == [site.project_id]
        assert refit_service.refit_project(session, site.project_id) == 1
    with reading() as session:
        model = session.get_one(CrowdModel, site.project_id)
        assert (model.version, model.draft) == (2, None)
        assert session.get_one(AnnotatorQuality, (site.project_id, people.an)).judged == crowd_service.LESSON
