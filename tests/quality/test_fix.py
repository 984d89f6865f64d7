"""'Fix it': an answer goes back with comments, is mended through the editor's protocol, and is paid once by the rules."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid, NotFound
from annotate.core.models import OutboxEvent
from annotate.pay import service as pay
from annotate.pay.models import Earning
from annotate.quality import appeal_service as appeals
from annotate.quality import fix_service, queries
from annotate.quality import service as quality
from annotate.quality.comments import read_pin, suggestions_of
from annotate.quality.errors import AlreadyDecided, ReasonNeeded, SamePerson
from annotate.quality.fix_service import Comment
from annotate.quality.judgement import Verdict
from annotate.quality.models import Judgement
from annotate.work import service as work
from annotate.work.errors import AlreadySubmitted, OlderDraft, SubmissionDiffers
from annotate.work.models import Assignment, Mending, Submission
from annotate.work.service import DraftBody, SubmissionBody
from annotate.work.states import LeaseState
from tests.conftest import People
from tests.quality.crowd_work import (
    RATE_E4,
    answer,
    catch_up,
    judgements_of,
    nonsense,
    publish,
    right,
    waiting_events,
)
from worker_tasks.once import run_event

Browser = Callable[[int], Any]
PART_E4 = 2940


@pytest.fixture
def waiting(people: People) -> Judgement:
    """Mei's answer waits for a person."""
    project_id = publish(people.zhao, pictures=2, answers=3, most=3)
    answer(people.an, project_id, right())
    answer(people.lin, project_id, right())
    bad = answer(people.mei, project_id, nonsense())
    catch_up()
    return judgements_of(bad)[0]


def shapes_of(submission_id: str) -> list[dict[str, Any]]:
    with reading() as session:
        found: list[dict[str, Any]] = session.get_one(Submission, submission_id).annotations
        return found


def give_back(people: People, waiting: Judgement, *comments: Comment, note: str = "行人没有框") -> int:
    with transaction() as session:
        return fix_service.ask_to_mend(session, people.lin, waiting.id, note, comments).id


@pytest.fixture
def given_back(people: People, waiting: Judgement) -> Judgement:
    shape = shapes_of(waiting.submission_id)[0]
    give_back(
        people,
        waiting,
        Comment("这里没有车", shape_id=shape["id"]),
        Comment("漏了行人", point=(320.0, 150.0)),
    )
    return waiting


def assignment_of(judgement: Judgement) -> int:
    with reading() as session:
        return session.get_one(Submission, judgement.submission_id).assignment_id


def mend(people: People, judgement: Judgement, version_id: str | None = None, annotations: Any = None) -> Any:
    body = SubmissionBody(version_id or str(uuid.uuid4()), annotations or right(), 20_000)
    with transaction() as session:
        return work.submit(session, people.mei, assignment_of(judgement), body)


def paid_e4(judgement: Judgement) -> int:
    with reading() as session:
        query = sa.select(sa.func.coalesce(sa.func.sum(Earning.amount_e4), 0))
        return int(session.scalar(query.where(Earning.submission_id == judgement.submission_id)) or 0)


def verdicts(judgement: Judgement) -> list[Verdict]:
    return [one.verdict for one in judgements_of(judgement.submission_id)]


def pass_time(monkeypatch: pytest.MonkeyPatch, **ahead: float) -> None:
    now = dt.datetime.now(dt.UTC) + dt.timedelta(**ahead)
    monkeypatch.setattr(clock, "now", lambda: now)


def test_a_given_back_answer_is_handed_out_with_its_comments_and_her_own_boxes(
    browser_of: Browser, people: People, given_back: Judgement
) -> None:
    mei, project_id = browser_of(people.mei), given_back.project_id

    answer_ = mei.post(f"/api/v1/projects/{project_id}/assignments", json={"count": 1}).json

    first, second = answer_["assignments"]
    assert first["id"] == assignment_of(given_back)
    assert first["draft"]["annotations"] == shapes_of(given_back.submission_id)
    assert first["draft"]["revision"] == 0
    assert first["fix"]["note"] == "行人没有框"
    assert [one["text"] for one in first["fix"]["comments"]] == ["这里没有车", "漏了行人"]
    assert dt.datetime.fromisoformat(first["fix"]["until"]) > clock.now() + dt.timedelta(hours=47)
    # It takes no place of a new picture, and a new picture has nothing to mend.
    assert second["fix"] is None
    home = mei.get("/work").text
    assert "1 张图要改" in home


def test_nothing_is_paid_until_it_is_mended_and_then_all_of_it_once(
    people: People, given_back: Judgement
) -> None:
    catch_up()
    assert (paid_e4(given_back), verdicts(given_back)) == (0, [Verdict.IN_REVIEW, Verdict.FIX])

    version = str(uuid.uuid4())
    mended = right()
    receipts = [mend(people, given_back, version, mended) for _ in range(3)]
    catch_up()

    assert [receipt.created for receipt in receipts] == [True, False, False]
    assert verdicts(given_back) == [Verdict.IN_REVIEW, Verdict.FIX, Verdict.ACCEPTED]
    assert paid_e4(given_back) == RATE_E4
    with reading() as session:
        kept = session.get_one(Mending, assignment_of(given_back))
        assert (kept.version_id, kept.annotations) == (version, mended)
        # The first answer stays as it was, and her time counts both.
        assert session.get_one(Submission, given_back.submission_id).annotations != mended
        earning = session.scalars(
            sa.select(Earning).where(Earning.submission_id == given_back.submission_id)
        ).one()
        assert 30_000 <= earning.active_ms <= 50_000
        assert list(pay.verify_earnings(session)) == []


def test_two_jobs_at_once_late_or_twice_decide_once(people: People, given_back: Judgement) -> None:
    mend(people, given_back)
    with reading() as session:
        (event,) = session.scalars(
            sa.select(OutboxEvent).where(OutboxEvent.kind == "submission.mended")
        ).all()

    assert run_event(event.id) is True
    assert run_event(event.id) is False
    with transaction() as session:
        assert fix_service.judge_mended(session, given_back.submission_id) is None
        assert fix_service.close_overdue(session) == 0

    assert verdicts(given_back).count(Verdict.ACCEPTED) == 1


def test_a_job_that_dies_half_way_leaves_nothing_behind(people: People, given_back: Judgement) -> None:
    mend(people, given_back)

    class Killed(BaseException):
        pass

    def die() -> None:
        with transaction() as session:
            fix_service.judge_mended(session, given_back.submission_id)
            raise Killed

    with pytest.raises(Killed):
        die()
    assert verdicts(given_back)[-1] is Verdict.FIX
    catch_up()
    assert paid_e4(given_back) == RATE_E4


def test_what_is_not_mended_in_time_pays_a_part_by_itself(
    people: People, given_back: Judgement, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(monkeypatch, hours=47)
    with transaction() as session:
        assert fix_service.close_overdue(session) == 0
        # The clock that accepts what nobody decided has no say here.
        assert quality.accept_overdue(session) == 0
    pass_time(monkeypatch, hours=100)
    with transaction() as session:
        assert quality.accept_overdue(session) == 0
        assert fix_service.close_overdue(session) == 1
        assert fix_service.close_overdue(session) == 0
    catch_up()

    assert verdicts(given_back)[-1] is Verdict.PART
    assert paid_e4(given_back) == PART_E4
    with reading() as session:
        assert session.get_one(Assignment, assignment_of(given_back)).state is LeaseState.SUBMITTED
        assert queries.waiting_count(session, given_back.project_id) == 0


def test_a_version_that_comes_after_the_deadline_is_kept_and_pays_the_part_once(
    people: People, given_back: Judgement, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(monkeypatch, hours=49)
    receipt = mend(people, given_back)
    catch_up()
    with transaction() as session:
        fix_service.close_overdue(session)
    catch_up()

    assert receipt.created
    assert verdicts(given_back)[-1] is Verdict.PART
    assert paid_e4(given_back) == PART_E4


def test_a_version_after_the_sweep_is_kept_too(
    people: People, given_back: Judgement, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(monkeypatch, hours=60)
    with transaction() as session:
        fix_service.close_overdue(session)
    assert mend(people, given_back).created
    catch_up()

    assert verdicts(given_back) == [Verdict.IN_REVIEW, Verdict.FIX, Verdict.PART]
    assert paid_e4(given_back) == PART_E4


def test_a_draft_of_the_mended_answer_is_kept_like_any_other(people: People, given_back: Judgement) -> None:
    assignment_id, half = assignment_of(given_back), right()[:2]
    with transaction() as session:
        until = session.get_one(Assignment, assignment_id).leased_until
        work.save_draft(session, people.mei, assignment_id, DraftBody(half, 4000, 2))
    with transaction() as session, pytest.raises(OlderDraft):
        work.save_draft(session, people.mei, assignment_id, DraftBody([], 1, 1))
    with transaction() as session, pytest.raises(AlreadySubmitted):
        work.release(session, people.mei, assignment_id, "other")

    mend(people, given_back)

    with reading() as session:
        assert session.get_one(Assignment, assignment_id).leased_until == until
    with transaction() as session, pytest.raises(AlreadySubmitted):
        work.save_draft(session, people.mei, assignment_id, DraftBody(half, 4000, 3))


def test_her_receipt_names_the_version_that_came(
    browser_of: Browser, people: People, given_back: Judgement
) -> None:
    version = str(uuid.uuid4())
    mend(people, given_back, version)
    mei = browser_of(people.mei)

    found = mei.get(f"/api/v1/submissions/{version}")
    assert (found.status_code, found.json["submission_id"]) == (200, version)
    assert (
        mei.get(f"/api/v1/submissions/{given_back.submission_id}").json["submission_id"]
        == given_back.submission_id
    )
    assert browser_of(people.an).get(f"/api/v1/submissions/{version}").status_code == 404


def test_another_version_or_other_content_is_refused(people: People, given_back: Judgement) -> None:
    version = str(uuid.uuid4())
    mend(people, given_back, version)

    with pytest.raises(AlreadySubmitted):
        mend(people, given_back)
    with pytest.raises(SubmissionDiffers):
        mend(people, given_back, version, nonsense())


def test_a_version_outside_the_picture_is_refused_with_its_place(
    people: People, given_back: Judgement
) -> None:
    wrong = right()
    wrong[0]["box"] = [0, 0, 9000, 10]

    with pytest.raises(Invalid):
        mend(people, given_back, annotations=wrong)

    assert verdicts(given_back)[-1] is Verdict.FIX


@pytest.mark.parametrize(
    ("comment", "note", "refusal"),
    [
        (Comment("", point=(1.0, 1.0)), "", ReasonNeeded),
        (Comment("这里", point=(9000.0, 1.0)), "", Invalid),
        (Comment("这里", shape_id=str(uuid.UUID(int=7))), "", Invalid),
    ],
    ids=["without a word", "outside the picture", "at no object of hers"],
)
def test_a_comment_says_something_about_this_answer(
    people: People, waiting: Judgement, comment: Comment, note: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        give_back(people, waiting, comment, note=note)

    assert verdicts(waiting) == [Verdict.IN_REVIEW]


def test_only_reviewers_of_the_project_give_back_and_only_once(people: People, waiting: Judgement) -> None:
    with transaction() as session, pytest.raises(NotFound):
        fix_service.ask_to_mend(session, people.sun, waiting.id, "请改一下", ())
    give_back(people, waiting)
    (_, fix) = judgements_of(waiting.submission_id)

    for judgement_id in (waiting.id, fix.id):
        with transaction() as session, pytest.raises(AlreadyDecided):
            fix_service.ask_to_mend(session, people.lin, judgement_id, "请改一下", ())
        with transaction() as session, pytest.raises(AlreadyDecided):
            quality.decide(session, people.lin, judgement_id, Verdict.ACCEPTED)


def test_what_she_mends_waits_for_no_reviewer(people: People, given_back: Judgement) -> None:
    with reading() as session:
        assert queries.review_queue(session, people.lin) == []
        assert queries.waiting_count(session, given_back.project_id) == 0
    assert [event.kind for event in waiting_events()] == []


def test_a_later_answer_of_somebody_else_does_not_judge_over_it(
    people: People, given_back: Judgement
) -> None:
    with transaction() as session:
        quality.judge_task(session, given_back.task_id)

    assert verdicts(given_back)[-1] is Verdict.FIX


def test_the_form_starts_from_the_differences_and_pins_what_is_sent(
    browser_of: Browser, people: People, waiting: Judgement
) -> None:
    lin, address = browser_of(people.lin), f"/review/{waiting.id}"
    page = lin.get(address).text
    assert "这里还有一个：行人。" in page
    suggested = suggestions_of(waiting.reason)
    missed = next(one for one in suggested if one.label == "person" and one.expected)

    form = {
        "pin": [missed.pin, ""],
        "words": ["框上行人", ""],
        "expected": [missed.expected, ""],
        "fix_note": "",
    }
    sent = lin.post(f"{address}/fix", data=form)

    assert sent.status_code == 302
    with reading() as session:
        (comment,) = session.get_one(Mending, assignment_of(waiting)).comments
    assert comment["text"] == "框上行人"
    assert comment["expected"]["label"] == "person"
    assert tuple(comment["point"]) == read_pin(missed.pin)[1]
    assert "框上行人" in lin.get(f"/review/{judgements_of(waiting.submission_id)[-1].id}").text


def test_she_reads_the_comments_on_the_page_of_her_answer(
    browser_of: Browser, people: People, given_back: Judgement
) -> None:
    mei, fix = browser_of(people.mei), judgements_of(given_back.submission_id)[-1]

    page = mei.get(f"/answers/{fix.id}").text

    assert "漏了行人" in page
    assert f"/work/{given_back.project_id}" in page
    assert "要改" in mei.get("/answers").text
    mend(people, given_back)
    assert page.count("<svg viewBox") < mei.get(f"/answers/{fix.id}").text.count("<svg viewBox")


def test_who_gave_it_back_does_not_decide_on_her_appeal(
    monkeypatch: pytest.MonkeyPatch, people: People, given_back: Judgement
) -> None:
    pass_time(monkeypatch, hours=49)
    with transaction() as session:
        fix_service.close_overdue(session)
    part = judgements_of(given_back.submission_id)[-1]
    with transaction() as session:
        appeal = appeals.ask_again(session, people.mei, part.id, "我觉得那里有车")

    with pytest.raises(SamePerson), transaction() as session:
        appeals.decide_appeal(session, people.lin, appeal.id, False, "还是少了行人")
