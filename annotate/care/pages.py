"""The coordinator's day: cases with why and until when, contacts, placing, closing."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.care import centre_queries
from annotate.care import queries as care_queries
from annotate.care import service as care_service
from annotate.care.queries import PAGE, Shown
from annotate.care.service import Place
from annotate.care.words import ContactKind, Outcome
from annotate.core import audit
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.people.roles import Role
from annotate.registry import queries as registry_queries
from annotate.web import identity, nav
from annotate.web.access import roles
from annotate.web.i18n import say_error

pages = Blueprint("care", __name__)
nav.counts["care.cases"] = care_queries.waiting_of


@pages.get("/cases")
@roles(Role.COORDINATOR)
def cases() -> str:
    shown = Shown(request.args["shown"]) if request.args.get("shown") in set(Shown) else Shown.WAITING
    mine = request.args.get("mine") == "1"
    page = max(request.args.get("page", 0, type=int), 0)
    with reading() as session:
        owner_id = identity.current().account_id if mine else None
        lines = care_queries.cases(session, identity.county(), shown, owner_id, page)
        return render_template(
            "coordinator/cases.html",
            lines=lines,
            counts=care_queries.counts(session, identity.county()),
            county=registry_queries.county_or_none(session, identity.county()),
            **_list_words(shown, mine, page, len(lines)),
        )


def _list_words(shown: Shown, mine: bool, page: int, count: int) -> dict[str, Any]:
    return {
        "shown": shown,
        "mine": mine,
        "page": page,
        "has_more": count == PAGE,
    }


@pages.get("/cases/<int:case_id>")
@roles(Role.COORDINATOR)
def case_page(case_id: int) -> str:
    return _case_page(case_id)


def _case_page(case_id: int, refused: str | None = None) -> str:
    # Written down, because notes tell of her life.
    with transaction() as session:
        case = care_service.case_of(session, identity.county(), case_id)
        audit.record(session, identity.current().account_id, "case.opened_to_read", "care_case", case_id)
        return render_template(
            "coordinator/case.html",
            line=care_queries.lines_of(session, [case])[0],
            case=case,
            contacts=care_queries.contacts(session, case),
            reason=care_queries.reason_of(session, case),
            coordinators=dict(centre_queries.coordinators_of(session, case.county_code or "")),
            centres=centre_queries.centres(session, case.county_code),
            projects=care_queries.offered_projects(session),
            refused=refused,
            typed=request.form,
            **_choices(),
        )


def _choices() -> dict[str, Any]:
    return {
        "contact_kinds": [kind for kind in ContactKind if kind is not ContactKind.PLACED],
        "outcomes": list(Outcome),
    }


def _done(case_id: int, act: Any, said: str) -> Response | tuple[str, int]:
    """act(session, account id, county): a use case of the service."""
    try:
        with transaction() as session:
            act(session, identity.current().account_id, identity.county())
    except NotFound:
        raise
    except AnnotateError as error:
        return _case_page(case_id, say_error(error)), error.status
    flash(said, "success")
    return redirect(url_for("care.case_page", case_id=case_id))


@pages.post("/cases/<int:case_id>/owner")
@roles(Role.COORDINATOR)
def take(case_id: int) -> Response | tuple[str, int]:
    def act(session: Session, actor_id: int, county: str | None) -> None:
        care_service.take(session, actor_id, county, case_id)

    return _done(case_id, act, _("The case is yours now."))


@pages.post("/cases/<int:case_id>/contacts")
@roles(Role.COORDINATOR)
def note_contact(case_id: int) -> Response | tuple[str, int]:
    kind, note = request.form.get("kind", ""), request.form.get("note", "")

    def act(session: Session, actor_id: int, county: str | None) -> None:
        care_service.note_contact(session, actor_id, county, case_id, kind, note)

    return _done(case_id, act, _("The contact is written down."))


@pages.post("/cases/<int:case_id>/placement")
@roles(Role.COORDINATOR)
def place(case_id: int) -> Response | tuple[str, int]:
    where = Place(request.form.get("centre_id", type=int), request.form.get("project_id", type=int))

    def act(session: Session, actor_id: int, county: str | None) -> None:
        care_service.place(session, actor_id, county, case_id, where)

    return _done(case_id, act, _("She is placed. It stands on the case."))


@pages.post("/cases/<int:case_id>/closing")
@roles(Role.COORDINATOR)
def close(case_id: int) -> Response | tuple[str, int]:
    outcome, reason = request.form.get("outcome", ""), request.form.get("reason", "")

    def act(session: Session, actor_id: int, county: str | None) -> None:
        care_service.close(session, actor_id, county, case_id, outcome, reason)

    return _done(case_id, act, _("The case is closed."))
