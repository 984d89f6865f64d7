"""All steps that bring a project's figures up to date, each in a transaction of its own."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.db import reading
from annotate.insight import hours_service, known_service, service
from annotate.insight.models import ProjectInsight

Part = Callable[[], AbstractContextManager[Session]]


def renew_project(project_id: int, part: Part) -> None:
    """Settlements, hours, known pictures, verdicts, trials. part: opens a short transaction.

    Safe to run twice, late, at the same time and half: each step looks at what is counted already. What takes long
    (comparing shapes, trying out a crowd) is done while reading, so that nobody waits for it.
    """
    _count_rounds(project_id, part)
    more = True
    while more:
        with part() as session:
            more = hours_service.count_hours(session, project_id)
    _measure_known(project_id, part)
    with part() as session:
        hours_service.count_verdicts(session, project_id)
    _try_crowd(project_id, part)


def _count_rounds(project_id: int, part: Part) -> None:
    with reading() as session:
        seen = sa.select(ProjectInsight.round_id).where(ProjectInsight.project_id == project_id)
        after, more = session.scalar(seen) or 0, True
    while more:
        with reading() as session:
            read = service.read_rounds(session, project_id, after)
            session.expunge_all()
        with part() as session:
            service.keep_rounds(session, project_id, read)
        after, more = read.upto, read.more


def _measure_known(project_id: int, part: Part) -> None:
    measured = True
    while measured:
        with reading() as session:
            found = known_service.read_known(session, project_id)
        with part() as session:
            known_service.keep_known(session, project_id, found)
        measured = bool(found)


def _try_crowd(project_id: int, part: Part) -> None:
    with reading() as session:
        version = hours_service.trials_wanted(session, project_id)
        trials = hours_service.try_crowd(session, project_id) if version else []
    if version:
        with part() as session:
            hours_service.keep_trials(session, project_id, version, trials)
