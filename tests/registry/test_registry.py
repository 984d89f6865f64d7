"""Counties and standards: dated rows with sources, checked before they are stored."""

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid
from annotate.registry import queries as registry_queries
from annotate.registry.errors import (
    BadStandard,
    CountyChanged,
    CountyEnded,
    SecondPersonNeeded,
    UnknownCounty,
)
from annotate.registry.models import County, Standard
from annotate.registry.service import county_for, import_counties, load_seeds
from annotate.registry.standard_service import approve_standard, enter_standard
from annotate.registry.standards import NewStandard, year_line
from annotate.registry.words import StandardKind

HEAD = "code,name,province_code,province_name,valid_from,valid_to,successor_code\n"


@pytest.mark.parametrize(("usd_a_day", "yuan_a_year"), [("2.15", 2743), ("3.65", 4656), ("6.85", 8738)])
def test_lines_at_2017_ppp_agree_with_the_published_rural_figures(usd_a_day, yuan_a_year):
    assert round(year_line(Decimal(usd_a_day), Decimal("3.4950"))) == yuan_a_year


def test_seeds_are_loaded_once(database):
    for _ in range(2):
        with transaction() as session:
            load_seeds(session)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Standard)) == 16
        assert session.get(County, "520624").name == "思南县"


def test_an_entered_row_counts_only_after_a_second_person_approved_it(people, database):
    new = NewStandard(
        StandardKind.POVERTY_LINE,
        "520000",
        "6000",
        "CNY/person/year",
        dt.date(2021, 1, 1),
        "省文件",
        "黔〔2021〕1号",
    )
    with transaction() as session:
        row = enter_standard(session, people.zhao, new)
        assert registry_queries.usable_standard(session, row.id) is None
        with pytest.raises(SecondPersonNeeded):
            approve_standard(session, people.zhao, row.id)
        approve_standard(session, people.qian, row.id)
        assert registry_queries.usable_standard(session, row.id).value == "6000"


@pytest.mark.parametrize(
    "change",
    [{"value": "-1"}, {"value": "many"}, {"unit": "USD"}, {"document_number": " "}, {"valid_from": None}],
    ids=lambda change: next(iter(change)),
)
def test_a_row_without_number_unit_date_or_document_is_refused(change, people, database):
    right = {
        "kind": StandardKind.MINIMUM_WAGE_HOUR,
        "region_code": "520000",
        "value": "20",
        "unit": "CNY/hour",
        "valid_from": dt.date(2026, 1, 1),
        "source_title": "省文件",
        "document_number": "1号",
    }
    with transaction() as session, pytest.raises(BadStandard):
        enter_standard(session, people.zhao, NewStandard(**{**right, **change}))


def test_a_list_with_faults_stores_nothing_and_names_each_line(database):
    text = (
        HEAD
        + "52062,思南县,520000,贵州省,,,\n520624,思南县,610000,陕西省,,,\n520603,万山区,520000,贵州省,,x,\n"
    )

    with transaction() as session, pytest.raises(Invalid) as refused:
        import_counties(session, text, "list")

    assert [(fault.path, fault.code) for fault in refused.value.faults] == [
        ("line 2", "bad_code"),
        ("line 3", "bad_province"),
        ("line 4", "bad_date"),
    ]
    with reading() as session:
        assert registry_queries.counties(session) == []


def test_a_county_code_that_changed_names_its_successor(database):
    text = "\ufeff" + HEAD + "522200,铜仁县,520000,贵州省,,2011-10-22,520602\n"
    with transaction() as session:
        assert import_counties(session, text, "list") == 1
        assert county_for(session, "522200", dt.date(2010, 1, 1)).name == "铜仁县"
        with pytest.raises(CountyChanged) as refused:
            county_for(session, "522200", dt.date(2026, 1, 1))
        with pytest.raises(UnknownCounty):
            county_for(session, "520602", dt.date(2026, 1, 1))
    assert refused.value.params["successor"] == "520602"


def test_a_code_that_changed_twice_names_the_code_of_today(database):
    text = (
        HEAD
        + "522201,铜仁市,520000,贵州省,,2011-10-22,520602\n"
        + "520602,碧江区,520000,贵州省,2011-10-23,2020-12-31,520699\n"
        + "520699,新区,520000,贵州省,2021-01-01,,\n"
    )
    with transaction() as session:
        import_counties(session, text, "list")
        for day, successor in ((dt.date(2015, 1, 1), "520602"), (dt.date(2026, 1, 1), "520699")):
            with pytest.raises(CountyChanged) as refused:
                county_for(session, "522201", day)
            assert refused.value.params["successor"] == successor


@pytest.mark.parametrize("successor", ["", "522201"], ids=["none", "itself"])
def test_a_code_that_ended_without_a_usable_successor_says_so(successor, database):
    with transaction() as session:
        import_counties(session, HEAD + f"522201,铜仁市,520000,贵州省,,2011-10-22,{successor}\n", "list")
        with pytest.raises(CountyEnded) as refused:
            county_for(session, "522201", dt.date(2026, 1, 1))
    assert refused.value.params["day"] == "2011-10-22"
