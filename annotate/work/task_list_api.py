"""Tasks of a project as JSON: which are open, agreed, or wait for a decision."""

from flask import Blueprint, Response, request
from pydantic import BaseModel

from annotate.core.db import reading
from annotate.core.errors import N_, Fault, Invalid
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.api import describe, query_int, reply
from annotate.web.identity import current
from annotate.work import task_list_queries
from annotate.work.states import TaskState

api = Blueprint("task_list_api", __name__)


class TaskReply(BaseModel):
    """image_id: of a clip its first frame; first_frame from 0."""

    id: int
    kind: str
    state: str
    image_id: int
    image_name: str
    sequence_id: int | None
    first_frame: int
    frame_count: int
    answers_wanted: int


class TasksReply(BaseModel):
    tasks: list[TaskReply]
    next_cursor: int | None


def _state() -> TaskState | None:
    """Raises Invalid."""
    asked = request.args.get("state") or None
    if asked is None:
        return None
    try:
        return TaskState(asked)
    except ValueError:
        known = ", ".join(TaskState)
        wrong = Fault("state", "unknown_state", N_("must be one of %(known)s"), {"known": known})
        raise Invalid([wrong]) from None


@api.get("/projects/<int:project_id>/tasks")
@roles(Role.MANAGER, Role.REVIEWER, Role.ADMIN)
@describe(
    "Tasks of a project, oldest first; those to be decided with state=to_reviewer",
    replies={200: TasksReply},
    query={"cursor": "integer", "limit": "integer", "state": "string"},
)
def tasks(project_id: int) -> Response:
    limit, state = query_int("limit", 100, 1, 1000) or 100, _state()
    with reading() as session:
        projects.project_for(session, current().account_id, project_id)
        found = task_list_queries.tasks_of(session, project_id, state, query_int("cursor"), limit + 1)
    page = [TaskReply(**vars(one)) for one in found[:limit]]
    return reply(TasksReply(tasks=page, next_cursor=page[-1].id if len(found) > limit else None))
