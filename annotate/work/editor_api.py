"""What the editor reads once, before the first picture."""

from flask import Blueprint, Response
from flask_wtf.csrf import generate_csrf

from annotate.core.db import reading
from annotate.core.errors import NotFound
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.api import describe, reply
from annotate.web.identity import Identity, current
from annotate.work import guide_queries, queries, settings_service
from annotate.work.queries import EditorFacts

api = Blueprint("editor_api", __name__)


@api.get("/projects/<int:project_id>/bootstrap")
@roles(Role.ANNOTATOR)
@describe("What the editor needs before the first picture")
def bootstrap(project_id: int) -> Response:
    with reading() as session:
        facts = queries.editor_facts(session, project_id)
        if facts is None or facts.state == "draft":
            raise NotFound
        settings = settings_service.editor_settings(session, current().account_id)
        guide = guide_queries.guide_of(session, project_id, current().account_id)
    return reply(bootstrap_facts(facts, guide, current()) | {"editor_settings": settings})


def bootstrap_facts(facts: EditorFacts, guideline: dict[str, object], who: Identity) -> dict[str, object]:
    """What the window reads at its start, whoever opens it."""
    project = {"id": facts.project_id, "name": facts.name, "lease_minutes": facts.lease_minutes}
    return {
        "project": project | {"guideline": guideline},
        "ontology": {"version": facts.ontology_version, "document": facts.ontology},
        "annotator": annotator_facts(who),
        "rate_e4": facts.rate_e4,
        "currency": facts.currency,
        "hourly_estimate_e4": facts.hourly_estimate_e4,
        # The page may be days old, from the device's own memory: its token died with the browser it was made for.
        "csrf_token": generate_csrf(),
    }


def annotator_facts(who: Identity) -> dict[str, object]:
    """Who sits at the window, and how large she reads."""
    return {
        "id": who.account_id,
        "alias": who.alias,
        "locale": who.locale,
        "easy_mode": who.easy_mode,
        "font_px": (who.text_px or 22) if who.easy_mode else 18,
    }
