"""The manager's pages of webhooks: addresses, their secrets, and the log of what was told."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.hooks import queries, service, words
from annotate.hooks.events import CHOICES
from annotate.hooks.service import HookWish
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.api import query_int
from annotate.web.i18n import say_error, say_fault
from annotate.web.identity import current

pages = Blueprint("hooks", __name__)
PAGE = 50


@pages.get("/projects/<int:project_id>/webhooks")
@roles(Role.MANAGER)
def hook_list(project_id: int, **more: Any) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        lines = queries.hooks_of(session, project_id)
    facts = {"faults": [], "secret": None, "most": service.MOST_HOOKS, **more}
    return render_template(
        "manager/webhooks.html", project=project, lines=lines, choices=CHOICES, words=words, **facts
    )


@pages.post("/projects/<int:project_id>/webhooks")
@roles(Role.MANAGER)
def add_hook(project_id: int) -> str | tuple[str, int]:
    """Answered with the page itself: the secret is shown this once and stands in no log."""
    trusted = current_app.config["DOUYA"].hook_hosts
    wish = HookWish(request.form.get("url", "").strip(), request.form.getlist("events"), trusted)
    try:
        with transaction() as session:
            _hook, secret = service.add_hook(session, current().account_id, project_id, wish)
    except AnnotateError as error:
        said = [say_fault(fault) for fault in error.faults] or [say_error(error)]
        return hook_list(project_id, faults=said), error.status
    return hook_list(project_id, secret=secret)


@pages.post("/webhooks/<int:hook_id>/secret")
@roles(Role.MANAGER)
def change_secret(hook_id: int) -> str:
    with transaction() as session:
        hook, secret = service.change_secret(session, current().account_id, hook_id)
    return hook_list(hook.project_id, secret=secret)


def _back_to(hook_id: int) -> Response:
    return redirect(url_for("hooks.log", hook_id=hook_id))


@pages.post("/webhooks/<int:hook_id>/ping")
@roles(Role.MANAGER)
def ping(hook_id: int) -> Response:
    with transaction() as session:
        service.ping(session, current().account_id, hook_id)
    flash(_("A test message is on its way. Look here in a moment."), "success")
    return _back_to(hook_id)


@pages.post("/webhooks/<int:hook_id>/switch")
@roles(Role.MANAGER)
def switch(hook_id: int) -> Response:
    with transaction() as session:
        service.switch_hook(session, current().account_id, hook_id, request.form.get("on") == "1")
    flash(_("Saved."), "success")
    return _back_to(hook_id)


@pages.post("/webhooks/<int:hook_id>/remove")
@roles(Role.MANAGER)
def remove(hook_id: int) -> Response:
    with transaction() as session:
        project_id = service.hook_for(session, current().account_id, hook_id).project_id
        service.remove_hook(session, current().account_id, hook_id)
    flash(_("The address is not called any more."), "success")
    return redirect(url_for("hooks.hook_list", project_id=project_id))


@pages.get("/webhooks/<int:hook_id>")
@roles(Role.MANAGER)
def log(hook_id: int) -> str:
    with reading() as session:
        hook = service.hook_for(session, current().account_id, hook_id)
        project = projects.project_for(session, current().account_id, hook.project_id)
        [line] = [one for one in queries.hooks_of(session, project.id) if one.id == hook_id]
        found = queries.deliveries_of(session, hook_id, query_int("before"), PAGE + 1)
    older = found[PAGE - 1].id if len(found) > PAGE else None
    return render_template(
        "manager/webhook.html", project=project, hook=line, lines=found[:PAGE], older=older, words=words
    )


@pages.get("/webhooks/messages/<int:delivery_id>")
@roles(Role.MANAGER)
def message(delivery_id: int) -> str:
    with reading() as session:
        found = queries.delivery_facts(session, delivery_id)
        if found is None:
            raise NotFound
        hook = service.hook_for(session, current().account_id, found.hook_id)
    return render_template("manager/webhook_message.html", found=found, hook=hook, words=words)


@pages.post("/webhooks/messages/<int:delivery_id>/again")
@roles(Role.MANAGER)
def send_again(delivery_id: int) -> Response:
    with transaction() as session:
        hook = service.send_again(session, current().account_id, delivery_id)
    flash(_("The message is sent once more, under the same id."), "success")
    return _back_to(hook.id)
