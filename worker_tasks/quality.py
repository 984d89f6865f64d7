"""Judges answers once their task is settled; grants what nobody decided in time."""

from annotate.gallery import service as gallery
from annotate.quality import (
    anew_look_service,
    anew_service,
    appeal_service,
    breaker_service,
    fix_service,
    gold_service,
    rework_service,
    service,
)
from annotate.work import rework_service as reworks
from worker_tasks.once import Work


def judge_task(work: Work) -> None:
    """work.ref: the task that was settled, agreed on or sent to a reviewer."""
    with work.part() as session:
        service.judge_task(session, int(work.ref))
    with work.whole() as session:
        gallery.mark_settled(session, int(work.ref))


def judge_mended(work: Work) -> None:
    """work.ref: the submission whose mended version came."""
    with work.part() as session:
        fix_service.judge_mended(session, work.ref)
    with work.whole() as session:
        gallery.mark_answered(session, work.ref)


def score_gold(work: Work) -> None:
    """work.ref: the submission that answers a check picture."""
    with work.whole() as session:
        gold_service.score_gold(session, work.ref)


def review_golds(work: Work) -> None:
    with work.whole() as session:
        gold_service.review_golds(session)


def close_overdue_fixes(work: Work) -> None:
    """What was to be mended, and what was to be made anew; then what came is judged."""
    for close in (fix_service.close_overdue, reworks.close_overdue, anew_service.judge_anew):
        closed = 1
        while closed:
            with work.part() as session:
                closed = close(session)


def offer_rework(work: Work) -> None:
    """work.ref: the version of a guideline that asks for older answers anew."""
    offered = 1
    while offered:
        with work.part() as session:
            offered = rework_service.offer_some(session, int(work.ref))


def accept_overdue(work: Work) -> None:
    """A chunk a transaction: after a holiday there may be thousands."""
    for grant in (
        service.accept_overdue,
        breaker_service.accept_unlooked,
        appeal_service.grant_overdue_appeals,
        anew_look_service.pay_unlooked,
    ):
        granted = 1
        while granted:
            with work.part() as session:
                granted = grant(session)
