"""Finance's register of claims on public grants."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.core.money import parse_major
from annotate.people import own_data_service
from annotate.people.roles import Role
from annotate.programmes import grant_claim_service
from annotate.programmes.grant_claim_service import NewClaim
from annotate.programmes.grant_claims import DECIDED, NEXT, STATE_WORDS, ClaimState
from annotate.web.access import roles
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("grant_claims", __name__)
own_data_service.register_seen("grant_claim", grant_claim_service.evidence_about)


@pages.get("/finance/claims")
@roles(Role.FINANCE)
def register() -> str:
    return _page(None)


def _page(error: AnnotateError | None) -> str:
    with reading() as session:
        rows = grant_claim_service.claims(session)
    return render_template(
        "finance/claims.html",
        rows=rows,
        words=STATE_WORDS,
        following=NEXT,
        decided=DECIDED,
        granted=ClaimState.GRANTED,
        typed=request.form,
        error=say_error(error) if error else None,
    )


def _amount_e4(name: str) -> int:
    try:
        return parse_major(request.form.get(name, ""))
    except ValueError:
        return 0


@pages.post("/finance/claims")
@roles(Role.FINANCE)
def enter() -> Redirect | tuple[str, int]:
    form = request.form
    names = ("title", "office", "county_code", "first_month", "last_month")
    texts = {name: form.get(name, "") for name in names}
    try:
        with transaction() as session:
            grant_claim_service.enter(
                session, current().account_id, NewClaim(**texts, amount_e4=_amount_e4("amount"))
            )
    except AnnotateError as error:
        return _page(error), error.status
    flash(_("The claim is in the register. Fetch its evidence, hand it in, and say so here."), "success")
    return redirect(url_for("grant_claims.register"))


@pages.post("/finance/claims/<int:claim_id>")
@roles(Role.FINANCE)
def step(claim_id: int) -> Redirect | tuple[str, int]:
    form = request.form
    granted_e4 = _amount_e4("granted") if form.get("granted") else None
    try:
        with transaction() as session:
            who, wanted, document = current().account_id, form.get("state", ""), form.get("document", "")
            grant_claim_service.step(session, who, claim_id, wanted, document, granted_e4)
    except AnnotateError as error:
        if error.status == 404:
            raise
        return _page(error), error.status
    flash(_("The step is written down."), "success")
    return redirect(url_for("grant_claims.register"))


@pages.post("/finance/claims/<int:claim_id>/evidence")
@roles(Role.FINANCE)
def evidence(claim_id: int) -> Response:
    with transaction() as session:
        content = grant_claim_service.evidence(session, current().account_id, claim_id)
    head = {"Content-Disposition": f"attachment; filename=claim-{claim_id}.csv", "Cache-Control": "no-store"}
    return Response(content, mimetype="text/csv; charset=utf-8", headers=head)
