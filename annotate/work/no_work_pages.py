"""The button "no work for me" on her home page."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import transaction
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.identity import current
from annotate.work import no_work_service

pages = Blueprint("no_work", __name__)


@pages.post("/work/none")
@roles(Role.ANNOTATOR)
def call_for_work() -> Response:
    with transaction() as session:
        no_work_service.call_for_work(session, current().account_id)
    flash(
        _("Noted. Your coordinator and the project manager see it. What is open to you stands below."),
        "success",
    )
    return redirect(url_for("work.home"))
