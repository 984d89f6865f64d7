"""One person, one account: the number of her identity card, sealed, and known again by a keyed hash."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.crypto import cipher
from annotate.core.errors import NotFound
from annotate.people.errors import BadIdentityNumber, IdentityTaken, TooYoung
from annotate.people.identity_number import LEAST_AGE, age_on, born_on, normal_number
from annotate.people.models import Account, IdentityNumber, PersonKey


def check_number(session: Session, text: str) -> str:
    """The number as it is kept. Raises BadIdentityNumber, TooYoung, IdentityTaken."""
    number = normal_number(text)
    born = born_on(number) if number else None
    if number is None or born is None:
        raise BadIdentityNumber
    age = age_on(born, clock.local_day(clock.now()))
    if age < LEAST_AGE:
        raise TooYoung(years=LEAST_AGE)
    # Nobody is born tomorrow or works at a hundred: then a digit is wrong that the last one does not show.
    if age > 100:
        raise BadIdentityNumber
    known = sa.select(IdentityNumber.account_id).where(IdentityNumber.number_index == index_of(number))
    if session.scalar(known) is not None:
        raise IdentityTaken
    return number


def keep_number(session: Session, account_id: int, number: str) -> None:
    """Seal a checked number under her own key."""
    query = sa.select(PersonKey.wrapped, Account.uuid).join(Account, Account.id == PersonKey.account_id)
    row = session.execute(query.where(Account.id == account_id)).one_or_none()
    if row is None:
        raise NotFound
    sealed = cipher().seal(row.wrapped, row.uuid, "identity_number.number", number)
    session.add(IdentityNumber(account_id=account_id, number_index=index_of(number), number_sealed=sealed))
    session.flush()


def index_of(number: str) -> str:
    """The keyed hash by which a number is known again."""
    return cipher().blind_index("identity_number", number)
