"""Pages of centres: the list with its heat table, one centre with PCs and women."""

import datetime as dt
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.care import centre_queries, centre_service
from annotate.care.centre_service import NewCentre
from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.people import quick_pin_service
from annotate.people.roles import Role
from annotate.programmes import file_queries
from annotate.registry import queries as registry_queries
from annotate.web import identity
from annotate.web.access import roles
from annotate.web.i18n import say_error
from annotate.web.words import short_day

pages = Blueprint("centres", __name__)
quick_pin_service.register_shared(centre_service.people_at)


@pages.get("/centres")
@roles(Role.COORDINATOR)
def centre_list() -> str:
    return _list_page()


def _list_page(refused: str | None = None) -> str:
    yesterday = clock.local_day(clock.now()) - dt.timedelta(days=1)
    with reading() as session:
        return render_template(
            "coordinator/centres.html",
            county=registry_queries.county_or_none(session, identity.county()),
            heat=centre_queries.heat(session, identity.county() or "", yesterday),
            measure=request.args.get("measure", "women"),
            short_day=short_day,
            refused=refused,
            typed=request.form,
        )


@pages.post("/centres")
@roles(Role.COORDINATOR)
def open_centre() -> Response | tuple[str, int]:
    who, form = identity.current(), request.form
    try:
        with transaction() as session:
            new = NewCentre(
                identity.county() or "", form.get("name", ""), form.get("address", ""), who.account_id
            )
            made = centre_service.open_centre(session, who.account_id, new)
    except AnnotateError as error:
        return _list_page(say_error(error)), error.status
    flash(_("The centre is in the register."), "success")
    return redirect(url_for("centres.centre", centre_id=made.id))


@pages.get("/centres/<int:centre_id>")
@roles(Role.COORDINATOR)
def centre(centre_id: int) -> str:
    return _centre_page(centre_id)


def _centre_page(centre_id: int, refused: str | None = None) -> str:
    with reading() as session:
        found = centre_service.centre_of(session, identity.county(), centre_id)
        members = centre_queries.members(session, centre_id)
        return render_template(
            "coordinator/centre.html",
            centre=found,
            county=registry_queries.county_or_none(session, found.county_code),
            devices=centre_queries.devices(session, centre_id),
            members=members,
            names=file_queries.masked_names(session, [one.account_id for one in members]),
            coordinators=centre_queries.coordinators_of(session, found.county_code),
            refused=refused,
            typed=request.form,
        )


def _done(centre_id: int, act: Any, said: str) -> Response | tuple[str, int]:
    """act(session, account id, centre): a use case of the service."""
    try:
        with transaction() as session:
            found = centre_service.centre_of(session, identity.county(), centre_id)
            act(session, identity.current().account_id, found)
    except NotFound:
        raise
    except AnnotateError as error:
        return _centre_page(centre_id, say_error(error)), error.status
    flash(said, "success")
    return redirect(url_for("centres.centre", centre_id=centre_id))


@pages.post("/centres/<int:centre_id>/devices")
@roles(Role.COORDINATOR)
def register_device(centre_id: int) -> Response | tuple[str, int]:
    name, number = request.form.get("name", ""), request.form.get("inventory_number", "")

    def act(session: Session, actor_id: int, found: Any) -> None:
        centre_service.register_device(session, actor_id, found, name, number)

    return _done(centre_id, act, _("The PC is in the register."))


@pages.post("/centres/<int:centre_id>/devices/<int:device_id>/retirement")
@roles(Role.COORDINATOR)
def retire_device(centre_id: int, device_id: int) -> Response | tuple[str, int]:
    def act(session: Session, actor_id: int, found: Any) -> None:
        centre_service.retire_device(session, actor_id, found, device_id)

    return _done(centre_id, act, _("The PC is out of use from today on."))


@pages.post("/centres/<int:centre_id>/devices/<int:device_id>/link")
@roles(Role.COORDINATOR)
def link_device(centre_id: int, device_id: int) -> Response:
    secret = request.cookies.get(identity.device_cookie())

    def act(session: Session, actor_id: int, found: Any) -> None:
        centre_service.link_device(session, actor_id, found, device_id, secret)

    done = make_response(
        _done(centre_id, act, _("This browser is that PC now. Women of the centre can switch here by PIN."))
    )
    # Only so that its menu offers to switch; what the browser may do hangs on its device secret.
    done.set_cookie("douya-shared", "1", max_age=dt.timedelta(days=365), httponly=True, samesite="Lax")
    return done


@pages.post("/centres/<int:centre_id>/closing")
@roles(Role.COORDINATOR)
def close(centre_id: int) -> Response | tuple[str, int]:
    def act(session: Session, actor_id: int, found: Any) -> None:
        centre_service.close_centre(session, actor_id, found)

    return _done(centre_id, act, _("The centre is closed. Its past stays on file."))


@pages.post("/centres/<int:centre_id>/coordinator")
@roles(Role.COORDINATOR)
def set_coordinator(centre_id: int) -> Response | tuple[str, int]:
    coordinator_id = request.form.get("coordinator_id", 0, type=int)

    def act(session: Session, actor_id: int, found: Any) -> None:
        centre_service.set_coordinator(session, actor_id, found, coordinator_id)

    return _done(centre_id, act, _("The centre has its coordinator."))


@pages.post("/centres/<int:centre_id>/members/<int:account_id>/leaving")
@roles(Role.COORDINATOR)
def leave(centre_id: int, account_id: int) -> Response | tuple[str, int]:
    def act(session: Session, actor_id: int, found: Any) -> None:
        centre_service.leave_centre(session, actor_id, account_id, found)

    return _done(centre_id, act, _("She has left the centre. Her days there stay on file."))


@pages.post("/women/<int:account_id>/centre")
@roles(Role.COORDINATOR)
def place_woman(account_id: int) -> Response:
    centre_id = request.form.get("centre_id", 0, type=int)
    with transaction() as session:
        found = centre_service.centre_of(session, identity.county(), centre_id)
        centre_service.place_at_centre(session, identity.current().account_id, account_id, found)
    flash(_("She works at %(centre)s from today on.", centre=found.name), "success")
    return redirect(url_for("women.woman", account_id=account_id))
