"""The demo's organisations, its log-ins and its synthetic women."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from annotate.core.db import transaction
from annotate.demo.cast import ANNOTATORS, COORDINATED_COUNTY, DEMO_PASSWORD, HOUSES, STAFF
from annotate.demo.history import Woman
from annotate.pay import payee_service
from annotate.pay.payouts import Channel
from annotate.people import service as people
from annotate.people.roles import Purpose, Role
from annotate.people.service import NewAccount

_CONSENTS = (Purpose.WORK, Purpose.HOUSEHOLD, Purpose.REPORTS)


def load_houses() -> dict[str, int]:
    """Organisation ids by their key."""
    with transaction() as session:
        return {house.key: people.organisation_named(session, house.name, house.kind).id for house in HOUSES}


def load_staff(houses: Mapping[str, int]) -> dict[str, int]:
    """Account ids of the staff by their key."""
    with transaction() as session:
        return {
            one.key: _account(
                session,
                NewAccount(
                    one.role,
                    one.phone,
                    one.name,
                    DEMO_PASSWORD,
                    houses[one.house] if one.house else None,
                    COORDINATED_COUNTY if one.role is Role.COORDINATOR else None,
                    is_synthetic=True,
                ),
            )
            for one in STAFF
        }


def load_women(women: Sequence[Woman]) -> dict[int, int]:
    """Account ids by the women's numbers. Only those whose log-ins are printed have a password."""
    with transaction() as session:
        return {woman.number: _woman(session, woman) for woman in women}


def _woman(session: Session, woman: Woman) -> int:
    password = DEMO_PASSWORD if woman.number < len(ANNOTATORS) else None
    new = NewAccount(
        Role.ANNOTATOR, woman.phone, woman.name, password, county_code=woman.county_code, is_synthetic=True
    )
    account_id = _account(session, new, consents=_CONSENTS)
    # The phone is her Alipay account, as it mostly is.
    payee_service.set_payee(session, account_id, Channel.ALIPAY, woman.phone)
    return account_id


def _account(session: Session, new: NewAccount, consents: Sequence[Purpose] = ()) -> int:
    """The account of this phone, made when it is not there."""
    account = people.account_by_phone(session, new.phone)
    if account is None:
        account = people.create_account(session, new)
        people.give_consents(session, account.id, consents)
    return account.id
