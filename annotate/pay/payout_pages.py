"""Finance's pages of paying out; a person's own page of where her pay goes."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from annotate.core.db import reading, transaction
from annotate.core.errors import N_, AnnotateError, NotFound
from annotate.pay import payee_service, payout_file_service, payout_queries, payout_service
from annotate.pay.bank_files import LARGEST_RESULT_BYTES
from annotate.pay.payout_service import STATE_WORDS
from annotate.pay.payouts import CHANNEL_WORDS, LINE_WORDS, Channel
from annotate.people import own_data_service
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.api import query_int
from annotate.web.i18n import say_error, say_fault
from annotate.web.identity import current

pages = Blueprint("payouts", __name__)
own_data_service.register_seen("payout_batch", payout_queries.batches_with)
_PAGE = 50


def _currency() -> str:
    return str(current_app.config["DOUYA"].currency)


def _words() -> dict[str, Any]:
    return {
        "channel_words": CHANNEL_WORDS,
        "channel_choices": [(channel.value, _(words)) for channel, words in CHANNEL_WORDS.items()],
        "state_words": STATE_WORDS,
        "line_words": LINE_WORDS,
    }


@pages.get("/finance/payouts")
@roles(Role.FINANCE)
def payouts() -> str:
    before = query_int("before")
    with reading() as session:
        shown = payout_queries.batches(session, before, _PAGE)
        currencies = sorted({*payout_queries.currencies_owed(session), _currency()})
        waiting = [(currency, payout_queries.waiting(session, currency)) for currency in currencies]
    return render_template(
        "finance/payouts.html",
        batches=shown,
        waiting=waiting,
        currency=_currency(),
        currency_choices=[(currency, currency) for currency in currencies],
        older=shown[-1].id if len(shown) == _PAGE else None,
        before=before,
        **_words(),
    )


@pages.post("/finance/payouts")
@roles(Role.FINANCE)
def prepare() -> Redirect:
    channel, currency = request.form.get("channel", ""), request.form.get("currency", _currency())
    if channel not in set(Channel):
        raise NotFound
    try:
        with transaction() as session:
            made = payout_service.prepare_batches(session, current().account_id, Channel(channel), currency)
            batch_id = made[0].id
    except AnnotateError as error:
        flash(say_error(error), "error")
        return redirect(url_for("payouts.payouts"))
    return redirect(url_for("payouts.batch", batch_id=batch_id))


@pages.get("/finance/payouts/<int:batch_id>")
@roles(Role.FINANCE)
def batch(batch_id: int) -> str:
    after = query_int("after") or 0
    with reading() as session:
        told = _batch_told(session, batch_id, after)
    return render_template("finance/payout.html", **told, **_words())


def _batch_told(session: Session, batch_id: int, after: int) -> dict[str, Any]:
    found = payout_queries.batch_shown(session, batch_id)
    lines = payout_queries.lines(session, batch_id, after, _PAGE)
    return {
        "batch": found,
        "lines": lines,
        "left_out": payout_queries.left_out(session, batch_id),
        "further": lines[-1].id if len(lines) == _PAGE else None,
        "results": payout_queries.results_of(session, batch_id),
        "counts": payout_queries.counts_by_state(session, batch_id),
        "has_signed": found.first_signed_by == current().account_id,
    }


_STEPS = {"sign": payout_service.sign, "send": payout_service.send, "cancel": payout_service.cancel}
_DONE = {
    "sign": N_("Your signature is noted."),
    "send": N_("The batch is sent. Fetch the file and upload it at the channel."),
    "cancel": N_("The batch is cancelled. What it listed stays owed."),
}


@pages.post("/finance/payouts/<int:batch_id>/<step>")
@roles(Role.FINANCE)
def move(batch_id: int, step: str) -> Redirect:
    if step not in _STEPS:
        raise NotFound
    try:
        with transaction() as session:
            _STEPS[step](session, current().account_id, batch_id)
        flash(_(_DONE[step]), "success")
    except AnnotateError as error:
        if isinstance(error, NotFound):
            raise
        flash(say_error(error), "error")
    return redirect(url_for("payouts.batch", batch_id=batch_id))


@pages.post("/finance/payouts/<int:batch_id>/file")
@roles(Role.FINANCE)
def payment_file(batch_id: int) -> Response:
    with transaction() as session:
        content = payout_file_service.payment_file(session, current().account_id, batch_id)
    head = {"Content-Disposition": f"attachment; filename=douya-payout-{batch_id}.csv"}
    return Response(content, mimetype="text/csv", headers=head)


@pages.post("/finance/payouts/<int:batch_id>/result")
@roles(Role.FINANCE)
def take_result(batch_id: int) -> Redirect:
    sent = request.files.get("file")
    content = sent.read(LARGEST_RESULT_BYTES + 1) if sent else b""
    try:
        with transaction() as session:
            taken = payout_file_service.take_result(
                session, current().account_id, batch_id, sent.filename or "" if sent else "", content
            )
        flash(_taken_words(taken), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
        for fault in error.faults[:10]:
            flash(f"{fault.path}: {say_fault(fault)}", "error")
    return redirect(url_for("payouts.batch", batch_id=batch_id))


def _taken_words(taken: payout_file_service.ResultTaken) -> str:
    told = " · ".join(f"{_(LINE_WORDS[state])} {count}" for state, count in taken.counts.items())
    return str(
        _("The result is booked: %(told)s. Not in the file: %(missing)s.", told=told, missing=taken.missing)
    )


@pages.get("/account/payee")
@roles(Role.ANNOTATOR)
def payee() -> str:
    who = current().account_id
    with reading() as session:
        shown = payee_service.payee_shown(session, who)
        paid = payout_queries.lines(session, annotator_id=who, limit=24)
        owed = payout_queries.owed_to(session, who, _currency())
    return render_template(
        "annotator/payee.html",
        payee=shown,
        paid=paid,
        owed=owed,
        chosen=request.args.get("channel"),
        **_words(),
    )


@pages.post("/account/payee")
@roles(Role.ANNOTATOR)
def set_payee() -> Redirect:
    channel, number = request.form.get("channel", ""), request.form.get("number", "")
    if channel not in set(Channel):
        raise NotFound
    try:
        with transaction() as session:
            payee_service.set_payee(session, current().account_id, Channel(channel), number)
        flash(_("Your account is saved."), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("payouts.payee", channel=channel))
