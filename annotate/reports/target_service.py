"""A foundation's targets of a quarter: set, changed while it is not frozen, frozen with the report."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.reports import queries, service
from annotate.reports.errors import BadTarget, TargetFrozen
from annotate.reports.models import ReportTarget
from annotate.reports.targets import METRICS, MOST


def set_target(
    session: Session, actor_id: int, programme_id: int, period: str, metric: str, value: int | None
) -> None:
    """None takes it away. Raises BadPeriod, BeforeTheProgramme, BadTarget, TargetFrozen."""
    service.check_period(session, programme_id, period)
    if metric not in METRICS or (value is not None and not 1 <= value <= MOST):
        raise BadTarget
    if queries.newest_version(session, programme_id, period) is not None:
        raise TargetFrozen
    mine = sa.delete(ReportTarget).where(
        ReportTarget.programme_id == programme_id,
        ReportTarget.period == period,
        ReportTarget.metric == metric,
    )
    session.execute(mine)
    if value is not None:
        session.add(
            ReportTarget(
                programme_id=programme_id,
                period=period,
                metric=metric,
                value=value,
                set_by=actor_id,
                set_at=clock.now(),
            )
        )
    session.flush()
    detail = {"period": period, "metric": metric, "value": value}
    audit.record(session, actor_id, "target.set", "programme", programme_id, detail)
