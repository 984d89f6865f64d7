"""Programmes as coordinators and foundations see them."""

from flask import Blueprint, render_template

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.people import service as people
from annotate.people.roles import Role
from annotate.people.service import InvitationOffer
from annotate.programmes import file_queries, queries
from annotate.registry import queries as registry_queries
from annotate.web import identity
from annotate.web.access import roles
from annotate.work import no_work_queries

pages = Blueprint("programmes", __name__)


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
            lines={one.id: registry_queries.usable_standard(session, one.poverty_line_id) for one in listed},
        )


@pages.get("/programmes/<int:programme_id>")
@roles(Role.COORDINATOR)
def programme(programme_id: int) -> str:
    return _programme_page(programme_id, code=None)


def _programme_page(programme_id: int, code: str | None) -> str:
    with reading() as session:
        found = queries.running_programme(session, programme_id, clock.local_day(clock.now()))
        enrolled = queries.enrolled(session, found.id, identity.county()) if identity.county() else []
        return render_template(
            "coordinator/programme.html",
            programme=found,
            county=registry_queries.county_or_none(session, identity.county()),
            women=enrolled,
            aliases=file_queries.masked_names(session, [woman.account_id for woman in enrolled]),
            without_work=no_work_queries.without_work(session, [woman.account_id for woman in enrolled]),
            code=code,
        )


@pages.post("/programmes/<int:programme_id>/invitations")
@roles(Role.COORDINATOR)
def invite(programme_id: int) -> str:
    """A one-time code; whoever registers with it is enrolled in this programme and county."""
    county = identity.county()
    with transaction() as session:
        found = queries.running_programme(session, programme_id, clock.local_day(clock.now()))
        if county is None:
            raise NotFound
        offer = InvitationOffer(Role.ANNOTATOR, county, purpose={"programme_id": found.id})
        code = people.invite(session, identity.current().account_id, offer)
    return _programme_page(programme_id, code)
