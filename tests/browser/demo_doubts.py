"""What the demo has not of itself, though a page of the program shows it: doubts, second looks, a webhook's log."""

import uuid
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import Database, transaction, use_database
from annotate.hooks.models import Hook, HookDelivery
from annotate.hooks.states import DeliveryState, OffReason
from annotate.host.tables import all_tables
from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.projects.models import GuidelineVersion, Project
from annotate.quality.breaker import Hold
from annotate.quality.flags import FlagKind
from annotate.quality.judgement import Verdict
from annotate.quality.models import HeldDecision, Judgement, QualityFlag, ReworkResult
from annotate.work.models import Rework, Submission


def make_doubts(file: Path) -> None:
    """A rejection that waits for another person, two people whose answers are too alike, answers made anew that may
    not fit."""
    all_tables()
    database = Database(f"sqlite:///{file}")
    use_database(database)
    with transaction() as session:
        manager = session.scalars(sa.select(Account.id).where(Account.role == Role.MANAGER)).first()
        waiting = session.scalars(sa.select(Judgement).where(~Judgement.final, Judgement.is_current)).first()
        one, other = session.scalars(sa.select(Submission).where(Submission.task_id == 1).limit(2))
        assert manager is not None
        assert waiting is not None
        about = {"project_id": waiting.project_id, "annotator_id": waiting.annotator_id}
        session.add(
            HeldDecision(
                **about,
                judgement_id=waiting.id,
                reviewer_id=manager,
                day=clock.local_day(clock.now()),
                hold=Hold.SECOND,
                verdict=Verdict.PART,
                note="远处的行人没有框",
            )
        )
        pictures = [[1, one.id, other.id]]
        evidence = {"alike": 4, "met": 6, "expected": 0.4, "chance": 0.001, "pictures": pictures}
        session.add(
            QualityFlag(
                project_id=one.project_id,
                kind=FlagKind.PAIR,
                annotator_id=one.annotator_id,
                other_id=other.annotator_id,
                evidence=evidence,
            )
        )
        for project_id in session.scalars(sa.select(Project.id)).all():
            _add_hook(session, project_id, manager)
        for judged in session.scalars(sa.select(Judgement).where(Judgement.is_current)).all():
            _make_anew(session, judged)
    database.close()
    use_database(None)


def _add_hook(session: Session, project_id: int, manager: int) -> None:
    """An address of the team's, switched off so that nobody calls it, with something in its log."""
    hook = Hook(
        uuid=str(uuid.uuid4()),
        project_id=project_id,
        url="https://hooks.example.org/douya",
        events=["task.agreed"],
        wrapped="",
        secret_sealed="",
        off=OffReason.BY_HAND,
        created_by=manager,
    )
    session.add(hook)
    session.flush()
    told = {"uuid": str(uuid.uuid4()), "event": "task.agreed", "key": "task.agreed-1-1", "body": "{}"}
    session.add(HookDelivery(hook_id=hook.id, state=DeliveryState.GIVEN_UP, tries=10, **told))


def _make_anew(session: Session, judged: Judgement) -> None:
    """This answer, made anew just as it was, which fits badly what holds now."""
    first = session.get_one(Submission, judged.submission_id)
    version = session.scalars(
        sa.select(GuidelineVersion.id).where(GuidelineVersion.project_id == judged.project_id)
    ).first()
    hers = {"submission_id": first.id, "annotator_id": first.annotator_id, "project_id": first.project_id}
    now = clock.now()
    rework = Rework(
        **hers,
        guideline_version_id=version,
        assignment_id=first.assignment_id,
        rate_e4=1000,
        currency="CNY",
        until=now,
        version_id=str(uuid.uuid4()),
        annotations=first.annotations,
        mended_at=now,
        closed_at=now,
    )
    session.add(rework)
    session.flush()
    session.add(
        ReworkResult(**hers, rework_id=rework.id, score=0.4, is_same=True, reason={}, received_at=now)
    )
