"""What a woman sees and tells of her own family: beside surveys and the ledger, never in their place."""

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.households import file_queries, queries, service
from annotate.households.household import income_book
from annotate.households.models import IncomeRecord
from annotate.households.service import NewMember
from annotate.households.words import IncomeKind, IncomeSource, Relation
from annotate.people.roles import Purpose
from annotate.people.service import create_token, withdraw_consent
from tests.programmes.conftest import SINAN

E4 = 10_000


def household_of(place, *members):
    with transaction() as session:
        new = [NewMember(Relation.SELF, 1990, account_id=account_id) for account_id in members]
        return service.create_household(session, place.wen, SINAN, new).id


@pytest.fixture
def household_id(place, people):
    """Mei's: surveyed to May, paid 900 in June."""
    household_id = household_of(place, people.mei)
    with transaction() as session:
        service.record_survey(session, place.wen, household_id, "2026-05", {IncomeKind.WAGE: 8000 * E4})
        service.write_platform_pay(session, "2026-06", {household_id: 900 * E4})
    return household_id


@pytest.fixture
def mei(app, people, place):
    with transaction() as session:
        token = create_token(session, people.mei)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def current(household_id):
    with reading() as session:
        income = queries.household_income(session, household_id)
        told = {
            (one.month, one.kind): one.amount_e4 // E4
            for one in income.records
            if one.source is IncomeSource.SELF_REPORT
        }
        return told, income_book(income.records, income.members).year_to("2026-06")


def test_what_she_tells_changes_neither_survey_nor_platform_pay(mei, household_id):
    before = current(household_id)[1]

    for month in ("2026-06", "2026-05"):
        assert mei.post("/family", data={"month": month, "wage": "50000", "transfer": ""}).status_code == 302

    told, year = current(household_id)
    assert told == {("2026-05", IncomeKind.WAGE): 50_000, ("2026-06", IncomeKind.WAGE): 50_000}
    assert year == before
    assert year.net_e4 == 8900 * E4
    with reading() as session:
        assert file_queries.household_file(session, household_id).surveys[0][1]["wage"] == 8000 * E4


def test_told_again_the_earlier_amount_is_kept_as_superseded(mei, household_id):
    for wage in ("100", "120"):
        mei.post("/family", data={"month": "2026-06", "wage": wage})

    assert current(household_id)[0] == {("2026-06", IncomeKind.WAGE): 120}
    with reading() as session:
        told = sa.select(sa.func.count()).where(IncomeRecord.source == IncomeSource.SELF_REPORT)
        assert session.scalar(told) == 2


def test_what_she_told_alone_is_no_baseline(mei, place, people):
    household_id = household_of(place, people.mei)
    mei.post("/family", data={"month": "2026-06", "wage": "100"})

    with reading() as session:
        assert file_queries.households_with_baseline(session, [people.mei]) == set()
        assert not file_queries.household_file(session, household_id).has_baseline
    assert current(household_id)[1] is None


def test_her_page_says_where_each_figure_came_from(mei, household_id):
    mei.post("/family", data={"month": "2026-06", "transfer": "77"})

    page = mei.get("/family").text
    for words in ("服务专员问的", "8,000", "本平台发的", "900", "你自己说的", "77"):
        assert words in page


def test_where_two_of_a_family_work_here_neither_learns_the_others_pay(mei, place, people):
    household_id = household_of(place, people.mei, people.an)
    with transaction() as session:
        service.write_platform_pay(session, "2026-06", {household_id: 912 * E4})

    page = mei.get("/family").text
    assert "912" not in page
    assert "不显示平台发的钱" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param({"month": "2026-06"}, "至少写一个金额", id="nothing"),
        pytest.param({"month": "2026-07", "wage": "1"}, "月份请写年和月", id="running_month"),
        pytest.param({"month": "2025-01", "wage": "1"}, "月份请写年和月", id="long_ago"),
        pytest.param({"month": "2026-06", "wage": "x"}, "多少元", id="no_number"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_not_kept(mei, household_id, typed, words):
    answer = mei.post("/family", data=typed)

    assert answer.status_code == 422
    assert words in answer.text
    assert current(household_id)[0] == {}


def test_without_her_consent_nothing_is_written_and_she_still_sees_what_is_there(mei, household_id, people):
    with transaction() as session:
        withdraw_consent(session, people.mei, Purpose.HOUSEHOLD)

    answer = mei.post("/family", data={"month": "2026-06", "wage": "1"})

    assert answer.status_code == 409
    assert "还没有同意" in answer.text
    assert "8,000" in mei.get("/family").text
    assert current(household_id)[0] == {}


def test_without_a_family_file_her_page_says_who_can_make_one(mei):
    assert "你家还没有档案" in mei.get("/family").text
    assert mei.post("/family", data={"month": "2026-06", "wage": "1"}).status_code == 409
