"""The pages of learning: her course, her rounds through the window's own addresses, and what the manager sets."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.datasets.models import Image, ImportRun, Prelabel
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.training import course_service, service, settings_service
from annotate.training.models import LearningPath
from annotate.training.rules import RoundKind, Rules
from tests.conftest import People
from tests.quality.crowd_work import publish
from tests.training.class_room import begin, nonsense, open_class, right, work_through

Browser = Callable[[int], Any]
COURSE = "## {#car} Cars\n\nTight boxes.\n\n![good: tight](/media/guides/1)\n\n## People\n\nFar ones too."


@pytest.fixture
def project_id(people: People) -> int:
    return open_class(people.zhao)


def test_her_home_leads_step_by_step_with_one_button(
    browser_of: Browser, people: People, project_id: int
) -> None:
    mei = browser_of(people.mei)

    def home() -> str:
        return str(mei.get("/work").get_data(as_text=True))

    assert f'href="/learn/{project_id}/course/1"' in home()
    assert f'href="/work/{project_id}"' not in home()
    # The guideline is the course while there is no other: one page.
    assert mei.post(f"/learn/{project_id}/course/1").location.endswith(f"/learn/{project_id}")
    assert 'value="practice"' in home()
    work_through(people.mei, begin(people.mei, project_id))
    assert 'value="exam"' in home()
    work_through(people.mei, begin(people.mei, project_id, RoundKind.EXAM))
    assert f'href="/work/{project_id}"' in home()


def test_a_course_is_read_page_by_page_in_her_language(
    browser_of: Browser, people: People, project_id: int
) -> None:
    with transaction() as session:
        for text in (COURSE, COURSE, COURSE + "\n\n## Third\n\nMore."):
            course_service.save_course(session, people.zhao, project_id, text, "## Only one\n\nIn English.")
    mei = browser_of(people.mei)
    first = mei.get(f"/learn/{project_id}/course/1").get_data(as_text=True)
    assert "Tight boxes." in first
    assert 'src="/media/guides/1"' in first
    assert mei.post(f"/learn/{project_id}/course/1").location.endswith("/course/2")
    assert mei.post(f"/learn/{project_id}/course/3").location.endswith(f"/learn/{project_id}")
    assert mei.get(f"/learn/{project_id}/course/4").status_code == 404
    with reading() as session:
        path = session.get_one(LearningPath, (people.mei, project_id))
        # The same text saved twice was one version.
        assert (path.course_number, path.pages_read, path.course_done_at is not None) == (2, 3, True)
    with transaction() as session:
        projects.mark_paused(session, people.zhao, session.get_one(Project, project_id))
    assert mei.get(f"/learn/{project_id}/course/1").status_code == 404


def test_the_window_speaks_of_a_round_in_the_words_of_work(
    browser_of: Browser, people: People, project_id: int
) -> None:
    mei, an = browser_of(people.mei), browser_of(people.an)
    window = mei.post(f"/learn/{project_id}/rounds", data={"kind": "practice"}).location
    number = window.rsplit("/", 1)[1]
    api = f"/api/v1/rounds/{number}"

    assert f'data-bootstrap-url="{api}/bootstrap"' in mei.get(window).get_data(as_text=True)
    facts = mei.get(f"{api}/bootstrap").json
    assert (facts["round"], facts["hourly_estimate_e4"]) == ({"kind": "practice"}, 250_000)
    assert mei.get(f"{api}/ontologies/{facts['ontology']['version']}").json["document"]
    assert mei.get(f"{api}/ontologies/99").status_code == 404
    handed = mei.post(f"{api}/assignments", json={"count": 2}).json["assignments"]
    assert len(handed) == 2
    task = f"/api/v1/round-tasks/{handed[0]['id']}"
    draft = {"annotations": right(), "active_ms": 5, "revision": 1}
    assert mei.put(f"{task}/draft", json=draft).status_code == 204
    assert mei.post(f"{task}/keep").status_code == 200
    sent = {"submission_id": str(uuid.uuid4()), "annotations": nonsense(), "active_ms": 5}
    answers = [mei.post(f"{task}/submission", json=sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200]
    assert (
        answers[0].json == answers[1].json == mei.get(f"/api/v1/round-answers/{sent['submission_id']}").json
    )
    assert answers[0].json["lesson"] is True
    lesson = mei.get(f"/api/v1/round-answers/{sent['submission_id']}/lesson").json
    assert (lesson["passed"], len(lesson["reference"])) == (False, 3)
    other = f"/api/v1/round-tasks/{handed[1]['id']}"
    assert mei.post(f"{other}/release", json={"reason": "blurred"}).status_code == 204
    # Nothing of it is An's to see.
    for address in (
        window,
        f"{window}/result",
        f"{api}/bootstrap",
        f"/api/v1/round-answers/{sent['submission_id']}",
    ):
        assert an.get(address).status_code == 404
    assert an.post(f"{task}/submission", json=sent).status_code == 404
    assert mei.get(f"{window}/result").status_code == 200


def test_the_result_says_kindly_what_to_look_at(browser_of: Browser, people: People, project_id: int) -> None:
    mei = browser_of(people.mei)
    mei.post("/locale", data={"locale": "en"})
    work_through(people.mei, begin(people.mei, project_id))
    exam = begin(people.mei, project_id, RoundKind.EXAM)
    work_through(people.mei, exam, lambda number: number >= 3)

    page = mei.get(f"/learn/rounds/{exam}/result").get_data(as_text=True)
    assert "Not quite there yet" in page
    assert "7 of 10 pictures were right." in page
    assert page.count("drawn-reference") > 3
    assert mei.get(f"/learn/rounds/{exam}").location.endswith("/result")
    tomorrow = mei.post(f"/learn/{project_id}/rounds", data={"kind": "exam"}, follow_redirects=True)
    assert "You can take the exam again from" in tomorrow.get_data(as_text=True)


def test_the_manager_sets_pay_rules_and_pictures(
    browser_of: Browser, people: People, project_id: int
) -> None:
    zhao, sun = browser_of(people.zhao), browser_of(people.sun)
    address = f"/projects/{project_id}/training"
    asked = {
        "needs_training": "1",
        "hourly": "30",
        "reserve": "123.45",
        "pictures": "6",
        "pass_percent": "70",
        "wait_hours": "12",
        "paid_tries": "2",
    }
    assert zhao.post(address, data=asked).status_code == 302
    with reading() as session:
        assert service.rules_of(session, project_id) == Rules(300_000, 6, 70, 12, 2)
        project = session.get_one(Project, project_id)
        assert (project.needs_training, project.training_reserve_e4) == (True, 1_234_500)
        gold = service.golds_in_use(session, project_id)[0]
    for wrong in ({"hourly": "x"}, {"pictures": "1"}, {"pass_percent": "200"}, {"reserve": "-1"}):
        said = zhao.post(address, data=asked | wrong, follow_redirects=True).get_data(as_text=True)
        assert "notice-bad" in said
    with reading() as session:
        assert service.rules_of(session, project_id).hourly_e4 == 300_000
    assert zhao.post(f"{address}/golds/{gold}", data={"use": "exam"}).status_code == 302
    assert 'aria-pressed="true"' in zhao.get(address).get_data(as_text=True)
    for method, path in (
        ("get", ""),
        ("post", ""),
        ("get", "/course"),
        ("post", "/course"),
        ("post", f"/golds/{gold}"),
    ):
        assert getattr(sun, method)(address + path).status_code == 404


def test_pictures_that_came_with_labels_let_learning_begin_before_anybody_has_worked(
    browser_of: Browser, people: People
) -> None:
    project_id = publish(people.zhao, 8)
    zhao, address = browser_of(people.zhao), f"/projects/{project_id}/training"
    with transaction() as session:
        run = ImportRun(project_id=project_id, name="x", created_by=people.zhao)
        session.add(run)
        session.flush()
        for image in session.scalars(sa.select(Image).order_by(Image.id).limit(6)):
            session.add(
                Prelabel(
                    project_id=project_id,
                    image_id=image.id,
                    source="old",
                    annotations=right(),
                    import_run_id=run.id,
                )
            )
    assert "6" in zhao.get(address).text
    assert browser_of(people.sun).post(f"{address}/known").status_code == 404
    for _ in range(2):
        assert zhao.post(f"{address}/known").status_code == 302

    with reading() as session:
        assert len(service.golds_in_use(session, project_id)) == 6
        assert settings_service.known_pictures(session, project_id) == []


def test_the_manager_writes_the_course_beside_its_preview(
    browser_of: Browser, people: People, project_id: int
) -> None:
    zhao, address = browser_of(people.zhao), f"/projects/{project_id}/training/course"
    assert "远处的行人也要框" in zhao.get(address).get_data(as_text=True)
    texts = {"course_zh": COURSE, "course_en": ""}
    assert "Far ones too." in zhao.post(f"{address}/preview", data=texts).get_data(as_text=True)
    assert zhao.post(address, data=texts).status_code == 302
    too_long = zhao.post(address, data={"course_zh": "x" * 100_001})
    assert too_long.status_code == 422
    with reading() as session:
        found = course_service.course_of(session, session.get_one(Project, project_id))
        assert found is not None
        assert (found.number, len(found.pages("en"))) == (1, 2)
