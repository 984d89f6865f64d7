"""The manager takes back an upload of known answers or of finished work."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import Role
from annotate.quality import known_service
from annotate.web.access import roles
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("known", __name__)


@pages.post("/imports/<int:import_id>/undo")
@roles(Role.MANAGER)
def undo_import(import_id: int) -> Response:
    try:
        with transaction() as session:
            count = known_service.undo_import(session, current().account_id, import_id)
        flash(_("Taken back: %(count)s pictures are as they were before.", count=count), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("datasets.import_page", import_id=import_id))
