"""The register of claims on public grants: entered once, led from step to step, with evidence out of the ledger's earnings."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.cells import defused
from annotate.core.errors import NotFound
from annotate.core.money import format_e4
from annotate.core.months import month_number
from annotate.pay.models import Earning
from annotate.people import sealing_service
from annotate.people.models import Account, IdentityNumber
from annotate.programmes.errors import BadGrantClaim, GrantClaimStep, GrantClaimThere
from annotate.programmes.grant_claims import DECIDED, EVIDENCE_COLUMNS, ClaimState, may_follow
from annotate.programmes.models import GrantClaim
from annotate.registry.models import County


@dataclass(frozen=True)
class NewClaim:
    """As it was typed."""

    title: str
    office: str
    county_code: str
    first_month: str
    last_month: str
    amount_e4: int


def _is_right(session: Session, new: NewClaim) -> bool:
    try:
        months = month_number(new.first_month) <= month_number(new.last_month)
    except ValueError:
        return False
    texts = all(0 < len(text.strip()) <= 100 for text in (new.title, new.office))
    is_past = new.last_month <= clock.local_month(clock.now())
    return (
        months
        and texts
        and is_past
        and new.amount_e4 > 0
        and session.get(County, new.county_code) is not None
    )


def enter(session: Session, actor_id: int, new: NewClaim) -> GrantClaim:
    """Raises BadGrantClaim; GrantClaimThere for the same grant, office, county and months."""
    if not _is_right(session, new):
        raise BadGrantClaim
    same = sa.select(GrantClaim.id).where(
        GrantClaim.title == new.title.strip(),
        GrantClaim.office == new.office.strip(),
        GrantClaim.county_code == new.county_code,
        GrantClaim.first_month == new.first_month,
        GrantClaim.last_month == new.last_month,
    )
    if (number := session.scalar(same)) is not None:
        raise GrantClaimThere(number=number)
    claim = GrantClaim(
        title=new.title.strip(),
        office=new.office.strip(),
        county_code=new.county_code,
        first_month=new.first_month,
        last_month=new.last_month,
        amount_e4=new.amount_e4,
        entered_by=actor_id,
    )
    session.add(claim)
    session.flush()
    audit.record(session, actor_id, "grant_claim.entered", "grant_claim", claim.id)
    return claim


def step(
    session: Session,
    actor_id: int,
    claim_id: int,
    wanted: str,
    document: str = "",
    granted_e4: int | None = None,
) -> None:
    """Lead a claim on. Raises NotFound, GrantClaimStep for a step that does not follow or lacks the office's decision."""
    claim = session.get(GrantClaim, claim_id, with_for_update=True, populate_existing=True)
    if claim is None:
        raise NotFound
    if not may_follow(claim.state, wanted):
        raise GrantClaimStep
    state, document = ClaimState(wanted), document.strip()[:100]
    if state in DECIDED and not document:
        raise GrantClaimStep
    if state is ClaimState.GRANTED and (granted_e4 is None or not 0 < granted_e4 <= claim.amount_e4):
        raise GrantClaimStep
    if state in DECIDED:
        claim.document = document
        claim.granted_e4 = granted_e4 if state is ClaimState.GRANTED else 0
    claim.state, claim.changed_at = state, clock.now()
    session.flush()
    audit.record(session, actor_id, f"grant_claim.{state}", "grant_claim", claim.id)


def claims(session: Session) -> Sequence[tuple[GrantClaim, County]]:
    """Newest first."""
    query = sa.select(GrantClaim, County).join(County, County.code == GrantClaim.county_code)
    rows = session.execute(query.order_by(GrantClaim.id.desc()).limit(500))
    return [(row[0], row[1]) for row in rows]


def evidence(session: Session, actor_id: int, claim_id: int) -> bytes:
    """Who worked in which month and earned how much, as CSV (UTF-8 with its mark); the act is written down.

    Of identity numbers the last four digits, as everywhere. Raises NotFound.
    """
    claim = session.get(GrantClaim, claim_id)
    if claim is None:
        raise NotFound
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(EVIDENCE_COLUMNS)
    count = 0
    for row in _rows(session, claim):
        writer.writerow([defused(cell) for cell in row])
        count += 1
    audit.record(session, actor_id, "grant_claim.evidence", "grant_claim", claim.id, {"rows": count})
    return ("\ufeff" + out.getvalue()).encode()


def _rows(session: Session, claim: GrantClaim) -> Iterator[tuple[str, ...]]:
    months = (
        sa.select(Earning.annotator_id, Earning.month, sa.cast(sa.func.sum(Earning.amount_e4), sa.BigInteger))
        .join(Account, Account.id == Earning.annotator_id)
        .where(
            Account.county_code == claim.county_code,
            Earning.month.between(claim.first_month, claim.last_month),
            Earning.currency == "CNY",
        )
        .group_by(Earning.annotator_id, Earning.month)
        .order_by(Earning.annotator_id, Earning.month)
    )
    found = session.execute(months).all()
    ids = list({row[0] for row in found})
    people = session.execute(
        sa.select(Account.id, Account.alias, Account.name_sealed, IdentityNumber.number_sealed)
        .join(IdentityNumber, IdentityNumber.account_id == Account.id, isouter=True)
        .where(Account.id.in_(ids))
    ).all()
    aliases = {row.id: row.alias for row in people}
    names = sealing_service.open_many(
        session, "account.name", {row.id: row.name_sealed for row in people if row.name_sealed}
    )
    numbers = sealing_service.open_many(
        session, "identity_number.number", {row.id: row.number_sealed for row in people if row.number_sealed}
    )
    for who, month, amount_e4 in found:
        last_4 = numbers.get(who, "")[-4:]
        yield aliases[who], names.get(who, ""), last_4, month, format_e4(amount_e4, 2)


def evidence_about(account_id: int) -> sa.Select[int]:
    """Claims whose evidence may tell of her, for whoever asks who fetched it."""
    county = sa.select(Account.county_code).where(Account.id == account_id).scalar_subquery()
    return sa.select(GrantClaim.id).where(GrantClaim.county_code == county)
