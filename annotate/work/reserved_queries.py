"""Pictures that are kept for women of a county: how many, how many of them were begun and done."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work.models import Task
from annotate.work.states import TaskState

_DONE = (TaskState.AGREED, TaskState.TO_REVIEWER, TaskState.CLOSED)


@dataclass(frozen=True)
class Reserved:
    """Of one project and county. fill_percent: of what is kept, how much its women have begun or done."""

    project_id: int
    name: str
    county_code: str
    kept: int
    begun: int
    done: int

    @property
    def fill_percent(self) -> int:
        return (self.begun + self.done) * 100 // self.kept if self.kept else 0


def reserved(
    session: Session, county_code: str | None = None, project_id: int | None = None
) -> Sequence[Reserved]:
    """By county of a project, or by project of a county; projects that hand out work, the newest first."""
    is_done = Task.state.in_(_DONE)
    query = (
        sa.select(
            Project.id,
            Project.name,
            Task.kept_for,
            sa.func.count(),
            sa.func.count().filter(Task.taken > 0, ~is_done),
            sa.func.count().filter(is_done),
        )
        .join(Project, Project.id == Task.project_id)
        .where(Task.kept_for.is_not(None))
        .group_by(Project.id, Project.name, Task.kept_for)
    )
    if county_code is not None:
        query = query.where(Task.kept_for == county_code, Project.state == ProjectState.PUBLISHED)
    if project_id is not None:
        query = query.where(Project.id == project_id)
    rows = session.execute(query.order_by(Project.id.desc(), Task.kept_for))
    return [Reserved(row[0], row[1], row[2] or "", row[3], row[4], row[5]) for row in rows]
