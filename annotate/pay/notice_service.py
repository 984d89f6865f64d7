"""Tells people about their pay, and managers about the money of their projects."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.messages import service as messages
from annotate.pay.models import Earning, FloorAlarm, PayoutLine
from annotate.pay.payouts import LineState
from annotate.pay.service import spent_of
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work.models import Task
from annotate.work.states import TaskState

# Below this share of what was put in, with pictures still open, the manager is told.
LOW_PERCENT = 10
_KINDS = {
    LineState.SENT: "payout.sent",
    LineState.PAID: "payout.paid",
    LineState.FAILED: "payout.failed",
    LineState.RETURNED: "payout.failed",
}


def tell_payout(session: Session, line: PayoutLine, state: LineState) -> None:
    """What became of one payment to her; what is still under way is told once."""
    kind = _KINDS.get(state)
    if kind is None:
        return
    link = "/account/payee" if kind == "payout.failed" else "/earnings"
    key = f"{kind}-{line.number}"
    messages.send(session, line.annotator_id, kind, {"amount_e4": line.net_e4}, link, key)


def tell_top_up(session: Session, earning: Earning) -> None:
    params = {"amount_e4": earning.amount_e4, "project": _name(session, earning.project_id)}
    key = f"top-up-{earning.entry_id}"
    messages.send(session, earning.annotator_id, "topup.booked", params, "/earnings", key)


def tell_alarm(session: Session, alarm: FloorAlarm) -> None:
    project = session.get_one(Project, alarm.project_id)
    params = {
        "project": project.name,
        "hourly_e4": alarm.median_hourly_e4,
        "floor_e4": alarm.floor_e4,
    }
    key = f"floor-{project.id}-{alarm.week}"
    messages.send(session, project.owner_id, "floor.alarm", params, f"/projects/{project.id}", key)


def _name(session: Session, project_id: int | None) -> str:
    return session.get_one(Project, project_id).name if project_id else ""


def tell_statements(session: Session, month: str, after_id: int = 0, limit: int = 500) -> int | None:
    """Tell those who earned something in a local month that its statement is there; where to go on, None at the end."""
    query = (
        sa.select(Earning.annotator_id)
        .where(Earning.month == month, Earning.annotator_id > after_id)
        .distinct()
        .order_by(Earning.annotator_id)
        .limit(limit)
    )
    found = session.scalars(query).all()
    for annotator_id in found:
        key = f"statement-{month}-{annotator_id}"
        params = {"of_month": month}
        messages.send(session, annotator_id, "statement.ready", params, f"/earnings/{month}", key)
    return found[-1] if len(found) == limit else None


def watch_budgets(session: Session) -> int:
    """Tell managers whose money runs out while pictures are open, once for what was put in; how many."""
    opened = sa.select(Task.id).where(Task.project_id == Project.id, Task.state == TaskState.OPEN).exists()
    query = sa.select(Project).where(Project.state == ProjectState.PUBLISHED, opened).order_by(Project.id)
    told = 0
    for project in session.scalars(query).all():
        left_e4 = project.funded_e4 - spent_of(session, project.id).spent_e4
        if left_e4 * 100 < project.funded_e4 * LOW_PERCENT:
            told += _tell_low(session, project, max(0, left_e4))
    return told


def _tell_low(session: Session, project: Project, left_e4: int) -> bool:
    params = {"project": project.name, "left_e4": left_e4, "pictures": left_e4 // project.rate_e4}
    link, key = f"/projects/{project.id}/fund", f"budget-{project.id}-{project.funded_e4}"
    return messages.send(session, project.owner_id, "budget.low", params, link, key)
