"""The coordinator's pages: women of her county, their household files, programmes; and the foundation's list."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core import audit, clock
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.people import device_service
from annotate.people import service as people
from annotate.people.device_rules import WORDS, known_findings
from annotate.people.roles import Role
from annotate.people.service import InvitationOffer
from annotate.programmes import centre_queries, file_queries, path_queries, queries, service
from annotate.programmes.forms import MEMBER_ROWS, read_amounts, read_members
from annotate.programmes.masks import masked_name
from annotate.programmes.months import shifted
from annotate.programmes.service import NewEnrolment, NewMember
from annotate.programmes.words import IncomeKind, Relation
from annotate.web import identity
from annotate.web.access import roles
from annotate.web.i18n import choose_locale, say_error
from annotate.work import no_work_queries

pages = Blueprint("programmes", __name__)
_PAGE = 50


def _county() -> str | None:
    return identity.current().county_code


def _chinese() -> bool:
    return choose_locale() == "zh_CN"


@pages.get("/women")
@roles(Role.COORDINATOR)
def women() -> str:
    before = request.args.get("before", type=int)
    with reading() as session:
        lines = file_queries.women_of_county(session, _county(), before)
        ids = [line.account_id for line in lines]
        return render_template(
            "coordinator/women.html",
            lines=lines,
            county=queries.county_or_none(session, _county()),
            enrolled=file_queries.latest_enrolments(session, ids),
            with_baseline=file_queries.households_with_baseline(session, ids),
            masked_name=masked_name,
            older=ids[-1] if len(ids) == _PAGE else None,
            is_chinese=_chinese(),
        )


@pages.get("/women/<int:account_id>")
@roles(Role.COORDINATOR)
def woman(account_id: int) -> str:
    return _woman_page(account_id)


def _woman_page(account_id: int, **more: Any) -> str:
    # Written down, because the file shows a family's income.
    with transaction() as session:
        file = file_queries.woman_file(session, _county(), account_id)
        audit.record(session, identity.current().account_id, "woman.file_opened", "account", account_id)
        return render_template(
            "coordinator/woman.html",
            file=file,
            devices=[
                (one, [_(WORDS[each]) for each in known_findings(one.facts)])
                for one in device_service.checks_of(session, account_id)
            ],
            household=file_queries.household_file(session, file.household_id),
            path=path_queries.woman_path(session, account_id),
            centres=centre_queries.centres(session, _county()),
            programmes=queries.running_programmes(session, clock.local_day(clock.now())),
            last_month=shifted(clock.local_month(clock.now()), -1),
            today=clock.local_day(clock.now()),
            kinds=list(IncomeKind),
            relations=list(Relation),
            member_rows=MEMBER_ROWS,
            is_chinese=_chinese(),
            **{"typed": {}, "faults": {}, "refused": None} | more,
        )


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
    return redirect(url_for("programmes.woman", account_id=account_id))


def _make_household(account_id: int, session: Any, members: Any) -> None:
    actor_id, county = identity.current().account_id, _county()
    account = file_queries.woman_of(session, county, account_id)
    if queries.household_id_of(session, account_id) is not None:
        raise NotFound
    new = [
        NewMember(member.relation, member.birth_year, member.name or None, account_id if row == 0 else None)
        for row, member in enumerate(members)
    ]
    household = service.create_household(session, actor_id, county or "", new, account.is_synthetic)
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
    return redirect(url_for("programmes.woman", account_id=account_id))


def _record_survey(session: Any, account_id: int, amounts: Mapping[IncomeKind, int]) -> None:
    file_queries.woman_of(session, _county(), account_id)
    household_id = queries.household_id_of(session, account_id)
    if household_id is None:
        raise NotFound
    month, evidence = request.form.get("month", "").strip(), request.form.get("evidence", "").strip()
    actor_id = identity.current().account_id
    service.record_survey(session, actor_id, household_id, month, amounts, evidence)


@pages.post("/women/<int:account_id>/enrolments")
@roles(Role.COORDINATOR)
def enrol(account_id: int) -> Response | tuple[str, int]:
    programme_id = request.form.get("programme_id", type=int) or 0
    day = clock.local_day(clock.now())
    try:
        with transaction() as session:
            account = file_queries.woman_of(session, _county(), account_id)
            new = NewEnrolment(programme_id, account.id, account.county_code or "", day)
            service.enrol(session, identity.current().account_id, new)
    except AnnotateError as error:
        return _refused_or_raise(account_id, error)
    flash(_("She is enrolled from today on."), "success")
    return redirect(url_for("programmes.woman", account_id=account_id))


@pages.get("/programmes")
@roles(Role.COORDINATOR, Role.REVIEWER)
def programme_list() -> str:
    who = identity.current()
    with reading() as session:
        if who.role is Role.COORDINATOR:
            listed = queries.running_programmes(session, clock.local_day(clock.now()))
        else:
            listed = queries.programmes_of(session, who.organisation_id)
        return render_template(
            "coordinator/programmes.html",
            listed=listed,
            lines={one.id: queries.usable_standard(session, one.poverty_line_id) for one in listed},
            is_chinese=_chinese(),
        )


@pages.get("/programmes/<int:programme_id>")
@roles(Role.COORDINATOR)
def programme(programme_id: int) -> str:
    return _programme_page(programme_id, code=None)


def _programme_page(programme_id: int, code: str | None) -> str:
    with reading() as session:
        found = queries.running_programme(session, programme_id, clock.local_day(clock.now()))
        enrolled = queries.enrolled(session, found.id, _county()) if _county() else []
        return render_template(
            "coordinator/programme.html",
            programme=found,
            county=queries.county_or_none(session, _county()),
            women=enrolled,
            aliases=file_queries.masked_names(session, [woman.account_id for woman in enrolled]),
            without_work=no_work_queries.without_work(session, [woman.account_id for woman in enrolled]),
            code=code,
            is_chinese=_chinese(),
        )


@pages.post("/programmes/<int:programme_id>/invitations")
@roles(Role.COORDINATOR)
def invite(programme_id: int) -> str:
    """A one-time code; whoever registers with it is enrolled in this programme and county."""
    county = _county()
    with transaction() as session:
        found = queries.running_programme(session, programme_id, clock.local_day(clock.now()))
        if county is None:
            raise NotFound
        offer = InvitationOffer(Role.ANNOTATOR, county, purpose={"programme_id": found.id})
        code = people.invite(session, identity.current().account_id, offer)
    return _programme_page(programme_id, code)
