"""The questions about a family's year, one screen a kind, for a coordinator's phone."""

from flask import Blueprint, render_template

from annotate.care import survey_queries
from annotate.core import audit
from annotate.core.db import transaction
from annotate.households.words import IncomeKind
from annotate.people.roles import Role
from annotate.web import identity
from annotate.web.access import roles

pages = Blueprint("surveys", __name__)


@pages.get("/women/<int:account_id>/survey")
@roles(Role.COORDINATOR)
def ask(account_id: int) -> str:
    with transaction() as session:
        facts = survey_queries.survey_facts(session, identity.county(), account_id)
        audit.record(session, identity.current().account_id, "woman.survey_opened", "account", account_id)
        return render_template("coordinator/survey.html", facts=facts, kinds=list(IncomeKind))
