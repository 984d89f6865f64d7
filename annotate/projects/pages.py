"""The manager's pages of projects: list, new one in four steps, its page, money, guideline."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import Fault
from annotate.people.roles import Role
from annotate.projects import copy_service, forms, queries, service
from annotate.projects.budget import budget_of
from annotate.projects.errors import InvalidProject, WrongState
from annotate.projects.guideline import guideline_html
from annotate.projects.label_form import SHAPE_WORDS
from annotate.projects.new_project import NewProject, check_project, project_faults
from annotate.projects.scene_templates import TEMPLATES
from annotate.projects.states import ProjectState
from annotate.projects.steps import missing_money_e4, next_step
from annotate.web.access import roles
from annotate.web.api import query_int
from annotate.web.home import plans, project_facts
from annotate.web.i18n import say_fault
from annotate.web.identity import current

pages = Blueprint("projects", __name__)
PAGE = 20


@pages.get("/projects")
@roles(Role.MANAGER)
def project_list() -> str:
    with reading() as session:
        found = queries.projects_of(session, current().account_id, query_int("before"), PAGE + 1)
        lines = [(project, project_facts.collect(session, project.id)) for project in found[:PAGE]]
    older = found[PAGE - 1].id if len(found) > PAGE else None
    return render_template("manager/projects.html", lines=lines, older=older)


def _choices(new: NewProject) -> Sequence[Any]:
    """What wishes cost; nothing while what was typed makes no project."""
    is_sound = not any(project_faults(new))
    return plans.of(new.redundancy_min, new.redundancy_max, new.rate_e4, new.confidence) if is_sound else ()


def _fixed_labels(values: forms.Values, project_id: int | None) -> dict[str, Any] | None:
    """Of a project, or of a chosen ready set, whose labels say more than this form can; they have a page of their own."""
    if project_id is None:
        return forms.ready_labels(values)
    with reading() as session:
        project = service.project_for(session, current().account_id, project_id)
        document = queries.newest_versions(session, project).ontology
    return None if forms.can_say(document) else document


def _read(values: forms.Values, project_id: int | None) -> tuple[NewProject, list[Fault]]:
    return forms.project_of(values, current_app.config["DOUYA"].currency, _fixed_labels(values, project_id))


def _show_step(step: str, values: forms.Values, faults: list[Fault], project_id: int | None) -> str:
    new, _unread = _read(values, project_id)
    return render_template(
        "manager/new_project.html",
        step=step,
        steps=forms.STEPS,
        values=values,
        carried=[(name, values[name]) for name in values if name not in forms.fields_of(step)],
        faults=[say_fault(fault) for fault in faults if forms.step_of(fault) == step],
        new=new,
        choices=_choices(new) if step in ("price", "check") else (),
        rows=range(0 if _fixed_labels(values, project_id) else forms.ROWS),
        templates=None if project_id else TEMPLATES,
        shape_words=SHAPE_WORDS,
        preview=(guideline_html(new.guideline_zh), guideline_html(new.guideline_en)),
        project_id=project_id,
    )


@pages.get("/projects/new")
@roles(Role.MANAGER)
def new_project() -> str:
    return _show_step("labels", forms.starting_values(request.args.get("template", "")), [], None)


@pages.post("/projects/new")
@roles(Role.MANAGER)
def go_on_with_project() -> Response | str:
    return _go_on(None)


@pages.get("/projects/<int:project_id>/edit")
@roles(Role.MANAGER)
def edit_project(project_id: int) -> str:
    with reading() as session:
        project = service.project_for(session, current().account_id, project_id)
        versions = queries.newest_versions(session, project)
    if project.state is not ProjectState.DRAFT:
        raise WrongState
    texts = (versions.text_zh, versions.text_en)
    return _show_step(
        "labels", forms.values_of(queries.facts_of(project), versions.ontology, *texts), [], project_id
    )


@pages.post("/projects/<int:project_id>/edit")
@roles(Role.MANAGER)
def go_on_with_edit(project_id: int) -> Response | str:
    return _go_on(project_id)


def _all_faults(values: forms.Values, project_id: int | None) -> list[Fault]:
    new, faults = _read(values, project_id)
    try:
        check_project(new)
    except InvalidProject as error:
        faults = [*faults, *(fault for fault in error.faults if fault.path not in {f.path for f in faults})]
    return faults


def _go_on(project_id: int | None) -> Response | str:
    """One step back, or on, or the last: each checks all before it, so a step cannot be jumped over."""
    values, go = forms.read_values(request.form), request.form.get("go", "")
    now = request.form.get("step", "labels")
    now = now if now in forms.STEPS else "labels"
    if go in forms.STEPS and forms.STEPS.index(go) < forms.STEPS.index(now):
        return _show_step(go, values, [], project_id)
    faults = _all_faults(values, project_id)
    wrong = forms.first_wrong_step(faults, now)
    if wrong:
        return _show_step(wrong, values, faults, project_id)
    if now != "check":
        return _show_step(forms.STEPS[forms.STEPS.index(now) + 1], values, [], project_id)
    return _keep(values, project_id)


def _keep(values: forms.Values, project_id: int | None) -> Response:
    new, _unread = _read(values, project_id)
    who = current().account_id
    with transaction() as session:
        if project_id is None:
            project_id = service.create_project(session, who, new).id
            flash(_("The project is set up. Next: upload its pictures."), "success")
        else:
            service.change_draft(session, who, service.project_for(session, who, project_id), new)
            flash(_("The changes are saved."), "success")
    return redirect(url_for("projects.project_page", project_id=project_id))


def _url_or_none(endpoint: str, **values: Any) -> str | None:
    """The address of a later room's page, where that room is there."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def _money_of(project: Any, told: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What is priced (a clip counts like a picture), what it costs at most, and how much of it is still missing."""
    portions = told.get("pictures", {}).get("portions")
    work = told.get("work", {})
    promised = (work.get("verify_e4", 0), work.get("rework_e4", 0))
    plan = queries.plan_of(project, portions.total if portions else 0, *promised)
    budget = budget_of(plan)
    return {
        "portions": portions,
        "waiting": work.get("waiting"),
        "plan": plan,
        "budget": budget,
        "needed_e4": budget.needed_e4,
        "missing_e4": missing_money_e4(plan, project.funded_e4, project.currency),
    }


@pages.get("/projects/<int:project_id>")
@roles(Role.MANAGER)
def project_page(project_id: int) -> str:
    with reading() as session:
        project = service.project_for(session, current().account_id, project_id)
        versions, told = queries.newest_versions(session, project), project_facts.collect(session, project_id)
    money = _money_of(project, told)
    return render_template(
        "manager/project.html",
        project=project,
        versions=versions,
        told=told,
        step=next_step(project.state, money["missing_e4"], told),
        review_url=_url_or_none("quality.review_queue"),
        may_edit=project.state is ProjectState.DRAFT,
        **money,
    )


@pages.get("/projects/<int:project_id>/fund")
@roles(Role.MANAGER)
def fund_page(project_id: int) -> str:
    """The form posts to the room that keeps the books."""
    with reading() as session:
        project = service.project_for(session, current().account_id, project_id)
        money = _money_of(project, project_facts.collect(session, project_id))
    # One key a form: a button that is pressed twice books once.
    key = str(uuid4())
    return render_template("manager/fund.html", project=project, idempotency_key=key, **money)


@pages.post("/projects/<int:project_id>/copy")
@roles(Role.MANAGER)
def copy(project_id: int) -> Response:
    with transaction() as session:
        ending = _(" (copy)")
        made = copy_service.copy_project(session, current().account_id, project_id, ending).id
    flash(_("Labels, guideline, price and rules are copied. Pictures, money and people are not."), "success")
    return redirect(url_for("projects.project_page", project_id=made))
