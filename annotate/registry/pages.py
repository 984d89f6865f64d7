"""The operator's registry: standards seen, entered, approved or refused by a second person, imported, exported."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.people.roles import Role
from annotate.registry import queries, standard_service
from annotate.registry.standard_lists import COLUMNS, read_list, write_list
from annotate.registry.standards import UNITS, WITH_PRICE_YEAR, NewStandard
from annotate.registry.words import KIND_WORDS, STATE_WORDS, StandardKind
from annotate.web import nav
from annotate.web.access import roles
from annotate.web.i18n import say_error, say_fault
from annotate.web.identity import current

pages = Blueprint("registry", __name__)
nav.counts["registry.standards"] = queries.count_waiting
LARGEST_LIST_BYTES = 1_000_000
_FIELDS = tuple(name for name in COLUMNS if name != "kind")


def _kind(text: str | None) -> StandardKind:
    if text is None:
        return StandardKind.MINIMUM_WAGE_HOUR
    if text not in set(StandardKind):
        raise NotFound
    return StandardKind(text)


@pages.get("/registry")
@roles(Role.ADMIN)
def standards() -> str:
    kind = _kind(request.args.get("kind"))
    with reading() as session:
        return render_template(
            "admin/registry.html",
            kind=kind,
            rows=queries.shown(session, kind),
            waiting=[(one.kind, one.id) for one in queries.waiting(session)],
            missing=queries.missing(session, clock.local_day(clock.now())),
            me=current().account_id,
            kind_words=KIND_WORDS,
            state_words=STATE_WORDS,
        )


@pages.post("/registry/<int:standard_id>/approve")
@roles(Role.ADMIN)
def approve(standard_id: int) -> Redirect:
    def act(session: Session) -> None:
        standard_service.approve_standard(session, current().account_id, standard_id)

    return _decided(act, _("It is in use now."))


@pages.post("/registry/<int:standard_id>/refuse")
@roles(Role.ADMIN)
def refuse(standard_id: int) -> Redirect:
    def act(session: Session) -> None:
        standard_service.refuse_standard(
            session, current().account_id, standard_id, request.form.get("why", "")
        )

    return _decided(act, _("It is refused. The row and the reason stay."))


def _decided(act: Callable[[Session], None], done: str) -> Redirect:
    try:
        with transaction() as session:
            act(session)
        flash(done, "success")
    except NotFound:
        raise
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("registry.standards", kind=request.form.get("kind") or None))


@pages.get("/registry/new")
@roles(Role.ADMIN)
def new_standard() -> str:
    replaces = request.args.get("replaces", type=int)
    if replaces is None:
        return _form(_kind(request.args.get("kind")), {"region_code": request.args.get("region", "")}, None)
    with reading() as session:
        found = queries.shown(session, standard_id=replaces)
        if not found:
            raise NotFound
        said = {name: _as_text(getattr(found[0].row, name)) for name in _FIELDS}
        return _form(found[0].row.kind, said, replaces)


def _form(
    kind: StandardKind, said: dict[str, str], replaces: int | None, error: AnnotateError | None = None
) -> str:
    return render_template(
        "admin/registry_form.html",
        kind=kind,
        kind_words=KIND_WORDS,
        unit_choices=[(unit, unit) for unit in UNITS[kind]],
        with_price_year=kind in WITH_PRICE_YEAR,
        said=said,
        replaces=replaces,
        refused=say_error(error) if error and not error.faults else None,
        wrong={fault.path: say_fault(fault) for fault in error.faults} if error else {},
    )


@pages.post("/registry/new")
@roles(Role.ADMIN)
def enter() -> Redirect | tuple[str, int]:
    kind, replaces = _kind(request.form.get("kind")), request.form.get("replaces", type=int)
    said = {name: request.form.get(name, "") for name in _FIELDS}
    try:
        with transaction() as session:
            standard_service.enter_standard(session, current().account_id, _read(kind, said, replaces))
    except NotFound:
        raise
    except AnnotateError as error:
        return _form(kind, said, replaces, error), error.status
    flash(_("It is entered. Now another operator compares it with the document."), "success")
    return redirect(url_for("registry.standards", kind=kind))


def _read(kind: StandardKind, said: dict[str, str], replaces: int | None) -> NewStandard:
    year = said["price_year"]
    return NewStandard(
        kind=kind,
        region_code=said["region_code"],
        value="1" if kind is StandardKind.HOLIDAY else said["value"],
        unit=said["unit"],
        valid_from=_day(said["valid_from"]),
        source_title=said["source_title"],
        document_number=said["document_number"],
        scope=said["scope"],
        valid_to=_day(said["valid_to"]),
        price_year=int(year) if year.isascii() and year.isdigit() else None,
        note=said["note"],
        replaces_id=replaces,
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _as_text(value: object) -> str:
    return "" if value is None else str(value)


@pages.get("/registry/import")
@roles(Role.ADMIN)
def import_form() -> str:
    return _import_page("", [], None)


def _import_page(text: str, faults: list[str], rows: list[NewStandard] | None) -> str:
    return render_template(
        "admin/registry_import.html",
        text=text,
        faults=faults,
        rows=rows,
        columns=COLUMNS,
        kind_words=KIND_WORDS,
    )


@pages.post("/registry/import")
@roles(Role.ADMIN)
def import_list() -> str | Redirect | tuple[str, int]:
    """First shown line by line, then, sent again with its yes, entered: each row still waits for a second person."""
    text = _list_sent()
    rows, faults = read_list(text)
    if faults:
        words = [f"{fault.path}: {say_fault(fault)}" for fault in faults[:50]]
        return _import_page(text, words, None), 422
    if "take" not in request.form:
        return _import_page(text, [], rows)
    with transaction() as session:
        entered = standard_service.enter_all(session, current().account_id, rows)
    flash(_taken(entered, len(rows)), "success")
    return redirect(url_for("registry.standards", kind=rows[0].kind))


def _list_sent() -> str:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return request.form.get("text", "")
    content: bytes = sent.read(LARGEST_LIST_BYTES)
    return content.decode("utf-8", errors="replace")


def _taken(entered: int, rows: int) -> str:
    told: str = _("%(count)s rows are entered and wait for a second person.", count=entered)
    known: str = _("%(count)s were there already.", count=rows - entered)
    return " ".join([told, known] if rows > entered else [told])


@pages.get("/registry.csv")
@roles(Role.ADMIN)
def export() -> Response:
    with reading() as session:
        rows = [_exported(one) for one in queries.shown(session)]
    head = {"Content-Disposition": "attachment; filename=registry.csv"}
    return Response(write_list(rows), mimetype="text/csv; charset=utf-8", headers=head)


def _exported(one: queries.Shown) -> dict[str, Any]:
    said: dict[str, Any] = {name: getattr(one.row, name) for name in COLUMNS}
    return said | {
        "number": one.row.id,
        "state": one.state,
        "entered_by": one.entered_by,
        "decided_by": one.decided_by,
    }
