"""Use cases of a programme's support: money in, rules of two officers, and the monthly paying, each woman and month once."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.errors import N_, Fault, NotFound
from annotate.core.money import e4_to_minor, format_e4
from annotate.core.months import shifted
from annotate.messages import service as messages
from annotate.pay import support_service as pay_support
from annotate.pay.models import EarningKind
from annotate.pay.service import LONGEST_KEY
from annotate.pay.support_service import Support
from annotate.people.models import Account
from annotate.people.roles import AccountState, Role
from annotate.programmes import support_queries
from annotate.programmes.errors import (
    BadSupportRule,
    GrantNotEnough,
    MonthIsPaid,
    RuleDecided,
    RulesOverlap,
    SecondOfficerNeeded,
)
from annotate.programmes.models import Programme, SupportPaid, SupportRule
from annotate.programmes.support_rules import (
    LOOKS_BACK,
    SETTLED_ON_DAY,
    NewRule,
    SupportKind,
    faults_of,
    overlaps,
)

# A subsidy is support; what lifts her to a floor is pay, and taxed like it.
_EARNINGS = {SupportKind.SUBSIDY: EarningKind.SUBSIDY, SupportKind.INCOME_FLOOR: EarningKind.TOP_UP}
_MOST_MINOR = 10**12
_AT_ONCE = 300


def _programme(session: Session, programme_id: int) -> Programme:
    """Locked: of two uses of its money one waits for the other. Raises NotFound."""
    found = session.get(Programme, programme_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def receive_grant(session: Session, actor_id: int, programme_id: int, amount_e4: int, key: str) -> bool:
    """Record a foundation's money; False for a key that was recorded before.

    Raises NotFound, BadSupportRule for an amount that cannot be, FundingDiffers.
    """
    programme = _programme(session, programme_id)
    minor, rest_e4 = e4_to_minor(amount_e4, programme.currency)
    if not 0 < minor <= _MOST_MINOR or rest_e4:
        detail = N_("must be above 0 and at most 10,000,000,000")
        raise BadSupportRule([Fault("grant", "amount", detail)])
    if not 0 < len(key.strip()) <= LONGEST_KEY:
        raise BadSupportRule([Fault("key", "length", N_("must have 1 to 64 letters"))])
    new = pay_support.receive_grant(
        session, actor_id, programme.id, amount_e4, programme.currency, key.strip()
    )
    if new:
        told = {"amount_e4": amount_e4}
        audit.record(session, actor_id, "programme.granted", "programme", programme.id, told)
    return new


def enter_rule(session: Session, actor_id: int, new: NewRule) -> SupportRule:
    """Enter a promise; it pays nothing until a second officer approves it.

    Raises NotFound, BadSupportRule, RulesOverlap.
    """
    programme = _programme(session, new.programme_id)
    if faults := faults_of(new):
        raise BadSupportRule(faults)
    same = sa.select(SupportRule.first_month, SupportRule.last_month).where(
        SupportRule.programme_id == programme.id, SupportRule.kind == new.kind
    )
    spans = [(first, last) for first, last in session.execute(same)]
    if overlaps(spans, new.first_month, new.last_month):
        raise RulesOverlap
    rule = SupportRule(**vars(new), entered_by=actor_id)
    session.add(rule)
    session.flush()
    audit.record(session, actor_id, "support.entered", "support_rule", rule.id, {"kind": new.kind})
    return rule


def _rule(session: Session, rule_id: int) -> SupportRule:
    found = session.get(SupportRule, rule_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def approve_rule(session: Session, actor_id: int, rule_id: int) -> SupportRule:
    """The second officer's yes, while the grant covers what last month would have cost.

    Raises NotFound, SecondOfficerNeeded, RuleDecided, GrantNotEnough with both amounts.
    """
    rule = _rule(session, rule_id)
    programme = _programme(session, rule.programme_id)
    if rule.entered_by == actor_id:
        raise SecondOfficerNeeded
    if rule.approved_by is not None:
        raise RuleDecided
    last_month = shifted(clock.local_month(clock.now()), -1)
    needed_e4 = sum(amount for _, amount in support_queries.due(session, rule, last_month))
    left_e4 = pay_support.grant_left_e4(session, programme.id, programme.currency)
    if left_e4 < max(needed_e4, rule.amount_e4):
        needed = format_e4(max(needed_e4, rule.amount_e4))
        raise GrantNotEnough(needed=needed, left=format_e4(left_e4))
    rule.approved_by, rule.approved_at = actor_id, clock.now()
    audit.record(session, actor_id, "support.approved", "support_rule", rule.id)
    session.flush()
    return rule


def end_rule(session: Session, actor_id: int, rule_id: int, last_month: str) -> SupportRule:
    """Let it end with a month, this one at the earliest; one that nobody approved is taken back at once.

    Raises NotFound, MonthIsPaid.
    """
    rule = _rule(session, rule_id)
    if rule.approved_by is None:
        audit.record(session, actor_id, "support.withdrawn", "support_rule", rule.id)
        session.delete(rule)
        session.flush()
        return rule
    this_month = clock.local_month(clock.now())
    if not this_month <= last_month <= shifted(this_month, 120):
        raise MonthIsPaid
    rule.last_month = last_month
    audit.record(session, actor_id, "support.ended", "support_rule", rule.id, {"last_month": last_month})
    session.flush()
    return rule


def settled_months(day: dt.date) -> list[str]:
    """Months whose pay is known on a day, the oldest first: late money and late enrolments are caught up with."""
    newest = -1 if day.day >= SETTLED_ON_DAY else -2
    month = f"{day:%Y-%m}"
    return [shifted(month, newest - back) for back in range(LOOKS_BACK - 1, -1, -1)]


def pay_some(session: Session, rule_id: int, month: str) -> int:
    """Pay up to 300 women what one rule owes for a month; how many. 0: all are paid, or the grant is not enough.

    Either the grant covers all that are left, or nobody is paid and finance is told: nobody comes first by chance.
    """
    rule = _rule(session, rule_id)
    programme = _programme(session, rule.programme_id)
    owed = support_queries.due(session, rule, month)
    needed_e4 = sum(amount for _, amount in owed)
    left_e4 = pay_support.grant_left_e4(session, programme.id, programme.currency)
    if not owed or left_e4 < needed_e4:
        if owed:
            _tell_short(session, rule, programme, month, needed_e4 - left_e4)
        return 0
    kind = _EARNINGS[rule.kind]
    supports = [
        Support(rule.id, programme.id, account_id, month, kind, amount_e4, programme.currency)
        for account_id, amount_e4 in owed[:_AT_ONCE]
    ]
    made = pay_support.book_support(session, supports)
    for one in supports:
        if one.annotator_id in made:
            earning_id = made[one.annotator_id]
            session.add(
                SupportPaid(
                    rule_id=rule.id,
                    month=month,
                    account_id=one.annotator_id,
                    amount_e4=one.amount_e4,
                    earning_id=earning_id,
                )
            )
            params = {"amount_e4": one.amount_e4, "of_month": month}
            messages.send(session, one.annotator_id, f"support.{rule.kind}", params, "/earnings", one.key)
    session.flush()
    return len(made)


def _tell_short(
    session: Session, rule: SupportRule, programme: Programme, month: str, missing_e4: int
) -> None:
    officers = sa.select(Account.id).where(Account.role == Role.FINANCE, Account.state == AccountState.ACTIVE)
    params = {"programme": programme.name_zh, "of_month": month, "missing_e4": missing_e4}
    for officer_id in session.scalars(officers.order_by(Account.id)).all():
        key = f"grant-short-{rule.id}-{month}-{officer_id}"
        messages.send(session, officer_id, "grant.short", params, "/finance/support", key)
