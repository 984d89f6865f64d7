"""A reviewer draws what is right on a disputed picture, in the labelling window."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from annotate.core.db import reading
from annotate.core.errors import NotFound
from annotate.people.roles import Role
from annotate.quality import dispute_queries, service
from annotate.quality.dispute_queries import MERGED, ToDraw
from annotate.web.access import roles
from annotate.web.identity import current
from annotate.work import guide_queries
from annotate.work import queries as work
from annotate.work.api import image_reply
from annotate.work.editor_api import bootstrap_facts

pages = Blueprint("draw", __name__)


@pages.get("/review/pictures/<int:task_id>/draw")
@roles(Role.MANAGER, Role.REVIEWER)
def draw(task_id: int) -> str:
    """Begins with one of the versions: ?version=, the merged one when none is named."""
    with reading() as session:
        found = dispute_queries.to_draw(session, task_id, request.args.get("version", MERGED))
        if found is None:
            raise NotFound
        service.check_reviewer(session, current().account_id, found.project_id)
        facts = _facts(session, found)
    return render_template("reviewer/draw.html", found=found, facts=facts)


def _facts(session: Session, found: ToDraw) -> dict[str, Any]:
    """What the window reads at its start, as `bootstrap` gives it, with its one picture or clip beside."""
    who, known = current(), work.editor_facts(session, found.project_id)
    assert known is not None
    unpaid = replace(known, rate_e4=0, hourly_estimate_e4=None)
    guide = guide_queries.guide_of(session, found.project_id, who.account_id)
    own = {"editor_settings": None, "assignment": _assignment(found, known)}
    return bootstrap_facts(unpaid, guide, who) | own


def _assignment(found: ToDraw, known: work.EditorFacts) -> dict[str, Any]:
    """The picture as if it had been handed out, begun with a version of its truth."""
    return {
        "id": f"decide-{found.task_id}",
        "task_id": found.task_id,
        "images": [image_reply(one).model_dump() for one in found.frames],
        "sequence": vars(found.clip) if found.clip else None,
        "rate_e4": 0,
        "currency": known.currency,
        # Nobody waits for it: it is not lent.
        "lease_expires_at": "9999-01-01T00:00:00+00:00",
        "draft": {"annotations": found.annotations, "decided": [], "active_ms": 0, "revision": 0},
        "prelabels": None,
        "fix": None,
        "kind": "label",
        "verify": None,
    }
