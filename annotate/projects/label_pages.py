"""The manager's editor of labels: each button answers with the form as it then is; what a change breaks is told first."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, Fault, Invalid
from annotate.people.roles import Role
from annotate.projects import queries, service
from annotate.projects.errors import WrongState
from annotate.projects.label_files import LARGEST_BYTES, read_labels
from annotate.projects.label_form import (
    KEY_CHOICES,
    SHAPE_WORDS,
    TYPE_WORDS,
    Row,
    acted,
    document_of,
    field_of,
    read_rows,
    rows_of,
)
from annotate.projects.ontology import KINDS, InvalidOntology, ontology_document, parse_ontology
from annotate.projects.ontology_changes import CHANGE_WORDS, Change, changes
from annotate.projects.scene_templates import TEMPLATES
from annotate.projects.states import ProjectState
from annotate.web.access import roles
from annotate.web.api import query_int
from annotate.web.home import label_uses
from annotate.web.i18n import say_error, say_fault
from annotate.web.identity import current

pages = Blueprint("labels", __name__)


@pages.get("/projects/<int:project_id>/labels")
@roles(Role.MANAGER)
def labels(project_id: int) -> str:
    """version: an earlier one, to look at or to take up again; template: a set to start from, put into the form."""
    with reading() as session:
        service.project_for(session, current().account_id, project_id)
        versions = queries.label_versions(session, project_id)
    if request.args.get("template") in TEMPLATES:
        ready = parse_ontology(TEMPLATES[request.args["template"]].document())
        return _form(project_id, rows_of(ontology_document(ready)), brought=True)
    wanted = query_int("version")
    shown = next((one for one in versions if one.number == wanted), versions[0])
    return _form(project_id, rows_of(shown.document))


def _form(
    project_id: int,
    rows: Sequence[Row],
    faults: Sequence[Fault] = (),
    opened: int | None = None,
    notes: Sequence[Fault] = (),
    refused: AnnotateError | None = None,
    brought: bool = False,
) -> str:
    """notes: what a file could not bring along; refused: why it brought nothing."""
    with reading() as session:
        project = service.project_for(session, current().account_id, project_id)
        versions = queries.label_versions(session, project_id)
    wrong: dict[str, str] = {}
    for fault in faults:
        wrong.setdefault(field_of(fault.path), say_fault(fault))
    return render_template(
        "manager/labels.html",
        project=project,
        rows=rows,
        wrong=wrong,
        opened=opened,
        notes=[f"{note.path}: {say_fault(note)}" for note in [*notes, *(refused.faults if refused else ())]],
        refused=say_error(refused) if refused else None,
        brought=brought,
        templates={name: one.title for name, one in TEMPLATES.items()},
        versions=_told(versions),
        kinds=KINDS,
        shape_words=SHAPE_WORDS,
        keys=KEY_CHOICES,
        type_words=TYPE_WORDS,
        change_words=CHANGE_WORDS,
    )


def _told(versions: Sequence[queries.LabelVersion]) -> list[tuple[queries.LabelVersion, list[Change]]]:
    """Each version with what it changed."""
    read = [parse_ontology(one.document) for one in versions]
    pairs = zip(versions, read, [*read[1:], None], strict=True)
    return [(one, changes(before, now) if before else []) for one, now, before in pairs]


@pages.post("/projects/<int:project_id>/labels")
@roles(Role.MANAGER)
def change(project_id: int) -> str | Response | tuple[str, int]:
    rows, do = read_rows(request.form.to_dict(flat=False)), request.form.get("do", "check")
    after = acted(rows, do)
    if after is not None:
        return _form(project_id, after, opened=_opened(do, after))
    document, faults = document_of(rows)
    try:
        new = ontology_document(parse_ontology(document))
    except InvalidOntology as error:
        return _form(project_id, rows, [*faults, *error.faults]), 422
    if faults:
        return _form(project_id, rows, faults), 422
    return _check(project_id, new)


@pages.post("/projects/<int:project_id>/labels/file")
@roles(Role.MANAGER)
def bring(project_id: int) -> str | tuple[str, int]:
    """Labels of another program, put into the form: nothing is saved yet."""
    sent = request.files.get("file")
    content = sent.read(LARGEST_BYTES + 1) if sent else b""
    try:
        document, left_out = read_labels(content)
        rows = rows_of(ontology_document(parse_ontology(document)))
    except Invalid as error:
        with reading() as session:
            project = service.project_for(session, current().account_id, project_id)
            kept = rows_of(queries.newest_versions(session, project).ontology)
        return _form(project_id, kept, refused=error), 422
    return _form(project_id, rows, notes=left_out, brought=True)


def _opened(do: str, rows: Sequence[Row]) -> int | None:
    """Which label stands open after a button."""
    verb, *numbers = do.split("-")
    if verb == "add":
        return len(rows) - 1
    moved = {"up": -1, "down": 1}.get(verb, 0)
    return int(numbers[0]) + moved if numbers and verb != "remove" else None


def _check(project_id: int, new: Mapping[str, Any]) -> str | Response:
    """What answers would not fit any more is shown before it is saved; all else is saved at once."""
    with reading() as session:
        project = service.project_for(session, current().account_id, project_id)
        old = parse_ontology(queries.newest_versions(session, project).ontology)
        found = changes(old, parse_ontology(new))
        uses = label_uses.of(session, project_id, sorted({one.label for one in found if one.breaks}))
    told = {"project": project, "changes": found, "uses": uses, "change_words": CHANGE_WORDS}
    if any(uses.values()):
        text = orjson.dumps(new).decode()
        return render_template("manager/labels_check.html", document=text, shape_words=SHAPE_WORDS, **told)
    return _save(project_id, new) if found else _nothing_new(project_id)


def _nothing_new(project_id: int) -> Response:
    flash(_("Nothing was changed: the labels are as before."), "info")
    return redirect(url_for("labels.labels", project_id=project_id))


@pages.post("/projects/<int:project_id>/labels/save")
@roles(Role.MANAGER)
def save(project_id: int) -> Response:
    """What was shown and confirmed; anything else is read as strictly as what a program sends."""
    try:
        document = orjson.loads(request.form.get("document", "null"))
    except orjson.JSONDecodeError:
        document = None
    return _save(project_id, document)


def _save(project_id: int, document: Any) -> Response:
    with transaction() as session:
        who = current().account_id
        project = service.project_for(session, who, project_id)
        if project.state is ProjectState.CLOSED:
            raise WrongState
        number = service.add_ontology(session, who, project, document).number
    flash(_("The labels are saved as version %(number)s.", number=number), "success")
    return redirect(url_for("projects.project_page", project_id=project_id))
