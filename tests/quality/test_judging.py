"""Answers become judgements, once, whatever order the jobs run in."""

import datetime as dt
import itertools
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid, NotFound
from annotate.datasets.models import Image, Sequence
from annotate.quality import service as quality
from annotate.quality.comparison_queries import comparison
from annotate.quality.errors import AlreadyDecided, ReasonNeeded, SpamNotProven
from annotate.quality.judgement import Verdict
from annotate.quality.models import Judgement
from annotate.quality.queries import feedback_of, my_answers, review_queue
from annotate.work.models import Task
from tests.conftest import People
from tests.quality.crowd_work import (
    answer,
    catch_up,
    deliver,
    judgements_of,
    nonsense,
    publish,
    right,
    task_ids,
    waiting_events,
)

pytestmark = pytest.mark.usefixtures("database")


def one_bad_answer(people: People) -> str:
    """Two agree, one has drawn what is not there; everything waiting is done."""
    project_id = publish(people.zhao, answers=3, most=3)
    answer(people.an, project_id, right())
    answer(people.lin, project_id, right())
    bad = answer(people.mei, project_id, nonsense())
    catch_up()
    return bad


def test_good_answers_are_accepted_with_nothing_to_improve(people: People) -> None:
    project_id = publish(people.zhao)
    submissions = [answer(people.mei, project_id, right()), answer(people.an, project_id, right())]

    catch_up()

    for submission_id in submissions:
        (judgement,) = judgements_of(submission_id)
        assert (judgement.verdict, judgement.final, judgement.share_percent) == (Verdict.ACCEPTED, True, 100)
        assert judgement.score is not None
        assert judgement.score > 0.6
        assert not any(judgement.reason["counts"].values())


def test_a_bad_answer_waits_for_a_person_with_its_reason(people: People) -> None:
    bad = one_bad_answer(people)

    (judgement,) = judgements_of(bad)
    assert (judgement.verdict, judgement.final, judgement.share_percent) == (Verdict.IN_REVIEW, False, None)
    assert judgement.reason["counts"] == {"missed": 3, "extra": 2, "misnamed": 0, "loose": 0}
    assert sorted(told["expected"]["label"] for told in judgement.reason["missed"]) == [
        "car",
        "car",
        "person",
    ]


def test_judging_again_changes_nothing(people: People) -> None:
    bad = one_bad_answer(people)
    (task_id,) = task_ids(1)
    with transaction() as session:
        assert quality.judge_task(session, task_id) == []
    assert len(judgements_of(bad)) == 1
    assert waiting_events() == []


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_the_order_of_jobs_does_not_matter(people: People, order: tuple[int, ...]) -> None:
    project_id = publish(people.zhao, answers=3, most=3)
    for who, drawn in ((people.mei, nonsense()), (people.an, right()), (people.lin, right())):
        answer(who, project_id, drawn)
    events = waiting_events()

    for number in order:
        deliver(events[number])
    catch_up()

    with reading() as session:
        rows = session.execute(sa.select(Judgement.annotator_id, Judgement.verdict)).all()
    assert sorted((row.annotator_id, row.verdict.value) for row in rows) == sorted(
        [(people.mei, "in_review"), (people.an, "accepted"), (people.lin, "accepted")]
    )


def test_a_surplus_answer_is_judged_when_it_comes(people: People) -> None:
    project_id = publish(people.zhao, answers=2, most=3)
    from annotate.work import service as work
    from annotate.work.service import SubmissionBody

    with transaction() as session:
        late = work.lease_bag(session, people.lin, project_id, 1).assignments[0]
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=3)):
        with transaction() as session:
            work.expire_leases(session)
        answer(people.mei, project_id, right())
        answer(people.an, project_id, right())
        catch_up()
        with transaction() as session:
            sent = SubmissionBody("00000000-0000-4000-8000-000000000001", right(), 30_000)
            receipt = work.submit(session, people.lin, late.id, sent)
        catch_up()

    assert receipt.submission.surplus
    assert [j.verdict for j in judgements_of(receipt.submission.id)] == [Verdict.ACCEPTED]


def test_an_unsure_answer_is_accepted(people: People) -> None:
    project_id = publish(people.zhao, answers=3, most=3)
    answer(people.an, project_id, right())
    answer(people.lin, project_id, right())
    unsure = answer(people.mei, project_id, [], unsure=True)

    catch_up()

    assert judgements_of(unsure)[0].verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(("verdict", "share"), [(Verdict.ACCEPTED, 100), (Verdict.PART, 70)])
def test_a_reviewer_decides_once(people: People, verdict: Verdict, share: int) -> None:
    bad = one_bad_answer(people)
    waiting = judgements_of(bad)[0]

    with transaction() as session:
        decided = quality.decide(session, people.lin, waiting.id, verdict, "远处的行人没有框")

    first, second = judgements_of(bad)
    assert (first.is_current, second.is_current) == (False, True)
    assert (second.id, second.round, second.share_percent, second.judged_by) == (
        decided.id,
        2,
        share,
        people.lin,
    )
    assert second.reason == first.reason
    with pytest.raises(AlreadyDecided), transaction() as session:
        quality.decide(session, people.lin, waiting.id, verdict, "远处的行人没有框")
    with pytest.raises(AlreadyDecided), transaction() as session:
        quality.decide(session, people.lin, decided.id, verdict, "远处的行人没有框")


def test_a_part_needs_a_reason_in_words(people: People) -> None:
    waiting = judgements_of(one_bad_answer(people))[0]

    with pytest.raises(ReasonNeeded), transaction() as session:
        quality.decide(session, people.lin, waiting.id, Verdict.PART, "  ")


def test_spam_is_refused_until_three_golds_failed(people: People) -> None:
    project_id = publish(people.zhao, pictures=4, answers=3, most=3)
    for _ in range(4):
        answer(people.an, project_id, right())
        answer(people.lin, project_id, right())
    bad = [answer(people.mei, project_id, nonsense()) for _ in range(4)]
    catch_up()
    waiting = judgements_of(bad[3])[0]

    for failed in range(3):
        with pytest.raises(SpamNotProven) as refused, transaction() as session:
            quality.decide(session, people.lin, waiting.id, Verdict.SPAM, "三张检查图都没有做")
        assert refused.value.params == {"needed": 3, "failed": failed}
        with transaction() as session:
            quality.record_gold_result(session, bad[failed], passed=False)
            quality.record_gold_result(session, bad[failed], passed=True)

    with transaction() as session:
        decided = quality.decide(session, people.lin, waiting.id, Verdict.SPAM, "三张检查图都没有做")
    assert (decided.share_percent, decided.final) == (0, True)


def test_sun_from_another_company_may_not_see_or_decide(people: People) -> None:
    waiting = judgements_of(one_bad_answer(people))[0]

    with pytest.raises(NotFound), transaction() as session:
        quality.decide(session, people.sun, waiting.id, Verdict.ACCEPTED)
    with pytest.raises(NotFound), transaction() as session:
        quality.decide(session, people.mei, waiting.id, Verdict.ACCEPTED)
    with reading() as session:
        assert review_queue(session, people.sun) == []
        assert [row.judgement_id for row in review_queue(session, people.lin)] == [waiting.id]


def test_what_nobody_decided_for_72_hours_is_accepted(people: People) -> None:
    bad = one_bad_answer(people)
    now = dt.datetime.now(dt.UTC)

    with time_machine.travel(now + dt.timedelta(hours=71, minutes=50)), transaction() as session:
        assert quality.accept_overdue(session) == 0
    with time_machine.travel(now + dt.timedelta(hours=72, minutes=1)), transaction() as session:
        assert quality.accept_overdue(session) == 1
        assert quality.accept_overdue(session) == 0

    assert [(j.verdict, j.judged_by) for j in judgements_of(bad)] == [
        (Verdict.IN_REVIEW, None),
        (Verdict.ACCEPTED, None),
    ]


def test_an_answer_for_which_nobody_else_came_is_accepted_after_72_hours(people: People) -> None:
    project_id = publish(people.zhao)
    alone = answer(people.mei, project_id, right())
    catch_up()
    assert judgements_of(alone) == []

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=73)):
        with transaction() as session:
            assert quality.accept_overdue(session) == 1
        answer(people.an, project_id, right())
        catch_up()

    assert [j.verdict for j in judgements_of(alone)] == [Verdict.ACCEPTED]


def test_an_adjudicated_truth_accepts_who_was_right_all_along(people: People) -> None:
    project_id = publish(people.zhao, answers=2, most=2)
    honest = answer(people.mei, project_id, right())
    other = answer(people.an, project_id, nonsense())
    catch_up()
    (task_id,) = task_ids(project_id)

    with transaction() as session:
        quality.adjudicate(session, people.lin, task_id, right())
    catch_up()

    assert judgements_of(honest)[-1].verdict is Verdict.ACCEPTED
    assert judgements_of(other)[-1].verdict is Verdict.IN_REVIEW
    with pytest.raises(Invalid), transaction() as session:
        quality.adjudicate(session, people.lin, task_id, [{"kind": "box"}])
    with pytest.raises(NotFound), transaction() as session:
        quality.adjudicate(session, people.sun, task_id, right())


def test_a_reviewer_decides_a_disputed_clip(people: People) -> None:
    project_id = publish(people.zhao, answers=2, most=2)
    (task_id,) = task_ids(project_id)
    with transaction() as session:
        image = session.scalars(sa.select(Image)).one()
        video = Sequence(
            dataset_id=image.dataset_id, project_id=project_id, name="ride", fps=10.0, frame_count=1
        )
        session.add(video)
        session.flush()
        image.sequence_id, image.frame_index = video.id, 0
        session.get_one(Task, task_id).sequence_id = video.id
    honest = answer(people.mei, project_id, tracked(right()))
    answer(people.an, project_id, tracked(nonsense()))
    catch_up()

    with transaction() as session:
        quality.adjudicate(session, people.lin, task_id, tracked(right()))
    catch_up()

    assert judgements_of(honest)[-1].verdict is Verdict.ACCEPTED


def tracked(shapes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each box as a track of one key frame."""
    key = {"frame": 0, "keyframe": True, "outside": False}
    return [one | key | {"track": f"t{number}"} for number, one in enumerate(shapes)]


def test_she_sees_her_answer_beside_the_reference(people: People) -> None:
    bad = one_bad_answer(people)

    with reading() as session:
        (mine,) = my_answers(session, people.mei)
        seen = comparison(session, mine.judgement_id or 0)
        assert feedback_of(session, people.mei).judged == 0
        assert feedback_of(session, people.an).clean == 1

    assert mine.submission_id == bad
    assert seen is not None
    assert len(seen.hers) == 2
    assert seen.reference is not None
    assert len(seen.reference) == 3
    assert "远处的行人" in seen.guideline_zh
    assert seen.titles["person"]["zh_CN"] == "行人"
