"""Which answers a changed guideline asks for anew, what that costs, and offering them to those who made them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.errors import N_, Fault
from annotate.core.money import format_e4, whole_minor
from annotate.messages import service as messages
from annotate.people.models import Account
from annotate.people.roles import AccountState
from annotate.projects import queries as project_queries
from annotate.projects import service as projects
from annotate.projects.errors import WrongState
from annotate.projects.guideline_change import Effect, Redo, Touched, touched_by
from annotate.projects.models import GuidelineChange, GuidelineVersion, Project
from annotate.projects.states import ProjectState
from annotate.quality.errors import ReworkNotFunded
from annotate.quality.judgement import Verdict
from annotate.quality.models import Judgement
from annotate.work import rework_service as reworks
from annotate.work import task_service
from annotate.work.label_use_queries import with_any_of
from annotate.work.models import Assignment, Gold, Rework, Submission, Task, WorkStanding
from annotate.work.states import Gate, LeaseState, TaskKind

_SAID_IN_A_MESSAGE = "guideline.rework"


@dataclass(frozen=True)
class Cost:
    """What one choice would ask for. missing_e4: what the project lacks for it, in whole minor units, 0 when
    it has enough."""

    redo: Redo
    answers: int
    people: int
    cost_e4: int
    missing_e4: int


@dataclass(frozen=True)
class Weighed:
    """What a change is about, and what making answers anew would cost, by choice."""

    touched: Touched
    costs: tuple[Cost, ...]

    def cost_of(self, redo: Redo) -> Cost | None:
        return next((one for one in self.costs if one.redo is redo), None)


def _old_answers(project_id: int, redo: Redo, touched: Touched, dialect: str) -> sa.Select[Any]:
    """Answers to label tasks by older versions, of people who may still make them anew; proven spam is none of them."""
    judged = (
        sa.select(Judgement.id)
        .where(
            Judgement.submission_id == Submission.id,
            Judgement.is_current,
            sa.or_(Judgement.share_percent == 0, Judgement.verdict == Verdict.FIX),
        )
        .exists()
    )
    known = sa.select(Gold.task_id).where(Gold.task_id == Task.id, Gold.withdrawn_at.is_(None)).exists()
    banned = (
        sa.select(WorkStanding.project_id)
        .where(
            WorkStanding.project_id == project_id,
            WorkStanding.annotator_id == Submission.annotator_id,
            WorkStanding.gate == Gate.BANNED,
        )
        .exists()
    )
    query = (
        sa.select(Submission)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Task, Task.id == Submission.task_id)
        .join(Account, Account.id == Submission.annotator_id)
        .where(
            Submission.project_id == project_id,
            Task.kind == TaskKind.LABEL,
            Account.state == AccountState.ACTIVE,
            Assignment.state.in_((LeaseState.SUBMITTED, LeaseState.MENDING)),
            ~judged,
            ~known,
            ~banned,
        )
    )
    if redo is Redo.ALL or touched.everything:
        return query
    return query.where(Submission.id.in_(with_any_of(dialect, project_id, touched.labels)))


def weigh(session: Session, actor_id: int, project_id: int, text_zh: str, text_en: str) -> Weighed:
    """What a new text would change. Raises NotFound, WrongState for a draft or a project without a guideline."""
    project = projects.project_for(session, actor_id, project_id)
    newest = project_queries.guideline_text(session, project.guideline_version_id)
    if project.state is ProjectState.DRAFT or newest is None:
        raise WrongState
    touched = touched_by([(newest.text_zh, text_zh), (newest.text_en, text_en)])
    choices = () if touched.is_nothing else (Redo.TOUCHED, Redo.ALL)
    return Weighed(touched, tuple(_cost(session, project, redo, touched) for redo in choices))


def _cost(session: Session, project: Project, redo: Redo, touched: Touched) -> Cost:
    old = _old_answers(project.id, redo, touched, session.get_bind().dialect.name)
    total = sa.cast(sa.func.coalesce(sa.func.sum(Submission.rate_e4), 0), sa.BigInteger)
    people = sa.func.count(sa.distinct(Submission.annotator_id))
    answers, people_count, cost_e4 = session.execute(
        old.with_only_columns(sa.func.count(), people, total)
    ).one()
    # The pictures' own answers keep their money, and so does what earlier changes promised.
    needed_e4 = task_service.budget_of_project(session, project).needed_e4 + int(cost_e4)
    missing_e4 = whole_minor(max(0, needed_e4 - project.funded_e4), project.currency)
    return Cost(redo, answers, people_count, int(cost_e4), missing_e4)


def publish_change(
    session: Session, actor_id: int, project_id: int, text_zh: str, text_en: str, effect: Effect
) -> GuidelineVersion:
    """Save the new text, hold the money for what is to be made anew, and let a job offer it.

    Raises NotFound, WrongState, InvalidProject, ReworkNotFunded with the amount that is missing.
    """
    projects.project_for(session, actor_id, project_id)
    # Locked: two changes at once must not both count the same money as free.
    project = session.get_one(Project, project_id, with_for_update=True, populate_existing=True)
    weighed = weigh(session, actor_id, project_id, text_zh, text_en)
    cost = weighed.cost_of(effect.redo)
    if cost is not None and cost.missing_e4:
        words = N_("fund %(amount)s more: %(answers)s answers made anew cost %(cost)s")
        told = {
            "amount": format_e4(cost.missing_e4),
            "answers": cost.answers,
            "cost": format_e4(cost.cost_e4),
        }
        raise ReworkNotFunded([Fault("budget", "not_funded", words, told)])
    version = projects.add_guideline(session, actor_id, project, text_zh, text_en, effect)
    if cost is not None and cost.answers:
        projects.hold_for_rework(session, version.id, cost.cost_e4)
        detail = {"answers": cost.answers, "cost_e4": cost.cost_e4}
        audit.record(session, actor_id, "project.rework_asked", "project", project_id, detail)
    return version


def offer_some(session: Session, version_id: int, limit: int = 200) -> int:
    """Offer the next answers of a change; how many. 0: all are offered, and what was held and not needed is free.

    The job of `rework.offer`; killed half-way it goes on where it stopped.
    """
    change = _locked(session, version_id)
    if change.offered_at is not None:
        return 0
    chosen = _next_answers(session, change, limit)
    left_e4 = change.cost_e4 - reworks.offered_e4(session, version_id)
    offered = 0
    for submission in chosen:
        if submission.rate_e4 > left_e4:
            # What came in meanwhile was not paid for beforehand.
            break
        reworks.offer(session, submission, version_id)
        left_e4 -= submission.rate_e4
        offered += 1
        _tell(session, change, submission.annotator_id)
    if offered == 0:
        change.offered_at = clock.now()
    session.flush()
    return offered


def _locked(session: Session, version_id: int) -> GuidelineChange:
    """The change, with all of its project locked: jobs of two changes must not offer one answer at the same time."""
    change = session.get_one(GuidelineChange, version_id)
    of_project = sa.select(GuidelineChange).where(GuidelineChange.project_id == change.project_id)
    session.scalars(
        of_project.order_by(GuidelineChange.version_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return change


def _next_answers(session: Session, change: GuidelineChange, limit: int) -> Sequence[Submission]:
    touched = Touched(tuple(change.labels), change.everything)
    # Also by a newer change, whose job came before: nobody draws by an older version after that.
    offered = (
        sa.select(Rework.id)
        .where(Rework.submission_id == Submission.id, Rework.guideline_version_id >= change.version_id)
        .exists()
    )
    query = _old_answers(change.project_id, change.redo, touched, session.get_bind().dialect.name)
    query = query.where(Submission.received_at <= change.changed_at, ~offered)
    return session.scalars(query.order_by(Submission.received_at, Submission.id).limit(limit)).all()


def _tell(session: Session, change: GuidelineChange, annotator_id: int) -> None:
    until = clock.now() + reworks.TIME
    name = projects.name_of(session, change.project_id)
    messages.send(
        session,
        annotator_id,
        _SAID_IN_A_MESSAGE,
        {"project": name, "until_at": until.isoformat()},
        f"/work/{change.project_id}",
        key=f"rework-{change.version_id}-{annotator_id}",
    )
