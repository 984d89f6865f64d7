"""Her file as she may check it: who looked, and what is to be put right; those who put it right."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.people import correction_service, own_data_service, service
from annotate.people.file_words import LOOK_WORDS, PART_WORDS, REASON_WORDS, STATE_WORDS, CorrectionState
from annotate.people.roles import Role
from annotate.web import identity
from annotate.web.access import roles, signed_in
from annotate.web.i18n import say_error

pages = Blueprint("file", __name__)


@pages.get("/account/looks")
@signed_in
def looks() -> str:
    with reading() as session:
        rows = own_data_service.looks_of_others(session, identity.current().account_id, list(LOOK_WORDS))
    return render_template("public/looks.html", rows=rows, words=LOOK_WORDS, reasons=REASON_WORDS)


@pages.get("/account/correct")
@roles(Role.ANNOTATOR)
def correct() -> str:
    return _correct_page(None)


def _correct_page(error: AnnotateError | None) -> str:
    who = identity.current().account_id
    with reading() as session:
        asked = [
            (
                one,
                service.open_for(session, who, correction_service.TOLD, one.told_sealed),
                service.open_for(session, who, correction_service.ANSWER, one.answer_sealed)
                if one.answer_sealed
                else "",
            )
            for one in correction_service.of_person(session, who)
        ]
    return render_template(
        "public/correct.html",
        asked=asked,
        parts=PART_WORDS,
        states=STATE_WORDS,
        error=say_error(error) if error else None,
        typed=request.form,
    )


@pages.post("/account/correct")
@roles(Role.ANNOTATOR)
def ask() -> Response | tuple[str, int]:
    try:
        with transaction() as session:
            who = identity.current().account_id
            correction_service.ask(session, who, request.form.get("part", ""), request.form.get("right", ""))
    except AnnotateError as error:
        return _correct_page(error), error.status
    flash(_("It is noted. Your coordinator compares it with your papers and puts it right."), "success")
    return redirect(url_for("file.correct"))


@pages.post("/account/correct/<int:request_id>/back")
@roles(Role.ANNOTATOR)
def take_back(request_id: int) -> Response:
    with transaction() as session:
        correction_service.take_back(session, identity.current().account_id, request_id)
    flash(_("Taken back. Nothing was changed."), "success")
    return redirect(url_for("file.correct"))


def _county() -> str | None:
    """Of a coordinator her county ('' when she has none: then nobody is hers); None of an operator."""
    who = identity.current()
    return None if who.role is Role.ADMIN else who.county_code or ""


@pages.get("/corrections")
@roles(Role.COORDINATOR, Role.ADMIN)
def waiting() -> str:
    with reading() as session:
        rows = correction_service.waiting(session, _county())
        return render_template("coordinator/corrections.html", rows=rows, parts=PART_WORDS)


@pages.get("/corrections/<int:request_id>")
@roles(Role.COORDINATOR, Role.ADMIN)
def one(request_id: int) -> str:
    return _one_page(request_id, None)


def _one_page(request_id: int, error: AnnotateError | None) -> str:
    with transaction() as session:
        who = identity.current().account_id
        asked, account, told = correction_service.open_to_decide(session, who, _county(), request_id)
        return render_template(
            "coordinator/correction.html",
            asked=asked,
            account=account,
            told=told,
            name=service.display_name(session, account.id),
            phone=service.phone_of(session, account.id),
            parts=PART_WORDS,
            states=STATE_WORDS,
            is_open=asked.state is CorrectionState.OPEN,
            error=say_error(error) if error else None,
        )


@pages.post("/corrections/<int:request_id>")
@roles(Role.COORDINATOR, Role.ADMIN)
def decide(request_id: int) -> Response | tuple[str, int]:
    is_right, words = request.form.get("is_right") == "1", request.form.get("words", "")
    try:
        with transaction() as session:
            actor_id = identity.current().account_id
            correction_service.decide(session, actor_id, _county(), request_id, is_right, words)
    except AnnotateError as error:
        if error.status == 404:
            raise
        return _one_page(request_id, error), error.status
    flash(_("It is put right.") if is_right else _("Nothing was changed; she is told why."), "success")
    return redirect(url_for("file.waiting"))
