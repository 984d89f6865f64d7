"""The manager's page of a guideline: text, preview, pairs of pictures, versions; and the pictures as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.datasets import guide_service as guides
from annotate.datasets.api import say_refusal
from annotate.datasets.pages import send_picture
from annotate.datasets.zip_rules import Refusal
from annotate.people.roles import Role
from annotate.projects import queries
from annotate.projects import service as projects
from annotate.projects.guide_sections import (
    Example,
    Side,
    sections_of,
    template_for,
    unknown_labels,
    with_pair,
)
from annotate.projects.guideline_change import GRACE, Effect, Touched, touched_by
from annotate.projects.guideline_diff import SectionChange, changes_between
from annotate.projects.ontology import Label, parse_ontology
from annotate.projects.queries import GuidelineText
from annotate.projects.states import ProjectState
from annotate.web.access import roles, signed_in
from annotate.web.api import query_int
from annotate.web.i18n import choose_locale, say_error, say_fault
from annotate.web.identity import current

pages = Blueprint("guide", __name__)


@dataclass(frozen=True)
class Texts:
    """A guideline as it stands in the form."""

    zh: str
    en: str


def _sent_texts() -> Texts:
    sent = (request.form.get(name, "").replace("\r\n", "\n") for name in ("guideline_zh", "guideline_en"))
    return Texts(*sent)


def _sent_effect() -> Effect:
    """Nothing said is taken at the kindest, as everywhere."""
    return Effect(alters=request.form.get("alters", "yes") != "no")


def _touched(state: ProjectState, versions: list[GuidelineText], shown: Texts) -> Touched | None:
    """What saving these texts would change for those who work by the newest version; None for a draft."""
    if state is ProjectState.DRAFT or not versions:
        return None
    return touched_by([(versions[0].text_zh, shown.zh), (versions[0].text_en, shown.en)])


def _written(saved: Texts | None, shown: Texts) -> dict[str, Sequence[SectionChange]]:
    """What is being written, against the version in use, by language; nothing for what is as it was."""
    if saved is None:
        return {}
    found = {"zh": changes_between(saved.zh, shown.zh), "en": changes_between(saved.en, shown.en)}
    return {language: changes for language, changes in found.items() if changes}


def _show(project_id: int, texts: Texts | None = None, error: str | None = None) -> str:
    """The page with what is saved, or with what is being written."""
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        versions = queries.guideline_versions(session, project_id)
        ontology = parse_ontology(queries.newest_versions(session, project).ontology)
    saved = Texts(versions[0].text_zh, versions[0].text_en) if versions else None
    start = Texts(template_for(ontology, "zh_CN"), template_for(ontology, "en"))
    shown, locale = texts or saved or start, choose_locale()
    numbers = {one.number: one for one in versions}
    older = numbers.get(query_int("compare") or 0)
    sections = {"zh": sections_of(shown.zh), "en": sections_of(shown.en)}
    return render_template(
        "manager/guideline.html",
        project=project,
        labels=ontology.labels,
        texts=shown,
        is_unsaved=shown != saved,
        is_template=not versions and texts is None,
        error=error,
        sections=sections,
        unknown=unknown_labels((*sections["zh"], *sections["en"]), ontology),
        versions=versions,
        touched=_touched(project.state, versions, shown),
        effect=_sent_effect(),
        grace_days=GRACE.days,
        older=older,
        changes=changes_between(older.text(locale), versions[0].text(locale)) if older else (),
        written=_written(saved, shown),
    )


@pages.get("/projects/<int:project_id>/guideline")
@roles(Role.MANAGER)
def guideline_page(project_id: int) -> str:
    return _show(project_id)


@pages.post("/projects/<int:project_id>/guideline/preview")
@roles(Role.MANAGER)
def preview(project_id: int) -> str:
    return _show(project_id, _sent_texts())


@pages.post("/projects/<int:project_id>/guideline")
@roles(Role.MANAGER)
def change_guideline(project_id: int) -> BaseResponse | tuple[str, int]:
    who, texts = current().account_id, _sent_texts()
    try:
        with transaction() as session:
            project = projects.project_for(session, who, project_id)
            version = projects.add_guideline(session, who, project, texts.zh, texts.en, _sent_effect())
    except AnnotateError as error:
        # What she wrote stays in the form.
        said = [say_fault(fault) for fault in error.faults] or [say_error(error)]
        return _show(project_id, texts, _("The guideline %(what)s.", what="; ".join(said))), error.status
    flash(_("The guideline is saved as version %(number)s.", number=version.number), "success")
    return redirect(url_for("guide.guideline_page", project_id=project_id))


@pages.post("/projects/<int:project_id>/guideline/pictures")
@roles(Role.MANAGER)
def add_pair(project_id: int) -> str | tuple[str, int]:
    """Put pictures into the part of a label, in both languages; the text is still to be saved."""
    texts = _sent_texts()
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        label = projects.open_ontology(session, project.ontology_version_id or 0).label(
            request.form.get("label", "")
        )
    stored, faults = _stored_sides()
    if faults or not stored:
        return _show(
            project_id, texts, " ".join(faults) or _("Choose a picture first, good, bad or both.")
        ), 422
    return _show(project_id, _with_pictures(project_id, texts, label, stored))


def _stored_sides() -> tuple[dict[Side, guides.StoredPicture], list[str]]:
    """What was sent for the good side and for the bad one, and what could not be taken."""
    stored: dict[Side, guides.StoredPicture] = {}
    faults: list[str] = []
    for side in Side:
        file = request.files.get(side.value)
        if file is None or not file.filename:
            continue
        found = guides.store_picture(cast(BinaryIO, file.stream))
        if isinstance(found, Refusal):
            faults.append(f"{file.filename}: {say_refusal(found)}")
        else:
            stored[side] = found
    return stored, faults


def _with_pictures(
    project_id: int, texts: Texts, label: Label | None, stored: dict[Side, guides.StoredPicture]
) -> Texts:
    with transaction() as session:
        ids = {
            side: guides.keep_picture(session, current().account_id, project_id, one)
            for side, one in stored.items()
        }
    words = {side: request.form.get(f"{side}_words", "").replace("]", "").strip()[:200] for side in Side}
    examples = [
        Example(side, url_for("guide.picture_file", picture_id=ids[side]), words[side]) for side in ids
    ]
    name, title = (label.name, label.title) if label else ("", None)
    return Texts(
        with_pair(texts.zh, name, title.zh if title else "", examples),
        with_pair(texts.en, name, title.en if title else "", examples) if texts.en.strip() else "",
    )


@pages.get("/media/guides/<int:picture_id>")
@signed_in
def picture_file(picture_id: int) -> Response:
    with reading() as session:
        file = guides.picture_file(session, current().account_id, picture_id)
    return send_picture(file)
