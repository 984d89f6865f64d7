"""Ten of the women at work in the demo project, through the same services that the web calls."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from annotate.core.db import reading, transaction
from annotate.demo.catch_up import catch_up
from annotate.demo.scenes import LABELS
from annotate.insight.renewal_service import renew_project
from annotate.simulate import results
from annotate.simulate.crowd import Picture, label_picture
from annotate.simulate.skill import SimulatedAnnotator, make_crowd
from annotate.simulate.truth import DrawnTruth
from annotate.work import queries, service
from annotate.work.models import Assignment
from annotate.work.service import SubmissionBody

WORKERS = 10


def load_work(
    project_id: int, accounts: Sequence[int], truth: DrawnTruth, rounds: int, seed: int
) -> Iterator[int]:
    """Answers, with all that follows from each; yields how many there are, then after each.

    accounts: who works; the last of ten is a spammer. rounds: how many answers each gives.
    """
    crowd = make_crowd(len(accounts), seed)
    with reading() as session:
        done = queries.progress(session, project_id).submissions
    yield done
    for round_number in range(done // len(crowd), rounds):
        for one in crowd:
            luck = random.Random(f"{seed} bag {round_number} {one.number}")
            yield _answer(crowd, one.number, accounts[one.number], project_id, truth, seed, luck)
        catch_up()
        if round_number in (rounds // 2, rounds - 1):
            # As in the nights between.
            results.learn([project_id])
    renew_project(project_id, transaction)


def _answer(
    crowd: Sequence[SimulatedAnnotator],
    number: int,
    account_id: int,
    project_id: int,
    truth: DrawnTruth,
    seed: int,
    luck: random.Random,
) -> bool:
    """One woman takes one picture and hands it in; False when there is none for her."""
    with transaction() as session:
        handout = service.lease_bag(session, account_id, project_id, 1, chance=luck.random)
        if not handout.assignments:
            return False
        assignment = handout.assignments[0]
        shown = queries.handed_out(session, [assignment.id])[0]
        [seen] = shown.frames
        truths = truth.truths(seen.name) or ()
        picture = Picture(seen.name, seen.width_px, seen.height_px, truths, LABELS)
        answer = label_picture(crowd, number, picture, seed)
        _begin_earlier(session, assignment, answer.active_ms)
        rng = random.Random(f"{seed} {number} {assignment.id}")
        submission_id = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        body = SubmissionBody(submission_id, answer.annotations, answer.active_ms)
        service.submit(session, account_id, assignment.id, body)
    return True


def _begin_earlier(session: Session, assignment: Assignment, active_ms: int) -> None:
    """She took the picture as long ago as she needed for it: only time that has passed counts as active."""
    assignment.taken_at -= dt.timedelta(milliseconds=active_ms * 1.2)
    session.flush()
