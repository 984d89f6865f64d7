"""A programme with two women of Sinan, on the test database."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine

from annotate.core.db import transaction
from annotate.people.roles import OrganisationKind, Purpose, Role
from annotate.people.service import NewAccount, create_account, create_organisation, give_consents
from annotate.programmes.service import NewProgramme, create_programme
from annotate.registry.service import load_seeds

SINAN, WANSHAN = "520624", "520603"


@pytest.fixture
def today() -> Iterator[dt.date]:
    with time_machine.travel("2026-07-10T04:00:00Z", tick=False):
        yield dt.date(2026, 7, 10)


@dataclass(frozen=True)
class Place:
    """Ids. Wen coordinates Sinan; Tao reviews for the foundation, Gu for another one."""

    programme_id: int
    foundation_id: int
    wen: int
    tao: int
    gu: int


@pytest.fixture
def place(people, today) -> Place:
    with transaction() as session:
        load_seeds(session)
        foundation = create_organisation(session, "春芽基金会", OrganisationKind.FOUNDATION).id
        other = create_organisation(session, "别家基金会", OrganisationKind.FOUNDATION).id
        wen = create_account(session, NewAccount(Role.COORDINATOR, "13900000001", "文", county_code=SINAN)).id
        tao = create_account(
            session, NewAccount(Role.REVIEWER, "13900000002", "陶", organisation_id=foundation)
        ).id
        gu = create_account(session, NewAccount(Role.REVIEWER, "13900000003", "顾", organisation_id=other)).id
        for account_id in (people.mei, people.an):
            give_consents(session, account_id, {Purpose.WORK, Purpose.HOUSEHOLD})
        new = NewProgramme(foundation, "豆芽计划", "Bean sprout", dt.date(2024, 7, 1))
        return Place(create_programme(session, tao, new).id, foundation, wen, tao, gu)
