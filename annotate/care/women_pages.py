"""Women of a county and the file of each."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.care import centre_queries, line_queries, path_queries, transition_service
from annotate.care import file_queries as woman_queries
from annotate.care.transitions import CHOICES, END_WORDS
from annotate.core import audit, clock
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.core.months import shifted
from annotate.households import file_queries as household_file_queries
from annotate.households import queries as household_queries
from annotate.households import service as household_service
from annotate.households.county_lists import STATUS_WORDS
from annotate.households.forms import MEMBER_ROWS, read_amounts, read_members
from annotate.households.service import NewMember
from annotate.households.survey_service import NewSurvey, take_survey
from annotate.households.words import IncomeKind, Relation
from annotate.people import correction_service, device_service, reveal_service
from annotate.people.device_rules import WORDS, known_findings
from annotate.people.file_words import REASON_WORDS
from annotate.people.masks import masked_name
from annotate.people.roles import Role
from annotate.programmes import file_queries, queries, service
from annotate.programmes.service import NewEnrolment
from annotate.registry import queries as registry_queries
from annotate.web import identity
from annotate.web.access import roles
from annotate.web.i18n import say_error

pages = Blueprint("women", __name__)
_PAGE = 50


@pages.get("/women")
@roles(Role.COORDINATOR)
def listed() -> str:
    before = request.args.get("before", type=int)
    with reading() as session:
        lines = file_queries.women_of_county(session, identity.county(), before)
        ids = [line.account_id for line in lines]
        return render_template(
            "coordinator/women.html",
            lines=lines,
            county=registry_queries.county_or_none(session, identity.county()),
            enrolled=file_queries.latest_enrolments(session, ids),
            with_baseline=household_file_queries.households_with_baseline(session, ids),
            masked_name=masked_name,
            corrections=len(correction_service.waiting(session, identity.county() or "")),
            older=ids[-1] if len(ids) == _PAGE else None,
        )


@pages.get("/women/<int:account_id>")
@roles(Role.COORDINATOR)
def woman(account_id: int) -> str:
    return _woman_page(account_id)


def _woman_page(account_id: int, **more: Any) -> str:
    # Written down, because the file shows a family's income.
    with transaction() as session:
        file = woman_queries.woman_file(session, identity.county(), account_id)
        audit.record(session, identity.current().account_id, "woman.file_opened", "account", account_id)
        return render_template(
            "coordinator/woman.html",
            file=file,
            devices=[
                (one, [_(WORDS[each]) for each in known_findings(one.facts)])
                for one in device_service.checks_of(session, account_id)
            ],
            household=household_file_queries.household_file(session, file.household_id),
            lines=line_queries.line_states(session, file.household_id, identity.county()),
            path=path_queries.woman_path(session, account_id),
            centres=centre_queries.centres(session, identity.county()),
            mentors=centre_queries.coordinators_of(session, identity.county() or ""),
            transitions=transition_service.of_woman(session, account_id),
            transition_words=END_WORDS,
            transition_ends=[(one, _(END_WORDS[one])) for one in CHOICES],
            programmes=queries.running_programmes(session, clock.local_day(clock.now())),
            last_month=shifted(clock.local_month(clock.now()), -1),
            today=clock.local_day(clock.now()),
            kinds=list(IncomeKind),
            relations=list(Relation),
            member_rows=MEMBER_ROWS,
            new_key=secrets.token_hex(16),
            listed_words=STATUS_WORDS,
            reveal_reasons=[(code, _(text)) for code, text in REASON_WORDS.items()],
            **{"typed": {}, "faults": {}, "refused": None} | more,
        )


@pages.post("/women/<int:account_id>/reveal")
@roles(Role.COORDINATOR)
def reveal(account_id: int) -> Response | tuple[str, int]:
    try:
        with transaction() as session:
            file_queries.woman_of(session, identity.county(), account_id)
            actor_id = identity.current().account_id
            reveal_service.reveal(session, actor_id, account_id, request.form.get("reason", ""))
    except AnnotateError as error:
        return _refused_or_raise(account_id, error)
    return redirect(url_for("women.revealed", account_id=account_id))


@pages.get("/women/<int:account_id>/revealed")
@roles(Role.COORDINATOR)
def revealed(account_id: int) -> Response:
    back = url_for("women.woman", account_id=account_id)
    with reading() as session:
        file = woman_queries.woman_file(session, identity.county(), account_id)
        shown = reveal_service.in_clear(session, identity.current().account_id, account_id)
    if shown is None:
        return redirect(back)
    response = make_response(render_template("coordinator/revealed.html", file=file, shown=shown))
    # Also without scripts: the name is gone from the screen when the minute is over.
    response.headers["Refresh"] = f"{shown.seconds_left}; url={back}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(account_id: int, faults: Mapping[str, str], refused: str | None = None) -> tuple[str, int]:
    page = _woman_page(account_id, typed=request.form, faults=faults, refused=refused)
    return page, 422


@pages.post("/women/<int:account_id>/household")
@roles(Role.COORDINATOR)
def make_household(account_id: int) -> Response | tuple[str, int]:
    typed = read_members(request.form)
    if typed.faults:
        return _refused(account_id, typed.faults)
    try:
        with transaction() as session:
            _make_household(account_id, session, typed.members)
    except AnnotateError as error:
        return _refused_or_raise(account_id, error)
    flash(_("The household file is made."), "success")
    return redirect(url_for("women.woman", account_id=account_id))


def _make_household(account_id: int, session: Any, members: Any) -> None:
    actor_id, county = identity.current().account_id, identity.county()
    account = file_queries.woman_of(session, county, account_id)
    if household_queries.household_id_of(session, account_id) is not None:
        raise NotFound
    new = [
        NewMember(member.relation, member.birth_year, member.name or None, account_id if row == 0 else None)
        for row, member in enumerate(members)
    ]
    household = household_service.create_household(session, actor_id, county or "", new, account.is_synthetic)
    service.attach_household(session, actor_id, account_id, household.id)


def _refused_or_raise(account_id: int, error: AnnotateError) -> tuple[str, int]:
    if isinstance(error, NotFound):
        raise error
    return _refused(account_id, {}, say_error(error))


@pages.post("/women/<int:account_id>/income")
@roles(Role.COORDINATOR)
def record_survey(account_id: int) -> Response | tuple[str, int]:
    typed = read_amounts(request.form)
    if typed.faults:
        return _refused(account_id, typed.faults)
    try:
        with transaction() as session:
            _record_survey(session, account_id, typed.amounts or {})
    except AnnotateError as error:
        return _refused_or_raise(account_id, error)
    flash(
        _("The income of the year is kept. An earlier entry for the same months stays in the file."),
        "success",
    )
    return redirect(url_for("women.woman", account_id=account_id))


def _record_survey(session: Any, account_id: int, amounts: Mapping[IncomeKind, int]) -> None:
    file_queries.woman_of(session, identity.county(), account_id)
    household_id = household_queries.household_id_of(session, account_id)
    if household_id is None:
        raise NotFound
    month, evidence = request.form.get("month", "").strip(), request.form.get("evidence", "").strip()
    # A page without scripts brings the key that it was made with; a program may come without one.
    key = request.form.get("client_key") or secrets.token_hex(16)
    is_meant = request.form.get("is_overlap_meant") == "1"
    new = NewSurvey(household_id, month, amounts, evidence, key, is_meant)
    take_survey(session, identity.current().account_id, new)


@pages.post("/women/<int:account_id>/enrolments")
@roles(Role.COORDINATOR)
def enrol(account_id: int) -> Response | tuple[str, int]:
    programme_id = request.form.get("programme_id", type=int) or 0
    day = clock.local_day(clock.now())
    try:
        with transaction() as session:
            account = file_queries.woman_of(session, identity.county(), account_id)
            new = NewEnrolment(programme_id, account.id, account.county_code or "", day)
            service.enrol(session, identity.current().account_id, new)
    except AnnotateError as error:
        return _refused_or_raise(account_id, error)
    flash(_("She is enrolled from today on."), "success")
    return redirect(url_for("women.woman", account_id=account_id))
