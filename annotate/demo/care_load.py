"""The demo's centres, and what the night finds in the demo's own figures."""

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from annotate.care import centre_service, monitoring_service, rollup_service
from annotate.care.centre_service import NewCentre
from annotate.care.models import Centre
from annotate.core import clock
from annotate.core.db import transaction
from annotate.demo.cast import COORDINATED_COUNTY
from annotate.demo.history import Woman
from annotate.people import correction_service
from annotate.people.file_words import FilePart

_THERE_SINCE = dt.timedelta(days=180)
# name, address, PCs, how many women work there
_CENTRES = (
    ("豆芽一中心", "文化路 8 号二楼", ("窗边 1 号", "窗边 2 号", "门口"), 6),
    ("豆芽二中心", "老供销社院内", ("1 号", "2 号"), 4),
)


def load_centres(coordinator_id: int, women: Sequence[Woman], accounts: Mapping[int, int]) -> None:
    """Two centres of the coordinated county with their PCs and some of its women."""
    hers = [accounts[woman.number] for woman in women if woman.county_code == COORDINATED_COUNTY]
    with transaction() as session:
        if session.scalar(sa.select(Centre.id).limit(1)) is not None:
            return
        for name, address, devices, count in _CENTRES:
            new = NewCentre(COORDINATED_COUNTY, name, address, coordinator_id)
            centre = centre_service.open_centre(session, coordinator_id, new)
            for device in devices:
                centre_service.register_device(session, coordinator_id, centre, device)
            here, hers = hers[:count], hers[count:]
            for account_id in here:
                member = centre_service.place_at_centre(session, coordinator_id, account_id, centre)
                # She has worked there for as long as the demo's figures go back.
                member.joined_on -= _THERE_SINCE
            if here:
                correction_service.ask(session, here[0], FilePart.OTHER, "门牌号是 12 号，不是 21 号")


def look_for_signs() -> None:
    """What the schedule does every night."""
    today = clock.local_day(clock.now())
    yesterday = today - dt.timedelta(days=1)
    with transaction() as session:
        months = rollup_service.months_to_renew(session, yesterday)
    for month in months:
        with transaction() as session:
            rollup_service.renew_month(session, month, yesterday)
    with transaction() as session:
        night = monitoring_service.night_of(session, today)
        for look in (monitoring_service.look_at_women, monitoring_service.look_at_centres):
            after: int | None = 0
            while after is not None:
                after = look(session, night, after)
