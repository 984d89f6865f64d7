"""She asks about an object and works on; a person answers within a day, and the answer becomes a guideline note."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.projects.guide_sections import with_note
from annotate.projects.models import GuidelineVersion, Project
from annotate.projects.queries import guideline_text
from annotate.quality.comments import read_region
from annotate.questions import queries as question_queries
from annotate.questions import service as question_service
from annotate.questions.errors import AnsweredBefore, AnswerMissing, NotAnswered, TooManyQuestions
from annotate.questions.guide_note import draft_of
from annotate.questions.models import Question
from annotate.questions.service import Asked
from annotate.work import service as work
from tests.conftest import People
from tests.messages.told import again, event_of, told
from tests.quality.crowd_work import publish
from worker_tasks.once import run_event
from worker_tasks.schedule import Scheduler

Browser = Callable[[int], Any]
NOON = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)
KEY = "6f1c6d9e-7b1f-4c7e-9d0a-3a3f6f0b9a11"
MARK = {"kind": "box", "label": "car", "box": [40.0, 60.0, 200.0, 120.0]}


@pytest.fixture
def held(people: People) -> int:
    """Mei's assignment."""
    return _lease(people.mei, publish(people.zhao, pictures=2))


def _lease(account_id: int, project_id: int) -> int:
    with transaction() as session:
        return work.lease_bag(session, account_id, project_id, 1).assignments[0].id


def _ask(annotator_id: int, assignment_id: int, text: str = "镜子里的车要框吗？", key: str = KEY) -> int:
    with transaction() as session:
        return question_service.ask(session, annotator_id, assignment_id, Asked(key, text, MARK)).id


def _answer(actor_id: int, question_id: int, text: str = "不框，只框真的车。") -> None:
    with transaction() as session:
        question_service.answer(session, actor_id, question_id, text, [10.0, 20.0, 30.0, 40.0])


def test_a_question_asked_twice_is_one_and_the_manager_is_told_once_a_day(people: People, held: int) -> None:
    with time_machine.travel(NOON, tick=False):
        first, again_asked = _ask(people.mei, held), _ask(people.mei, held)
        other = _ask(people.mei, held, "这算行人吗？", str(uuid.uuid4()))

    assert first == again_asked != other
    assert len(told(people.zhao, "question.asked")) == 1
    with reading() as session:
        waiting = question_queries.waiting(session, people.lin)
        assert [one.question.text for one in waiting] == ["镜子里的车要框吗？", "这算行人吗？"]
        assert waiting[0].asked_about == [MARK]
        assert question_queries.waiting_count(session, people.zhao) == 2
        assert question_queries.waiting(session, people.sun) == []


def test_nobody_asks_about_work_of_others_or_under_their_key(people: People, held: int) -> None:
    with reading() as session:
        project_id = session.scalars(sa.select(Project.id)).one()
    with pytest.raises(NotFound):
        _ask(people.an, held)
    _ask(people.mei, held)
    ans = _lease(people.an, project_id)

    with pytest.raises(NotFound):
        _ask(people.an, ans)


def test_questions_without_end_are_stopped(people: People, held: int) -> None:
    for number in range(question_service.MOST_OPEN):
        _ask(people.mei, held, f"问题 {number}", str(uuid.uuid4()))

    with pytest.raises(TooManyQuestions):
        _ask(people.mei, held)


def test_the_answer_reaches_her_once(people: People, held: int) -> None:
    question_id = _ask(people.mei, held)
    for wrong in ("", "  \n"):
        with pytest.raises(AnswerMissing):
            _answer(people.lin, question_id, wrong)
    _answer(people.lin, question_id)
    with pytest.raises(AnsweredBefore):
        _answer(people.zhao, question_id, "要框。")

    (message,) = told(people.mei, "question.answered")
    assert message.link == f"/my-questions?question={question_id}"
    with reading() as session:
        (hers,) = question_queries.hers(session, people.mei)
    assert hers.question.answer == "不框，只框真的车。"
    assert hers.shown_at == [{"box": [10.0, 20.0, 30.0, 40.0]}]


@pytest.mark.parametrize("who", ["sun", "mei", "an"])
def test_strangers_and_annotators_cannot_answer(people: People, held: int, who: str) -> None:
    question_id = _ask(people.mei, held)

    with pytest.raises(NotFound):
        _answer(getattr(people, who), question_id)


def test_what_waits_for_a_day_is_told_once_though_its_job_runs_again_and_late(
    people: People, held: int
) -> None:
    with time_machine.travel(NOON, tick=False):
        answered, open_one = _ask(people.mei, held), _ask(people.mei, held, "这算吗？", str(uuid.uuid4()))
        _answer(people.lin, answered)
    # The machine was off over the night and the next day.
    with time_machine.travel(NOON + dt.timedelta(hours=40), tick=False) as traveller:
        Scheduler().announce_due()
        event_id = event_of("questions.watch")
        assert run_event(event_id)
        assert not run_event(event_id)
        again(event_id)
        traveller.shift(dt.timedelta(days=1))
        with transaction() as session:
            assert question_service.watch_overdue(session) == 0
            assert question_queries.one_asked(session, open_one).is_overdue

    (message,) = told(people.zhao, "question.overdue")
    assert message.params == {"project": "城市路口", "count": 1}


def test_a_watch_killed_half_way_leaves_nothing_behind(people: People, held: int) -> None:
    with time_machine.travel(NOON, tick=False):
        _ask(people.mei, held)
    with time_machine.travel(NOON + dt.timedelta(hours=30), tick=False):
        with pytest.raises(KeyboardInterrupt), transaction() as session:
            question_service.watch_overdue(session)
            raise KeyboardInterrupt
        assert told(people.zhao, "question.overdue") == []
        with transaction() as session:
            assert question_service.watch_overdue(session) == 1

    assert len(told(people.zhao, "question.overdue")) == 1


NOTE = "- 问：x 答：y"


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("", "", f"{NOTE}\n"),
        ("", "car", f"## {{#car}} 车\n\n{NOTE}\n"),
        ("# 全部\n\n慢慢来。\n\n## {#car} 车\n\n画到边。\n", "", f"# 全部\n\n慢慢来。\n\n{NOTE}\n\n## {{#car}} 车\n\n画到边。\n"),
        ("## {#car} 车\n\n- 一\n\n## 完\n\n好", "car", f"## {{#car}} 车\n\n- 一\n{NOTE}\n\n## 完\n\n好\n"),
        (
            "## {#car} 车\n\n画到边。\n\n![good: 好](/media/guides/1)\n![bad: 坏](/media/guides/2)\n",
            "car",
            f"## {{#car}} 车\n\n画到边。\n\n{NOTE}\n\n![good: 好](/media/guides/1)\n![bad: 坏](/media/guides/2)\n",
        ),
        ("慢慢来。", "car", f"慢慢来。\n\n## {{#car}} 车\n\n{NOTE}\n"),
    ],
    ids=["empty", "new part", "before the first part", "after a list", "before examples", "part is missing"],
)  # fmt: skip
def test_a_note_stands_at_the_end_of_its_part(text: str, label: str, expected: str) -> None:
    assert with_note(text, label, "车", NOTE) == expected


def test_a_note_is_one_plain_line_in_both_languages() -> None:
    titles = {"zh_CN": "小汽车", "en": "Car"}

    draft = draft_of("", "Be exact.", "car", titles, "这个\n<b>要</b>框吗", "不*框*")

    assert draft.zh == "## {#car} 小汽车\n\n- 问：这个 \\<b\\>要\\</b\\>框吗 答：不\\*框\\*\n"
    assert draft.en.startswith("Be exact.\n\n## {#car} Car\n\n- Q: ")
    assert draft_of("", "", "car", titles, "a", "b").en == ""


@pytest.mark.parametrize(
    ("text", "region"),
    [("1,2,3,4", [1.0, 2.0, 3.0, 4.0]), ("", None), ("1,2,3", None), ("1,2,0,4", None), ("nan,1,2,3", None), ("a,b,c,d", None), ("1e9,1,2,3", None)],
)  # fmt: skip
def test_a_region_is_four_numbers_or_nothing(text: str, region: list[float] | None) -> None:
    assert read_region(text) == region


def test_a_note_becomes_a_version_and_those_who_work_are_told(people: People, held: int) -> None:
    question_id = _ask(people.mei, held)
    with pytest.raises(NotAnswered), transaction() as session:
        question_service.keep_note(session, people.zhao, question_id, "新规则", "")
    _answer(people.lin, question_id)

    with transaction() as session:
        version = question_service.keep_note(session, people.zhao, question_id, "新规则", "")

    assert event_of("guideline.changed")
    with reading() as session:
        assert session.get_one(Question, question_id).noted_version_id == version.id
        numbers = session.scalars(sa.select(GuidelineVersion.number).order_by(GuidelineVersion.id)).all()
    assert list(numbers) == [1, 2]


def test_from_the_question_to_the_note_by_pages(browser_of: Browser, people: People, held: int) -> None:
    mei, lin, zhao = browser_of(people.mei), browser_of(people.lin), browser_of(people.zhao)
    body = {"key": KEY, "text": "镜子里的车要框吗？", "mark": MARK}
    sent = mei.post(f"/api/v1/assignments/{held}/questions", json=body)
    assert sent.status_code == 201
    question_id = sent.json["id"]
    assert mei.post(f"/api/v1/assignments/{held}/questions", json=body).json["id"] == question_id

    assert "镜子里的车要框吗？" in lin.get("/questions").text
    assert lin.post(f"/questions/{question_id}", data={"answer": " "}).status_code == 422
    page = lin.get(f"/questions/{question_id}").text
    assert '<rect class="drawn drawn-hers"' in page
    answer = {"answer": "不框，只框真的车。", "region": "10,20,30,40"}
    assert lin.post(f"/questions/{question_id}", data=answer).status_code == 302

    assert "不框，只框真的车。" in mei.get(f"/my-questions?question={question_id}").text
    project_id = told(people.mei)[0].params and _project_of(question_id)
    (told_her,) = mei.get(f"/api/v1/projects/{project_id}/questions").json["questions"]
    assert (told_her["answer"], told_her["region"]) == ("不框，只框真的车。", [10, 20, 30, 40])

    # The draft is shown first; nothing is saved by looking.
    draft = zhao.get(f"/questions/{question_id}/note").text
    assert "<ins>- 问：镜子里的车要框吗？ 答：不框，只框真的车。</ins>" in draft
    assert lin.get(f"/questions/{question_id}/note").status_code == 403
    saved = zhao.post(f"/questions/{question_id}/note", data={"guideline_zh": "问：镜子？ 答：不框。"})
    assert saved.status_code == 302
    assert "已经写进规则" in zhao.get(f"/questions/{question_id}").text
    with reading() as session:
        project = session.get_one(Project, project_id)
        newest = guideline_text(session, project.guideline_version_id)
    assert newest is not None
    assert newest.text_zh == "问：镜子？ 答：不框。"


def _project_of(question_id: int) -> int:
    with reading() as session:
        return session.get_one(Question, question_id).project_id


@pytest.mark.parametrize("who", ["sun", "qian", "an", "mei"])
def test_others_see_nothing_of_a_question(browser_of: Browser, people: People, held: int, who: str) -> None:
    question_id = _ask(people.mei, held)
    stranger = browser_of(getattr(people, who))
    expected = 404 if who == "sun" else 403

    for path in (f"/questions/{question_id}", f"/questions/{question_id}/note"):
        assert stranger.get(path).status_code == expected
        assert stranger.post(path, data={"answer": "好"}).status_code == expected


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""},
        {"text": " \n"},
        {"text": "很" * 501},
        {"key": "7"},
        {"mark": {**MARK, "kind": "story"}},
        {"mark": {**MARK, "box": [1, 2, 3]}},
        {"mark": {**MARK, "points": [[1]]}},
        {"mark": {**MARK, "extra": 1}},
        {"frame": -1},
    ],
    ids=lambda change: str(change)[:40],
)
def test_what_is_no_question_is_refused(
    browser_of: Browser, people: People, held: int, change: dict[str, Any]
) -> None:
    body = {"key": KEY, "text": "镜子里的车要框吗？", "mark": MARK} | change

    answer = browser_of(people.mei).post(f"/api/v1/assignments/{held}/questions", json=body)

    assert answer.status_code == 422
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Question)) == 0
