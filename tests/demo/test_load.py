"""The whole demo, smaller: everything through the real services, once, with books that are right."""

import pytest
import sqlalchemy as sa

from annotate.consensus import queries as consensus
from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.months import shifted
from annotate.demo.guideline import HISTORY_NAME, PROJECT_NAME
from annotate.demo.history import MONTHS
from annotate.demo.load import Scale, load_demo
from annotate.ledger import proof_service
from annotate.ledger.models import JournalEntry
from annotate.pay import payout_service
from annotate.pay.models import Earning
from annotate.pay.payouts import Channel
from annotate.projects.models import Project
from annotate.reports.models import MonthlyPay, ReportSnapshot
from annotate.work import queries as work
from annotate.work.models import Submission

SMALL = Scale(pictures=(1, 5, 22), rounds=2, every=15)


@pytest.fixture
def loaded(database):
    def load() -> None:
        load_demo(lambda _title, steps, _total: steps, SMALL)

    load()
    return load


def _project(session, name):
    return session.scalars(sa.select(Project).where(Project.name == name)).one()


def _counts(session):
    tables = (Project, Submission, Earning, JournalEntry, MonthlyPay, ReportSnapshot)
    return [session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables]


def test_the_demo_loads_once_and_its_books_are_right(loaded):
    with reading() as session:
        counts = _counts(session)
        assert proof_service.verify(session) == []

    loaded()

    with reading() as session:
        assert _counts(session) == counts
        assert proof_service.verify(session) == []


def test_every_page_has_something_true_to_show(loaded):
    with reading() as session:
        project, history = _project(session, PROJECT_NAME), _project(session, HISTORY_NAME)
        progress = work.progress(session, project.id)
        agreed = consensus.agreement_of(session, project.id)
        rows = sa.select(Earning.month, sa.func.sum(Earning.amount_e4)).where(
            Earning.project_id == history.id
        )
        months = {month: int(paid) for month, paid in session.execute(rows.group_by(Earning.month))}
        rolled = session.scalars(sa.select(MonthlyPay.month).distinct()).all()

    assert (project.state, progress.total) == ("published", 3)
    assert progress.submissions >= 6
    assert agreed.settled >= 1
    assert history.state == "closed"
    assert shifted(clock.local_month(clock.now()), -1) in months
    assert len(months) >= MONTHS
    assert set(months) <= set(rolled)
    assert sum(months.values()) <= history.funded_e4


def test_the_next_pay_day_pays_the_women_and_keeps_no_tax_twice(loaded):
    with transaction() as session:
        (batch,) = payout_service.prepare_batches(session, None, Channel.ALIPAY, "CNY", is_payday=True)
        lines = payout_service.lines_of(session, batch.id)
        income = sa.select(sa.func.sum(Earning.amount_e4))

        assert len(lines) >= 4
        # Two years were taxed as they were paid: what is due now is of the last months alone.
        assert sum(line.tax_e4 for line in lines) * 20 < session.scalar(income)
