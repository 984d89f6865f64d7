"""For operators: what people did (audit log and its monthly digests), and how long what is kept."""

from flask import Blueprint, render_template, request

from annotate.core.db import reading
from annotate.oversight import digest_service, retention_service
from annotate.oversight.digest_service import Wanted
from annotate.oversight.retention import LETTERS_DAYS, RULES, STAYS
from annotate.people.roles import Role
from annotate.web.access import roles

pages = Blueprint("oversight", __name__)


@pages.get("/audit")
@roles(Role.ADMIN)
def log() -> str:
    wanted = _wanted()
    with reading() as session:
        rows, digests = digest_service.acts(session, wanted), digest_service.digests(session)
        return render_template(
            "admin/audit.html",
            rows=rows,
            wanted=wanted,
            action_choices=[(one, one) for one in digest_service.known_actions(session)],
            digests=[(one, digest_service.looks_in(one)) for one in digests],
            older=rows[-1][0].id if len(rows) == digest_service.PAGE else None,
        )


def _wanted() -> Wanted:
    asked = request.args
    alias = asked.get("alias", "").strip()[:40]
    return Wanted(asked.get("action", "")[:64], alias, asked.get("before", type=int))


@pages.get("/retention")
@roles(Role.ADMIN)
def retention() -> str:
    with reading() as session:
        return render_template(
            "admin/retention.html",
            rules=RULES,
            stays=STAYS,
            letters_days=LETTERS_DAYS,
            waiting=retention_service.waiting(session),
            runs=retention_service.last_runs(session),
        )
