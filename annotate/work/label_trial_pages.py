"""Labels tried before they are saved: the real labelling window on pictures of the project; nothing is sent, kept or paid."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from annotate.core.db import reading
from annotate.core.errors import Invalid
from annotate.datasets import queries as datasets
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.projects.label_form import document_of, read_rows
from annotate.projects.ontology import InvalidOntology, ontology_document, parse_ontology
from annotate.web.access import roles
from annotate.web.assets import asset_url
from annotate.web.i18n import say_fault
from annotate.web.identity import current
from annotate.work import guide_queries
from annotate.work.editor_api import annotator_facts

pages = Blueprint("label_trial", __name__)
_MOST_PICTURES = 5
# A drawn street, for a project that has no picture yet.
_SAMPLE = {"name": "sample", "file": "img/device-check.jpg", "width": 960, "height": 540}


@pages.post("/projects/<int:project_id>/labels/try")
@roles(Role.MANAGER)
def try_labels(project_id: int) -> Response | str | tuple[str, int]:
    """The form as it stands: the window itself, or for the form's own script what the labels mean."""
    wants_json = request.accept_mimetypes.best == "application/json"
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        try:
            document = _document(request.form)
        except Invalid as error:
            if wants_json:
                raise
            said = [say_fault(fault) for fault in error.faults]
            return render_template("manager/labels_wrong.html", project=project, faults=said), error.status
        if wants_json:
            return jsonify({"document": document})
        return render_template(
            "manager/label_trial.html", project=project, facts=_facts(session, project, document)
        )


def _document(form: MultiDict[str, str]) -> dict[str, Any]:
    """What the form says. Raises InvalidOntology with the words of each fault."""
    document, faults = document_of(read_rows(form.to_dict(flat=False)))
    try:
        read = ontology_document(parse_ontology(document))
    except InvalidOntology as error:
        raise InvalidOntology([*faults, *error.faults]) from error
    if faults:
        raise InvalidOntology(faults)
    return read


def _facts(session: Any, project: Any, document: dict[str, Any]) -> dict[str, Any]:
    """What the window reads at its start, as `bootstrap` gives it, with the pictures beside; without any price."""
    who = current()
    return {
        "project": {
            "id": project.id,
            "name": project.name,
            "lease_minutes": project.lease_minutes,
            "guideline": guide_queries.guide_of(session, project.id, who.account_id),
        },
        "ontology": {"version": "trial", "document": document},
        "annotator": annotator_facts(who),
        "rate_e4": 0,
        "currency": project.currency,
        "hourly_estimate_e4": None,
        "editor_settings": None,
        "pictures": _pictures(session, project.id),
    }


def _pictures(session: Any, project_id: int) -> list[dict[str, Any]]:
    found = [
        {
            "name": image.name,
            "url": url_for("datasets.image_file", image_id=image.id, size="full"),
            "preview_url": url_for("datasets.image_file", image_id=image.id, size="preview"),
            "width": image.width_px,
            "height": image.height_px,
        }
        for image in datasets.ready_images(session, project_id, _MOST_PICTURES)
    ]
    sample = asset_url(str(_SAMPLE["file"]))
    neutral = {"name": _SAMPLE["name"], "url": sample, "preview_url": sample}
    return found or [neutral | {side: _SAMPLE[side] for side in ("width", "height")}]
