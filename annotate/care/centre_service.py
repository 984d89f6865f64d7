"""Use cases of centres: the register, their PCs, who works where and since when."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.care.errors import BadCentre, BadCoordinator, BadDevice, CentreClosed
from annotate.care.models import Centre, CentreDevice, CentreMember
from annotate.core import audit, clock
from annotate.core.errors import NotFound
from annotate.people.identity_rules import token_hash
from annotate.people.models import Account
from annotate.people.roles import AccountState, Role
from annotate.programmes.file_queries import woman_of
from annotate.registry.service import county_for


@dataclass(frozen=True)
class NewCentre:
    county_code: str
    name: str
    address: str = ""
    coordinator_id: int | None = None


def open_centre(session: Session, actor_id: int | None, new: NewCentre) -> Centre:
    """Raises BadCentre, BadCoordinator, UnknownCounty, CountyChanged, CountyEnded."""
    today = clock.local_day(clock.now())
    county_for(session, new.county_code, today)
    name, address = new.name.strip(), new.address.strip()
    same = sa.select(Centre.id).where(Centre.county_code == new.county_code, Centre.name == name)
    if not 1 <= len(name) <= 100 or len(address) > 200 or session.scalar(same) is not None:
        raise BadCentre
    centre = Centre(county_code=new.county_code, name=name, address=address, opened_on=today)
    session.add(centre)
    session.flush()
    audit.record(session, actor_id, "centre.opened", "centre", centre.id)
    if new.coordinator_id is not None:
        set_coordinator(session, actor_id, centre, new.coordinator_id)
    return centre


def centre_of(session: Session, county_code: str | None, centre_id: int) -> Centre:
    """A centre of this county. Raises NotFound for any other."""
    centre = session.get(Centre, centre_id)
    if centre is None or not county_code or centre.county_code != county_code:
        raise NotFound
    return centre


def coordinator_for(session: Session, account_id: int, county_code: str | None) -> Account:
    """An active coordinator of this county, or, without one, of any. Raises BadCoordinator for anybody else."""
    account = session.get(Account, account_id)
    if (
        account is None
        or account.role is not Role.COORDINATOR
        or account.state is not AccountState.ACTIVE
        or not account.county_code
        or county_code not in (None, account.county_code)
    ):
        raise BadCoordinator
    return account


def set_coordinator(session: Session, actor_id: int | None, centre: Centre, coordinator_id: int) -> None:
    """Raises BadCoordinator for anybody who does not coordinate the centre's county."""
    coordinator_for(session, coordinator_id, centre.county_code)
    centre.coordinator_id = coordinator_id
    detail = {"coordinator": coordinator_id}
    audit.record(session, actor_id, "centre.coordinator_set", "centre", centre.id, detail)


def close_centre(session: Session, actor_id: int | None, centre: Centre) -> None:
    """Its women stay on file as members until today; its PCs are retired."""
    if centre.closed_on is not None:
        raise CentreClosed
    today = clock.local_day(clock.now())
    centre.closed_on = today
    leave = sa.update(CentreMember).where(CentreMember.centre_id == centre.id, CentreMember.left_on.is_(None))
    session.execute(leave.values(left_on=today))
    retire = sa.update(CentreDevice).where(
        CentreDevice.centre_id == centre.id, CentreDevice.retired_on.is_(None)
    )
    session.execute(retire.values(retired_on=today, browser_hash=None))
    audit.record(session, actor_id, "centre.closed", "centre", centre.id)


def register_device(
    session: Session, actor_id: int | None, centre: Centre, name: str, inventory_number: str = ""
) -> CentreDevice:
    """Raises BadDevice, CentreClosed."""
    name, number = name.strip(), inventory_number.strip()
    same = sa.select(CentreDevice.id).where(CentreDevice.centre_id == centre.id, CentreDevice.name == name)
    if not 1 <= len(name) <= 60 or len(number) > 60 or session.scalar(same) is not None:
        raise BadDevice
    if centre.closed_on is not None:
        raise CentreClosed
    today = clock.local_day(clock.now())
    device = CentreDevice(centre_id=centre.id, name=name, inventory_number=number, registered_on=today)
    session.add(device)
    session.flush()
    audit.record(session, actor_id, "centre.device_registered", "centre", centre.id, {"device": device.id})
    return device


def link_device(
    session: Session, actor_id: int | None, centre: Centre, device_id: int, secret: str | None
) -> None:
    """The browser that asks is this PC from now on. Raises NotFound, BadDevice without a device secret, CentreClosed."""
    device = session.get(CentreDevice, device_id)
    if device is None or device.centre_id != centre.id or device.retired_on is not None:
        raise NotFound
    if centre.closed_on is not None:
        raise CentreClosed
    if not secret:
        raise BadDevice
    browser = token_hash(secret)
    # A browser is one PC: what it was before it is no more.
    before = sa.update(CentreDevice).where(CentreDevice.browser_hash == browser)
    session.execute(before.values(browser_hash=None))
    device.browser_hash = browser
    session.flush()
    audit.record(session, actor_id, "centre.device_linked", "centre", centre.id, {"device": device_id})


def people_at(session: Session, browser: str) -> Sequence[int]:
    """Who works at the centre whose PC this browser is."""
    query = (
        sa.select(CentreMember.account_id)
        .join(CentreDevice, CentreDevice.centre_id == CentreMember.centre_id)
        .join(Centre, Centre.id == CentreMember.centre_id)
        .where(
            CentreDevice.browser_hash == browser,
            CentreDevice.retired_on.is_(None),
            Centre.closed_on.is_(None),
            CentreMember.left_on.is_(None),
        )
    )
    return session.scalars(query).all()


def retire_device(session: Session, actor_id: int | None, centre: Centre, device_id: int) -> None:
    """Out of use from today; twice is once. Raises NotFound for a PC of another centre."""
    device = session.get(CentreDevice, device_id)
    if device is None or device.centre_id != centre.id:
        raise NotFound
    if device.retired_on is None:
        device.retired_on, device.browser_hash = clock.local_day(clock.now()), None
        audit.record(session, actor_id, "centre.device_retired", "centre", centre.id, {"device": device_id})


def place_at_centre(session: Session, actor_id: int | None, account_id: int, centre: Centre) -> CentreMember:
    """She works there from today on; a stay elsewhere ends today. Already there: nothing changes.

    Raises NotFound for a woman of another county, CentreClosed.
    """
    # Two coordinators at once: the second waits and sees what the first did.
    session.get(Account, account_id, with_for_update=True)
    woman_of(session, centre.county_code, account_id)
    if centre.closed_on is not None:
        raise CentreClosed
    now = _membership(session, account_id)
    if now is not None and now.centre_id == centre.id:
        return now
    today = clock.local_day(clock.now())
    if now is not None:
        now.left_on = today
        session.flush()
    member = CentreMember(centre_id=centre.id, account_id=account_id, joined_on=today, placed_by=actor_id)
    session.add(member)
    session.flush()
    audit.record(session, actor_id, "woman.placed", "account", account_id, {"centre": centre.id})
    return member


def leave_centre(session: Session, actor_id: int | None, account_id: int, centre: Centre) -> None:
    """Raises NotFound when she is not there."""
    now = _membership(session, account_id)
    if now is None or now.centre_id != centre.id:
        raise NotFound
    now.left_on = clock.local_day(clock.now())
    audit.record(session, actor_id, "woman.left_centre", "account", account_id, {"centre": centre.id})


def _membership(session: Session, account_id: int) -> CentreMember | None:
    query = sa.select(CentreMember).where(
        CentreMember.account_id == account_id, CentreMember.left_on.is_(None)
    )
    return session.scalar(query)
