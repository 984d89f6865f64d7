"""The queue of questions, one question with its picture, the guideline note made of it; and her own questions."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import Role
from annotate.projects import queries as projects
from annotate.projects import service as project_service
from annotate.projects.guideline_diff import changes_between
from annotate.quality.comments import read_region
from annotate.questions import queries, service
from annotate.questions.guide_note import Draft, draft_of
from annotate.web.access import roles
from annotate.web.api import query_int
from annotate.web.i18n import choose_locale, say_error, say_fault
from annotate.web.identity import current
from annotate.web.nav import counts

pages = Blueprint("questions", __name__)

counts["questions.queue"] = queries.waiting_count


@pages.get("/questions")
@roles(Role.MANAGER, Role.REVIEWER)
def queue() -> str:
    who = current().account_id
    with reading() as session:
        waiting, answered = (
            queries.waiting(session, who),
            queries.answered(session, who),
        )
    return render_template("reviewer/questions.html", waiting=waiting, answered=answered)


def _found(question_id: int) -> queries.Asked:
    with reading() as session:
        service.question_for(session, current().account_id, question_id)
        return queries.one_asked(session, question_id)


@pages.get("/questions/<int:question_id>")
@roles(Role.MANAGER, Role.REVIEWER)
def one(question_id: int) -> str:
    return render_template("reviewer/question.html", found=_found(question_id), error=None, sent="")


@pages.post("/questions/<int:question_id>")
@roles(Role.MANAGER, Role.REVIEWER)
def answer(question_id: int) -> Response | tuple[str, int]:
    text, region = request.form.get("answer", ""), read_region(request.form.get("region", ""))
    try:
        with transaction() as session:
            service.answer(session, current().account_id, question_id, text, region)
    except AnnotateError as error:
        if error.status == 404:
            raise
        found = _found(question_id)
        page = render_template("reviewer/question.html", found=found, error=say_error(error), sent=text)
        return page, error.status
    flash(_("Answered. She finds it in her messages and beside her picture."), "success")
    return redirect(url_for("questions.one", question_id=question_id))


def _note_page(question_id: int, texts: Draft | None = None, error: str | None = None) -> str:
    found = _found(question_id)
    question = found.question
    with reading() as session:
        project = project_service.project_for(session, current().account_id, question.project_id)
        saved = projects.guideline_text(session, project.guideline_version_id)
    zh, en = (saved.text_zh, saved.text_en) if saved else ("", "")
    titles = found.titles.get(found.label, {})
    shown = texts or draft_of(zh, en, found.label, titles, question.text, question.answer)
    old, new = (en, shown.en) if choose_locale() == "en" and shown.en.strip() else (zh, shown.zh)
    changes = changes_between(old, new)
    return render_template(
        "reviewer/question_note.html", found=found, texts=shown, changes=changes, error=error
    )


@pages.get("/questions/<int:question_id>/note")
@roles(Role.MANAGER)
def note(question_id: int) -> str | Response:
    if not _found(question_id).question.answer:
        return redirect(url_for("questions.one", question_id=question_id))
    return _note_page(question_id)


@pages.post("/questions/<int:question_id>/note")
@roles(Role.MANAGER)
def keep_note(question_id: int) -> Response | tuple[str, int]:
    sent = (request.form.get(name, "").replace("\r\n", "\n") for name in ("guideline_zh", "guideline_en"))
    texts, who = Draft(*sent), current().account_id
    try:
        with transaction() as session:
            version = service.keep_note(session, who, question_id, texts.zh, texts.en)
    except AnnotateError as error:
        if error.status == 404:
            raise
        said = [say_fault(fault) for fault in error.faults] or [say_error(error)]
        return _note_page(question_id, texts, "; ".join(said)), error.status
    flash(_("The guideline is saved as version %(number)s.", number=version.number), "success")
    return redirect(url_for("questions.one", question_id=question_id))


@pages.get("/my-questions")
@roles(Role.ANNOTATOR)
def mine() -> str:
    first = query_int("question")
    with reading() as session:
        found = queries.hers(session, current().account_id)
    found.sort(key=lambda asked: asked.question.id != first)
    return render_template("annotator/questions.html", found=found, first=first)
