"""The manager's pages of learning: its rules and money, which checks are kept for it, the pages of the course."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid
from annotate.core.money import parse_major
from annotate.people.roles import Role
from annotate.projects import queries as projects_queries
from annotate.projects import service as projects
from annotate.projects.errors import InvalidProject
from annotate.projects.guide_sections import sections_of
from annotate.training import course_service, queries, service, settings_service
from annotate.training.rules import Rules, Use
from annotate.web.access import roles
from annotate.web.i18n import say_fault
from annotate.web.identity import current

pages = Blueprint("training_settings", __name__)


@pages.get("/projects/<int:project_id>/training")
@roles(Role.MANAGER)
def settings(project_id: int) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        return render_template(
            "manager/training.html",
            project=project,
            rules=service.rules_of(session, project_id),
            overview=queries.overview_of(session, project_id),
            golds=queries.golds_of(session, project_id),
            course=course_service.course_of(session, project),
            known=len(settings_service.known_pictures(session, project_id)),
        )


def _whole(name: str) -> int:
    text = request.form.get(name, "").strip()
    # What is no number is refused by its range.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1


def _amount_e4(name: str) -> int:
    try:
        return parse_major(request.form.get(name, ""))
    except ValueError:
        return -1


@pages.post("/projects/<int:project_id>/training")
@roles(Role.MANAGER)
def save(project_id: int) -> Response:
    numbers = (_whole(name) for name in ("pictures", "pass_percent", "wait_hours", "paid_tries"))
    rules, needed = Rules(_amount_e4("hourly"), *numbers), request.form.get("needs_training") == "1"
    try:
        with transaction() as session:
            settings_service.save_settings(
                session, current().account_id, project_id, needed, rules, _amount_e4("reserve")
            )
        flash(_("Saved. It holds for whoever begins from now on."), "success")
    except (Invalid, InvalidProject) as error:
        for one in error.faults:
            flash(f"{_(_WORDS[one.path])}: {say_fault(one)}", "error")
    return redirect(url_for("training_settings.settings", project_id=project_id))


_WORDS = {
    "hourly_e4": "An hour of learning pays",
    "pictures": "Pictures of practice, and of the exam",
    "pass_percent": "Passed from",
    "wait_hours": "The next try after",
    "paid_tries": "Paid tries",
    "training_reserve_e4": "Held for learning",
}


@pages.post("/projects/<int:project_id>/training/known")
@roles(Role.MANAGER)
def check_known(project_id: int) -> Response:
    """Pictures that came with labels become checks."""
    with transaction() as session:
        count = settings_service.check_known_pictures(session, current().account_id, project_id)
    flash(_("%(count)s pictures are checks from now on.", count=count), "success")
    return redirect(url_for("training_settings.settings", project_id=project_id) + "#golds")


@pages.post("/projects/<int:project_id>/training/golds/<int:task_id>")
@roles(Role.MANAGER)
def keep_gold(project_id: int, task_id: int) -> Response:
    asked = request.form.get("use", "")
    with transaction() as session:
        use = Use(asked) if asked in list(Use) else None
        settings_service.keep_gold(session, current().account_id, task_id, use)
    return redirect(url_for("training_settings.settings", project_id=project_id) + "#golds")


@dataclass(frozen=True)
class _Texts:
    zh: str
    en: str


def _sent() -> _Texts:
    zh, en = (request.form.get(name, "").replace("\r\n", "\n") for name in ("course_zh", "course_en"))
    return _Texts(zh, en)


def _show_course(project_id: int, texts: _Texts | None = None, error: str | None = None) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        saved = course_service.course_of(session, project)
        guideline = projects_queries.guideline_text(session, project.guideline_version_id)
    kept = _Texts(saved.text_zh, saved.text_en) if saved else _Texts("", "")
    shown = texts or kept
    return render_template(
        "manager/course.html",
        project=project,
        texts=shown,
        number=saved.number if saved else 0,
        is_unsaved=shown != kept,
        error=error,
        sections={"zh": sections_of(shown.zh), "en": sections_of(shown.en)},
        pairs=[
            line
            for line in (guideline.text_zh if guideline else "").split("\n")
            if "](/media/guides/" in line
        ],
    )


@pages.get("/projects/<int:project_id>/training/course")
@roles(Role.MANAGER)
def course_text(project_id: int) -> str:
    return _show_course(project_id)


@pages.post("/projects/<int:project_id>/training/course/preview")
@roles(Role.MANAGER)
def preview(project_id: int) -> str:
    return _show_course(project_id, _sent())


@pages.post("/projects/<int:project_id>/training/course")
@roles(Role.MANAGER)
def save_course(project_id: int) -> Response | tuple[str, int]:
    texts = _sent()
    try:
        with transaction() as session:
            version = course_service.save_course(
                session, current().account_id, project_id, texts.zh, texts.en
            )
    except InvalidProject as error:
        # What was written stays in the form.
        said = "; ".join(say_fault(fault) for fault in error.faults)
        return _show_course(project_id, texts, said), error.status
    flash(_("The course is saved as version %(number)s.", number=version.number), "success")
    return redirect(url_for("training_settings.course_text", project_id=project_id))
