"""The manager's gallery: pictures with their labels, filters, and one picture whole."""

from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from annotate.core.db import reading
from annotate.core.errors import NotFound
from annotate.datasets import likeness_service
from annotate.datasets import queries as datasets
from annotate.gallery import queries
from annotate.gallery.drawing import drawn_of, look_of
from annotate.gallery.filters import Filter, Stage, read_filter
from annotate.gallery.marks import SIZES
from annotate.people.roles import Role
from annotate.projects import queries as project_queries
from annotate.projects import service as projects
from annotate.projects.ontology import Ontology, parse_ontology
from annotate.web.access import roles
from annotate.web.api import query_int
from annotate.web.i18n import choose_locale
from annotate.web.identity import current
from annotate.work import task_service

pages = Blueprint("gallery", __name__)


def _ontology(session: Session, project: Any) -> Ontology:
    document = project_queries.newest_versions(session, project).ontology
    return parse_ontology(document) if document["labels"] else Ontology(())


def _titles(ontology: Ontology) -> dict[str, str]:
    is_chinese = choose_locale().startswith("zh")
    return {
        label.name: (label.title.zh if is_chinese else label.title.en) or label.name
        for label in ontology.labels
    }


def _questions(ontology: Ontology) -> dict[str, str]:
    """Words of the attributes by name; of those that share one, those of the first class."""
    is_chinese, found = choose_locale().startswith("zh"), dict[str, str]()
    for label in ontology.labels:
        for one in label.attributes:
            found.setdefault(one.name, (one.title.zh if is_chinese else one.title.en) or one.name)
    return found


@pages.get("/projects/<int:project_id>/pictures")
@roles(Role.MANAGER)
def gallery(project_id: int) -> str:
    wanted = read_filter(request.args)
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        facts = _facts(session, project, wanted)
    return render_template("manager/gallery.html", project=project, wanted=wanted, **facts)


def _facts(session: Session, project: Any, wanted: Filter) -> dict[str, Any]:
    ontology = _ontology(session, project)
    page = queries.page_of(session, project.id, wanted, query_int("after"), query_int("before"))
    return {
        "page": page,
        "drawn": {card.image_id: drawn_of(card.drawn, ontology) for card in page.cards},
        "fitting": queries.count(session, project.id, wanted) if wanted.is_any else None,
        "most": queries.MOST_COUNTED,
        "counts": datasets.image_counts(session, project.id),
        "waiting": task_service.waiting_of(session, project),
        "alike": likeness_service.counts_of(session, project.id),
        "titles": _titles(ontology),
        "questions": _questions(ontology),
        "legend": [(name, *look_of(ontology, name)) for name in ontology.names],
        "answers": queries.known_answers(session, project.id),
        "stages": list(Stage),
        "sizes": SIZES,
    }


@pages.get("/projects/<int:project_id>/pictures/<int:image_id>")
@roles(Role.MANAGER)
def picture(project_id: int, image_id: int) -> str:
    wanted = read_filter(request.args)
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        card = queries.card_of(session, project_id, image_id)
        if card is None:
            raise NotFound
        facts = _picture_facts(session, project, card, wanted)
    return render_template("manager/picture.html", project=project, wanted=wanted, card=card, **facts)


def _picture_facts(session: Session, project: Any, card: queries.Card, wanted: Filter) -> dict[str, Any]:
    ontology = _ontology(session, project)
    before, after = queries.beside(session, project.id, wanted, card.image_id)
    versions = queries.versions_of(session, card)
    chosen = next((one for one in versions if one.key == request.args.get("version")), None)
    shown = chosen.annotations if chosen else card.drawn
    return {
        "before": before,
        "after": after,
        "versions": versions,
        "chosen": chosen,
        "shown": shown,
        "drawn": drawn_of(shown, ontology),
        "titles": _titles(ontology),
        "questions": _questions(ontology),
        "looks": {name: look_of(ontology, name) for name in ontology.names},
    }
