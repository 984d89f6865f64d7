"""What a changed guideline explains teaches the crowd model nothing about whoever drew by the older one."""

import sqlalchemy as sa

from annotate.consensus import refit_service
from annotate.consensus.crowd_service import final_rounds, scenes_of
from annotate.consensus.models import AnnotatorQuality
from annotate.core.db import reading, transaction
from annotate.projects import service as projects
from annotate.projects.guideline_change import Effect
from annotate.projects.models import Project
from annotate.work import service as work
from annotate.work.service import SubmissionBody
from tests.conftest import People
from tests.quality.crowd_work import TRUTH, boxes, catch_up, hand_out, publish, right, task_ids

FIRST = "## {#car} 小汽车\n\n框要贴边。\n\n## {#person} 行人\n\n远处的也框。\n"
ABOUT_CARS, ABOUT_PEOPLE = (
    FIRST.replace("框要贴边。", "只框停着的车。"),
    FIRST.replace("远处的也框。", "背影也框。"),
)


def settled_over_a_change(people: People, text: str, others: int = 2) -> int:
    """Mei takes the picture by the first version and draws no car; the others draw all by the second."""
    project_id = publish(people.zhao, answers=others + 1, most=others + 1)
    (task_id,) = task_ids(project_id)

    def change(words: str, alters: bool) -> None:
        with transaction() as session:
            project = session.get_one(Project, project_id)
            projects.add_guideline(session, people.zhao, project, words, "", Effect(alters))

    def lease(who: int) -> int:
        with transaction() as session:
            return hand_out(session, who, project_id, task_id).id

    change(FIRST, False)
    leases = {people.mei: lease(people.mei)}
    change(text, True)
    leases |= {who: lease(who) for who in (people.an, people.lin)[:others]}
    for who, assignment_id in leases.items():
        drawn = boxes(TRUTH[2]) if who == people.mei else right()
        with transaction() as session:
            body = SubmissionBody(f"00000000-0000-4000-8000-{assignment_id:012d}", drawn, 20_000)
            work.submit(session, who, assignment_id, body)
    catch_up()
    return project_id


def teachers(project_id: int) -> set[int]:
    with reading() as session:
        scenes = scenes_of(session, final_rounds(session, project_id, 0, 10))
        return {int(answer.annotator) for scene in scenes for answer in scene.answers}


def test_an_excused_answer_teaches_nothing(people: People) -> None:
    assert teachers(settled_over_a_change(people, ABOUT_CARS)) == {people.an, people.lin}


def test_a_change_of_another_class_excuses_nothing(people: People) -> None:
    assert teachers(settled_over_a_change(people, ABOUT_PEOPLE)) == {people.mei, people.an, people.lin}


def test_whoever_is_left_alone_beside_it_teaches_nothing_either(people: People) -> None:
    project_id = settled_over_a_change(people, ABOUT_CARS, others=1)

    assert teachers(project_id) == set()
    with transaction() as session:
        assert refit_service.refit_project(session, project_id) > 0
    with reading() as session:
        assert session.scalars(sa.select(AnnotatorQuality)).all() == []
