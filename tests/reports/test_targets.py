"""Targets stand beside the figures that are told; under them is red; watched counties are marked; a year ago is compared."""

import datetime as dt

import pytest

from annotate.core.db import reading, transaction
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.registry import watch_service
from annotate.registry.errors import (
    WatchListApproved,
    WatchListIncomplete,
    WatchListSamePerson,
    WatchListUnknownCounty,
)
from annotate.reports import report_view, service, target_service
from annotate.reports.errors import BadTarget, TargetFrozen
from annotate.reports.statistics import of_whom, percent_text
from annotate.reports.targets import reached


def set_target(foundation, metric, value, period="2026-Q2"):
    with transaction() as session:
        target_service.set_target(session, foundation.tao, foundation.programme_id, period, metric, value)


def document(foundation, quarter="2026-Q2"):
    with transaction() as session:
        return service.freeze(session, foundation.tao, foundation.programme_id, quarter).document


def test_a_target_is_compared_with_the_figure_that_is_told(foundation):
    set_target(foundation, "active_annotators", 60)
    set_target(foundation, "median_pay", 400)
    set_target(foundation, "above_now", 50)

    found = {one.metric: one for one in reached(document(foundation))}

    # 55 women told, 60 wanted.
    assert (found["active_annotators"].percent, found["active_annotators"].is_under) == ("91.67", True)
    assert found["median_pay"].is_under is False
    # Nobody is left below the line, so the report hides it: a target must not give it away.
    assert (found["above_now"].told, found["above_now"].percent, found["above_now"].is_under) == (
        None,
        None,
        False,
    )


def test_a_frozen_report_keeps_its_targets(foundation):
    set_target(foundation, "active_annotators", 60)
    frozen = document(foundation)
    with pytest.raises(TargetFrozen):
        set_target(foundation, "active_annotators", 10)
    assert frozen["targets"] == {"active_annotators": 60}


def test_a_target_is_taken_away_and_nonsense_is_refused(foundation):
    set_target(foundation, "active_annotators", 60)
    set_target(foundation, "active_annotators", None)
    for metric, value in (("active_annotators", 0), ("shoe_size", 5), ("median_pay", 10**9)):
        with pytest.raises(BadTarget):
            set_target(foundation, metric, value)
    assert document(foundation)["targets"] == {}


def test_a_reader_sets_targets_on_a_page_and_reads_them_on_the_report(foundation, browser_of):
    tao, address = browser_of(foundation.tao), f"/programmes/{foundation.programme_id}/targets"
    refused = tao.post(address, data={"quarter": "2026-Q2", "active_annotators": "many"})
    assert refused.status_code == 422
    assert 'value="many"' in refused.text
    assert tao.post(address, data={"quarter": "2026-Q2", "active_annotators": "60"}).status_code == 302
    assert 'value="60"' in tao.get(f"{address}?quarter=2026-Q2").text
    assert "91.67%" in tao.get(f"/programmes/{foundation.programme_id}/report?quarter=2026-Q2").text
    assert browser_of(foundation.gu).get(address).status_code == 404


@pytest.fixture
def operators(foundation):
    with transaction() as session:
        return [
            create_account(session, NewAccount(Role.ADMIN, f"1380000006{n}", "管理员")).id for n in (1, 2)
        ]


def enter(
    who,
    codes=("520624",),
    title="挂牌督战县",
    document_number="国开办 1 号",
    first=dt.date(2026, 1, 1),
    last=None,
):
    with transaction() as session:
        return watch_service.enter(session, who, title, document_number, first, last, codes).id


def approve(who, number):
    with transaction() as session:
        watch_service.approve(session, who, number)


def test_a_watched_county_is_marked_while_its_list_holds(foundation, operators, browser_of):
    number = enter(operators[0], last=dt.date(2026, 6, 30))
    with pytest.raises(WatchListSamePerson):
        approve(operators[0], number)
    assert document(foundation, "2026-Q1")["watched"] == [], "nothing counts before a second person"
    approve(operators[1], number)
    with pytest.raises(WatchListApproved):
        approve(operators[1], number)

    frozen = document(foundation)

    assert frozen["watched"] == [{"code": "520624", "title": "挂牌督战县", "document": "国开办 1 号"}]
    view = report_view.view(frozen, "zh_CN")
    assert [row.watched for row in view.county_rows if row.watched] == [("挂牌督战县",)]
    page = (
        browser_of(foundation.tao).get(f"/programmes/{foundation.programme_id}/report?quarter=2026-Q2").text
    )
    assert "挂牌督战县, 国开办 1 号" in page
    with reading() as session:
        assert watch_service.in_force(session, dt.date(2026, 7, 1)) == []


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"title": " "}, WatchListIncomplete),
        ({"document_number": ""}, WatchListIncomplete),
        ({"first": None}, WatchListIncomplete),
        ({"last": dt.date(2025, 1, 1)}, WatchListIncomplete),
        ({"codes": ()}, WatchListIncomplete),
        ({"codes": ("520624", "999999")}, WatchListUnknownCounty),
    ],
)
def test_half_a_list_is_refused(foundation, operators, wrong, error):
    with pytest.raises(error):
        enter(operators[0], **wrong)
    with reading() as session:
        assert watch_service.lists(session) == []


def test_codes_are_read_however_they_are_parted():
    assert watch_service.read_codes("520624，520625;\n 610222 5206240 x520626") == [
        "520624",
        "520625",
        "520626",
        "610222",
    ]


def test_the_operator_enters_and_approves_on_a_page(foundation, operators, browser_of):
    first, second = (browser_of(who) for who in operators)
    said = {"title": "督战名单", "document": "1 号", "valid_from": "2026-01-01", "codes": "520624 999999"}
    refused = first.post("/registry/watch-lists", data=said)
    assert refused.status_code == 422
    assert "999999" in refused.text
    assert first.post("/registry/watch-lists", data=said | {"codes": "520624"}).status_code == 302
    assert "等另一位管理员看" in first.get("/registry/watch-lists").text
    assert second.post("/registry/watch-lists/1/approve").status_code == 302
    assert "已批准" in first.get("/registry/watch-lists").text


def test_numbers_that_others_have_published():
    # Poor workers who had gone out to work by the end of April 2020, against 2019: 2,734.2 of 2,544.6 thousand tens.
    assert percent_text(2_734_200, 2_544_600) == "107.45"
    # Riders from poor counties who had registered, of whom left poverty: the remainder is always told.
    riders = of_whom(253_000, 257_000)
    assert (riders.percent, riders.remainder) == ("98.44", 4_000)


def test_of_whom_never_hides_its_remainder():
    with pytest.raises(ValueError):
        of_whom(11, 10)
    assert (of_whom(0, 0).percent, of_whom(0, 0).remainder) == (None, 0)
