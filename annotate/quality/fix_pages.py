"""The reviewer gives an answer back with comments pinned to it."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import Role
from annotate.quality import comparison_queries, fix_service, queries
from annotate.quality.comments import SENTENCES, expected_shape, read_pin, suggestions_of
from annotate.quality.fix_service import Comment
from annotate.web.access import roles
from annotate.web.i18n import choose_locale, say_error
from annotate.web.identity import current

pages = Blueprint("fix", __name__)


def suggested_rows(found: comparison_queries.Comparison) -> list[dict[str, str]]:
    """Rows of the form, with words in the reviewer's language that she may change."""
    return [
        {
            "pin": one.pin,
            "expected": one.expected,
            "words": _(
                SENTENCES[one.fault], label=found.titles.get(one.label, {}).get(choose_locale(), one.label)
            ),
        }
        for one in suggestions_of(found.judgement.reason)
    ]


def _sent_comments(reason: dict[str, Any]) -> list[Comment]:
    rows = zip(*(request.form.getlist(name) for name in ("pin", "words", "expected")), strict=False)
    comments = []
    for pin, words, expected in rows:
        try:
            shape_id, point = read_pin(pin)
        except ValueError:
            shape_id, point = None, None
        comments.append(Comment(words, shape_id, point, expected_shape(reason, expected)))
    return comments


@pages.post("/review/<int:judgement_id>/fix")
@roles(Role.MANAGER, Role.REVIEWER)
def ask_to_mend(judgement_id: int) -> Response:
    who, note = current().account_id, request.form.get("fix_note", "")
    try:
        with transaction() as session:
            found = comparison_queries.comparison(session, judgement_id)
            comments = _sent_comments(found.judgement.reason if found else {})
            fix_service.ask_to_mend(session, who, judgement_id, note, comments)
            following = queries.next_waiting(session, who, judgement_id)
    except AnnotateError as error:
        flash(say_error(error), "error")
        return redirect(url_for("quality.review", judgement_id=judgement_id))
    flash(_("Given back. She has two days to mend it."), "success")
    to = url_for("quality.review", judgement_id=following) if following else url_for("quality.review_queue")
    return redirect(to)
