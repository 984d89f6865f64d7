"""What reviewers and annotators see of judgements, and what their buttons do."""

from collections.abc import Callable
from typing import Any

import pytest

from annotate.core.db import transaction
from annotate.quality import service as quality
from annotate.quality.judgement import Verdict
from annotate.quality.models import Judgement
from tests.conftest import People
from tests.quality.crowd_work import answer, catch_up, judgements_of, nonsense, publish, right, task_ids

Browser = Callable[[int], Any]


@pytest.fixture
def waiting(people: People) -> Judgement:
    """Mei's answer waits for a person: it has nothing of what An and Lin drew."""
    project_id = publish(people.zhao, answers=3, most=3, rate_e4=35)
    answer(people.an, project_id, right())
    answer(people.lin, project_id, right())
    bad = answer(people.mei, project_id, nonsense())
    catch_up()
    return judgements_of(bad)[0]


def test_the_queue_lists_what_waits_and_leads_to_it(
    browser_of: Browser, people: People, waiting: Judgement
) -> None:
    queue = browser_of(people.lin).get("/review")

    assert queue.status_code == 200
    assert f"/review/{waiting.id}" in queue.text
    assert "street-000.jpg" in queue.text


def test_the_comparison_draws_hers_the_reference_and_the_difference(
    browser_of: Browser, people: People, waiting: Judgement
) -> None:
    page = browser_of(people.lin).get(f"/review/{waiting.id}").text

    assert page.count('viewBox="0 0 640 360"') == 3
    for kind, shapes in (("hers", 2), ("reference", 3), ("missed", 3), ("extra", 2)):
        # One more for the legend.
        assert page.count(f"drawn drawn-{kind}") == shapes + 1, kind
    assert 'accesskey="a"' in page
    assert 'accesskey="p"' in page
    assert "style=" not in page


@pytest.mark.parametrize(
    ("form", "rounds"),
    [
        ({"verdict": "accepted"}, [Verdict.IN_REVIEW, Verdict.ACCEPTED]),
        ({"verdict": "part", "note": "行人没有框"}, [Verdict.IN_REVIEW, Verdict.PART]),
        ({"verdict": "part"}, [Verdict.IN_REVIEW]),
    ],
    ids=["accepted", "part", "part without a reason"],
)
def test_her_buttons_decide(
    browser_of: Browser, people: People, waiting: Judgement, form: dict[str, str], rounds: list[Verdict]
) -> None:
    assert browser_of(people.lin).post(f"/review/{waiting.id}", data=form).status_code == 302

    assert [judgement.verdict for judgement in judgements_of(waiting.submission_id)] == rounds


def test_no_form_can_take_all_pay_away(browser_of: Browser, people: People, waiting: Judgement) -> None:
    browser_of(people.lin).post(f"/review/{waiting.id}", data={"verdict": "spam", "note": "不认真不认真"})

    assert [judgement.share_percent for judgement in judgements_of(waiting.submission_id)] == [None, 70]


def test_strangers_find_nothing(browser_of: Browser, people: People, waiting: Judgement) -> None:
    (task_id,) = task_ids(waiting.project_id)
    for path in (f"/review/{waiting.id}", f"/review/pictures/{task_id}"):
        assert browser_of(people.sun).get(path).status_code == 404
        assert browser_of(people.mei).get(path).status_code == 403
    assert (
        browser_of(people.sun).post(f"/review/{waiting.id}", data={"verdict": "accepted"}).status_code == 302
    )
    assert len(judgements_of(waiting.submission_id)) == 1
    assert browser_of(people.an).get(f"/answers/{waiting.id}").status_code == 404
    assert "street-000.jpg" not in browser_of(people.sun).get("/review").text


def test_she_sees_why_with_the_guideline_and_asks_for_another_look(
    browser_of: Browser, people: People, waiting: Judgement
) -> None:
    with transaction() as session:
        part = quality.decide(session, people.lin, waiting.id, Verdict.PART, "远处的行人没有框")
    mei = browser_of(people.mei)

    listed, page = mei.get("/answers").text, mei.get(f"/answers/{part.id}").text
    asked = mei.post(f"/answers/{part.id}/appeal", data={"text": "那里没有人"})

    assert f"/answers/{part.id}" in listed
    for words in ("远处的行人没有框", "远处的行人也要框。", "0.0025", "行人"):
        assert words in page, words
    assert asked.status_code == 302
    assert "那里没有人" in browser_of(people.zhao).get("/review").text
    assert "那里没有人" not in browser_of(people.lin).get("/review").text


def test_a_disputed_picture_is_decided_by_choosing_a_version(browser_of: Browser, people: People) -> None:
    project_id = publish(people.zhao, answers=2, most=2)
    honest = answer(people.mei, project_id, right())
    answer(people.an, project_id, nonsense())
    catch_up()
    (task_id,) = task_ids(project_id)
    lin = browser_of(people.lin)

    page = lin.get(f"/review/pictures/{task_id}")
    for version in ("nobody", honest):
        lin.post(f"/review/pictures/{task_id}", data={"version": version})
    catch_up()

    assert page.status_code == 200
    assert judgements_of(honest)[-1].verdict is Verdict.ACCEPTED


def test_the_merged_version_can_be_chosen_too(browser_of: Browser, people: People) -> None:
    project_id = publish(people.zhao, answers=2, most=2)
    honest = answer(people.mei, project_id, right())
    answer(people.an, project_id, nonsense())
    catch_up()
    (task_id,) = task_ids(project_id)

    browser_of(people.lin).post(f"/review/pictures/{task_id}", data={"version": "merged"})
    catch_up()

    assert all(judgement.round >= 1 for judgement in judgements_of(honest))
    assert f"/review/pictures/{task_id}" not in browser_of(people.lin).get("/review").text


def test_home_says_what_went_well_or_one_thing_to_improve(
    browser_of: Browser, people: People, waiting: Judgement
) -> None:
    with transaction() as session:
        quality.decide(session, people.lin, waiting.id, Verdict.ACCEPTED)

    assert browser_of(people.mei).get("/work").status_code == 200
    assert browser_of(people.an).get("/work").status_code == 200
