"""Who is due which support for a month; what is promised and was paid."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.pay import income_queries, support_service
from annotate.people.models import Account
from annotate.programmes import file_queries
from annotate.programmes.models import Enrolment, Programme, SupportPaid, SupportRule
from annotate.programmes.support_rules import HerMonth, SupportKind, covers, support_e4
from annotate.programmes.tenure import Spell, anniversary, tenure_on


def days_of(month: str) -> tuple[dt.date, dt.date]:
    """First and last day of 'YYYY-MM'."""
    first = dt.date.fromisoformat(f"{month}-01")
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return first, following - dt.timedelta(days=1)


def due(session: Session, rule: SupportRule, month: str) -> list[tuple[int, int]]:
    """(account, amount in e4) of who is due support of a month and has not had it, in order of account.

    A floor asks that she was in the programme for the whole month, a subsidy that she was on its last day.
    """
    first, last = days_of(month)
    since = first if rule.kind is SupportKind.INCOME_FLOOR else last
    had = sa.select(SupportPaid.account_id).where(SupportPaid.rule_id == rule.id, SupportPaid.month == month)
    enrolled = (
        sa.select(Enrolment.account_id)
        .where(
            Enrolment.programme_id == rule.programme_id,
            Enrolment.enrolled_on <= since,
            sa.or_(Enrolment.left_on.is_(None), Enrolment.left_on >= last),
            Enrolment.account_id.not_in(had),
        )
        .distinct()
    )
    own = sa.select(SupportPaid.earning_id).where(SupportPaid.rule_id == rule.id)
    months = income_queries.work_of_month(session, month, enrolled, own)
    spans = income_queries.working_spans_of(session, enrolled)
    found = []
    for account_id in sorted(months):
        tenure = tenure_on([Spell(*span) for span in spans[account_id]], last)
        days, earned_e4 = months[account_id]
        hers = HerMonth(tenure.months, days, earned_e4)
        amount_e4 = support_e4(rule.kind, rule.amount_e4, rule.after_months, rule.least_days, hers)
        if amount_e4:
            found.append((account_id, amount_e4))
    return found


@dataclass(frozen=True)
class RuleLine:
    """A rule with who made it and what it has paid so far."""

    rule: SupportRule
    entered_by: str
    approved_by: str
    women: int
    paid_e4: int


@dataclass(frozen=True)
class ProgrammeSupport:
    """A programme, its money and its rules, newest first."""

    programme: Programme
    grant_left_e4: int
    rules: Sequence[RuleLine]


def support_of_all(session: Session) -> list[ProgrammeSupport]:
    """Every programme, newest first, as finance sees it."""
    lines = _rule_lines(session)
    programmes = session.scalars(sa.select(Programme).order_by(Programme.id.desc())).all()
    return [
        ProgrammeSupport(
            one, support_service.grant_left_e4(session, one.id, one.currency), lines.get(one.id, ())
        )
        for one in programmes
    ]


def _rule_lines(session: Session) -> dict[int, list[RuleLine]]:
    enterer, approver = sa.orm.aliased(Account), sa.orm.aliased(Account)
    paid = (
        sa.select(
            SupportPaid.rule_id,
            sa.func.count(sa.distinct(SupportPaid.account_id)).label("women"),
            sa.cast(sa.func.sum(SupportPaid.amount_e4), sa.BigInteger).label("paid_e4"),
        )
        .group_by(SupportPaid.rule_id)
        .subquery()
    )
    query = (
        sa.select(SupportRule, enterer.alias, approver.alias, paid.c.women, paid.c.paid_e4)
        .join(enterer, enterer.id == SupportRule.entered_by)
        .join(approver, approver.id == SupportRule.approved_by, isouter=True)
        .join(paid, paid.c.rule_id == SupportRule.id, isouter=True)
        .order_by(SupportRule.id.desc())
    )
    found: dict[int, list[RuleLine]] = defaultdict(list)
    for rule, entered, approved, women, paid_e4 in session.execute(query):
        found[rule.programme_id].append(RuleLine(rule, entered, approved or "", women or 0, paid_e4 or 0))
    return found


def approved_rules(session: Session, month: str) -> list[SupportRule]:
    """Rules that pay for a month, in order."""
    query = sa.select(SupportRule).where(SupportRule.approved_by.is_not(None)).order_by(SupportRule.id)
    return [rule for rule in session.scalars(query) if covers(rule.first_month, rule.last_month, month)]


@dataclass(frozen=True)
class Promise:
    """What she reads of a subsidy: days_left until she has it, 0 when this month counts already."""

    amount_e4: int
    currency: str
    after_months: int
    days_left: int


def promise_to(session: Session, account_id: int) -> Promise | None:
    """The subsidy of her programme that runs this month; None without one, or before her first paid work."""
    today = clock.local_day(clock.now())
    query = (
        sa.select(SupportRule, Programme.currency)
        .join(Enrolment, Enrolment.programme_id == SupportRule.programme_id)
        .join(Programme, Programme.id == SupportRule.programme_id)
        .where(
            Enrolment.account_id == account_id,
            Enrolment.left_on.is_(None),
            SupportRule.kind == SupportKind.SUBSIDY,
            SupportRule.approved_by.is_not(None),
        )
        .order_by(SupportRule.id.desc())
    )
    month = clock.local_month(clock.now())
    running = [row for row in session.execute(query) if covers(row[0].first_month, row[0].last_month, month)]
    if not running:
        return None
    tenure = file_queries.tenure_of(session, account_id)
    if tenure.since is None:
        return None
    rule, currency = running[0]
    full_on = anniversary(tenure.since, rule.after_months)
    return Promise(rule.amount_e4, currency, rule.after_months, max(0, (full_on - today).days))
