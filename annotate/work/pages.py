"""Her home page and the page of the editor."""

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from annotate.core import clock
from annotate.core.db import reading
from annotate.core.errors import NotFound
from annotate.datasets import service as datasets
from annotate.people import service as people
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.assets import script_in_page
from annotate.web.headers import allow_script
from annotate.web.home import home_facts, label_uses, project_facts
from annotate.web.identity import current
from annotate.work import label_use_queries, mend_queries, offer_queries, queries

pages = Blueprint("work", __name__)
datasets.let_see_images(queries.has_had_image)
project_facts.register("work", queries.project_facts)
label_uses.register(label_use_queries.answers_with)


@pages.get("/work")
@roles(Role.ANNOTATOR)
def home() -> str:
    who = current()
    with reading() as session:
        return render_template(
            "annotator/home.html",
            name=people.display_name(session, who.account_id),
            hour=clock.local(clock.now()).hour,
            offers=offer_queries.offers(session, who.account_id),
            ended=offer_queries.successors_of(session, who.account_id),
            to_mend=mend_queries.to_mend(session, who.account_id),
            to_redo=mend_queries.to_redo(session, who.account_id),
            facts=home_facts.collect(session, who.account_id),
        )


@pages.get("/work/<int:project_id>")
@roles(Role.ANNOTATOR)
def editor(project_id: int) -> Response:
    with reading() as session:
        facts = queries.editor_facts(session, project_id)
    if facts is None or facts.state == "draft":
        raise NotFound
    ahead = script_in_page("js/editor/ahead.js")
    page = make_response(
        render_template("annotator/editor.html", project_id=project_id, project_name=facts.name, ahead=ahead)
    )
    allow_script(page, ahead)
    return page
