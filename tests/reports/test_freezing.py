"""Freezing a quarter: numbered, hashed, logged, bound by what earlier reports told."""

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.core.models import OutboxEvent
from annotate.people.models import Account
from annotate.reports import queries, service
from annotate.reports.errors import BadPeriod, BeforeTheProgramme, PeriodNotOver
from annotate.reports.figures.document import sha256
from annotate.reports.models import MonthlyPay, ReportSnapshot


def freeze(session, foundation, quarter="2026-Q2", **more):
    return service.freeze(session, foundation.tao, foundation.programme_id, quarter, **more)


def figure(document, table, metric, county="", month=""):
    for one in document["figures"]:
        if (one["table"], one["metric"], one["county_code"], one["month"]) == (table, metric, county, month):
            return one
    raise AssertionError("no such figure")


def test_a_frozen_report_tells_income_by_county_and_month(foundation):
    with transaction() as session:
        document = freeze(session, foundation).document

    assert figure(document, "period", "active_annotators")["value"] == "55"
    # Women 0 to 23 of the first county: 300 + 10 x number, median 415.
    assert figure(document, "county_months", "median_pay", "520624", "2026-06")["value"] == "420"
    assert figure(document, "county_months", "median_pay", "610222", "2026-06")["state"] == "hidden"
    # 12 months of pay of 300 to 830 yuan and 5,000 or 9,000 of other wage.
    assert 40 <= int(figure(document, "months", "platform_share", "", "2026-06")["value"]) <= 55


def test_before_and_now_count_the_same_households(foundation):
    with transaction() as session:
        document = freeze(session, foundation).document

    before = [figure(document, "before_now", m, "", "2026-06") for m in ("below_baseline", "above_baseline")]
    # Half of 54 began with 2,500 yuan a person, the other half with 4,500: 27 each, told as 25.
    assert [one["value"] for one in before] == ["25", "25"]
    # With at least 3,600 yuan of pay everybody reaches 4,000 a person: nobody is left below, so nothing is told.
    assert figure(document, "before_now", "above_now", "", "2026-06")["state"] == "hidden"


def test_the_hash_is_of_the_document_as_it_comes_back(foundation):
    with transaction() as session:
        snapshot_id = freeze(session, foundation).id
    with reading() as session:
        snapshot = session.get_one(ReportSnapshot, snapshot_id)
        assert sha256(snapshot.document) == snapshot.sha256


def test_freezing_twice_gives_the_same_report(foundation):
    with transaction() as session:
        first, again = freeze(session, foundation), freeze(session, foundation)

        assert again.id == first.id
        events = sa.select(sa.func.count()).where(OutboxEvent.kind == "report.frozen")
        assert session.scalar(events) == 1


def test_a_late_answer_does_not_change_a_month_that_was_told(foundation):
    with transaction() as session:
        first = freeze(session, foundation, "2026-Q1").document
        session.execute(
            sa.update(MonthlyPay)
            .where(MonthlyPay.month == "2026-03")
            .values(gross_e4=MonthlyPay.gross_e4 * 2)
        )
        second = freeze(session, foundation, "2026-Q2").document

    place = ("county_months", "median_pay", "520624", "2026-03")
    assert figure(second, *place) == figure(first, *place)


@pytest.mark.parametrize(
    ("quarter", "refusal"),
    [
        pytest.param("2026-Q3", PeriodNotOver, id="running"),
        pytest.param("2026-Q4", BadPeriod, id="not_begun"),
        pytest.param("2026-7", BadPeriod, id="no_quarter"),
        pytest.param("2024-Q4", BeforeTheProgramme, id="before_the_programme"),
    ],
)
def test_a_quarter_that_cannot_be_told_is_refused(empty_programme, quarter, refusal):
    with transaction() as session, pytest.raises(refusal):
        freeze(session, empty_programme, quarter)


def test_a_programme_without_women_tells_nobody_and_zero_of_nothing(empty_programme):
    with transaction() as session:
        document = freeze(session, empty_programme).document

    assert figure(document, "period", "active_annotators")["state"] == "nobody"
    assert document["coverage"]["missing_baseline_percent"] is None
    assert "不公布数字" in document["summary"]["zh"]


def test_another_foundation_does_not_find_it(foundation):
    with transaction() as session:
        snapshot_id = freeze(session, foundation).id
        with pytest.raises(NotFound):
            queries.snapshot_for(session, foundation.organisation_id + 1, snapshot_id)
        with pytest.raises(NotFound):
            queries.snapshot_for(session, None, snapshot_id)


def test_only_women_who_agreed_to_be_counted_are_counted(foundation):
    with transaction() as session:
        some = sa.select(Account.id).where(Account.is_synthetic).order_by(Account.id).limit(10)
        session.execute(sa.update(Account).where(Account.id.in_(some)).values(is_synthetic=False))
        document = freeze(session, foundation).document

    assert figure(document, "period", "active_annotators")["value"] == "45"
    assert document["coverage"] | {"enrolled": 55, "counted": 45} == document["coverage"]


def test_the_release_log_knows_every_release_of_a_line(foundation):
    with transaction() as session:
        freeze(session, foundation, "2026-Q1")
        freeze(session, foundation, "2026-Q2")

        panel = queries.released(session, foundation.programme_id)["panel"]

    assert [told.released_in for told in panel.every] == ["2026-Q1", "2026-Q2"]
    assert panel.before[0].cells.keys() == panel.cells.keys()
