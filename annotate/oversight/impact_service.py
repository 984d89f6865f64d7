"""The register of impact assessments: written by one operator, approved by another, replaced and never changed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.errors import NotFound
from annotate.oversight.errors import AlreadyApproved, AssessmentIncomplete, AssessmentReplaced, SameOperator
from annotate.oversight.models import ImpactAssessment
from annotate.oversight.words import NEEDED, Activity, Risk

_LONGEST = 5000
# What a version says, as it is typed; and the whole table.
TYPED = ("activity", "title", "purpose", "risks", "risk", "measures")
COLUMNS = ("id", *TYPED, "review_on", "replaces_id", "made_by", "made_at", "approved_by", "approved_at")


@dataclass(frozen=True)
class NewAssessment:
    """As it was typed."""

    activity: str
    title: str
    purpose: str
    risks: str
    risk: str
    measures: str
    review_on: dt.date | None
    replaces_id: int | None = None


def write(session: Session, actor_id: int, new: NewAssessment) -> ImpactAssessment:
    """Raises AssessmentIncomplete, AssessmentReplaced, NotFound."""
    texts = (new.title, new.purpose, new.risks, new.measures)
    is_whole = all(text.strip() and len(text) <= _LONGEST for text in texts) and len(new.title) <= 200
    today = clock.local_day(clock.now())
    if not is_whole or new.activity not in set(Activity) or new.risk not in set(Risk):
        raise AssessmentIncomplete
    if new.review_on is None or new.review_on <= today:
        raise AssessmentIncomplete
    if new.replaces_id is not None:
        if session.get(ImpactAssessment, new.replaces_id, with_for_update=True) is None:
            raise NotFound
        later = sa.select(ImpactAssessment.id).where(ImpactAssessment.replaces_id == new.replaces_id)
        if session.scalar(later) is not None:
            raise AssessmentReplaced
    made = ImpactAssessment(
        activity=Activity(new.activity),
        title=new.title.strip(),
        purpose=new.purpose.strip(),
        risks=new.risks.strip(),
        risk=Risk(new.risk),
        measures=new.measures.strip(),
        review_on=new.review_on,
        replaces_id=new.replaces_id,
        made_by=actor_id,
    )
    session.add(made)
    session.flush()
    audit.record(session, actor_id, "assessment.written", "impact_assessment", made.id)
    return made


def approve(session: Session, actor_id: int, assessment_id: int) -> None:
    """Raises NotFound, SameOperator, AlreadyApproved."""
    found = session.get(ImpactAssessment, assessment_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    if found.approved_by is not None:
        raise AlreadyApproved
    if found.made_by == actor_id:
        raise SameOperator
    found.approved_by, found.approved_at = actor_id, clock.now()
    audit.record(session, actor_id, "assessment.approved", "impact_assessment", found.id)


def of_number(session: Session, assessment_id: int) -> ImpactAssessment:
    """Raises NotFound."""
    found = session.get(ImpactAssessment, assessment_id)
    if found is None:
        raise NotFound
    return found


def all_of_them(session: Session) -> Sequence[ImpactAssessment]:
    """Every version, newest first."""
    return session.scalars(sa.select(ImpactAssessment).order_by(ImpactAssessment.id.desc())).all()


@dataclass(frozen=True)
class Standing:
    """newest: the versions that nothing replaces; missing: activities without an approved one; late: to be looked at."""

    newest: list[ImpactAssessment]
    missing: list[Activity]
    late: list[ImpactAssessment]


def standing(session: Session) -> Standing:
    """Where the register stands today."""
    found = all_of_them(session)
    replaced = {one.replaces_id for one in found if one.replaces_id is not None}
    newest = [one for one in found if one.id not in replaced]
    assessed = {one.activity for one in found if one.approved_by is not None}
    today = clock.local_day(clock.now())
    return Standing(
        newest,
        [one for one in NEEDED if one not in assessed],
        [one for one in newest if one.review_on <= today],
    )


def table(session: Session) -> list[list[str]]:
    """Every version as texts below a row of names, newest first."""
    return [list(COLUMNS), *([_cell(getattr(one, name)) for name in COLUMNS] for one in all_of_them(session))]


def _cell(value: object) -> str:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return "" if value is None else str(value)
