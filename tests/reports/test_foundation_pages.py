"""What a foundation's reviewer sees, and what she never sees."""

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.core.models import AuditEvent
from annotate.reports import service
from annotate.reports.figures.document import sha256


@pytest.fixture
def snapshot_id(foundation):
    with transaction() as session:
        return service.freeze(session, foundation.tao, foundation.programme_id, "2026-Q2").id


def test_the_list_shows_programmes_and_frozen_reports(foundation, snapshot_id, browser_of):
    page = browser_of(foundation.tao).get("/reports").text

    assert "豆芽计划" in page
    assert f"/reports/{snapshot_id}" in page


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_live_report_shows_counties_and_hides_the_small_one(foundation, browser_of, language):
    client = browser_of(foundation.tao)
    client.post("/locale", data={"locale": language})

    page = client.get(f"/programmes/{foundation.programme_id}/report?quarter=2026-Q2&table=total_pay").text

    assert ("思南县" if language == "zh_CN" else "Sinan") in page
    assert "suppressed" in page
    assert "<svg" in page


def test_freezing_leads_to_a_report_that_can_be_downloaded(foundation, browser_of):
    client = browser_of(foundation.tao)

    answer = client.post(f"/programmes/{foundation.programme_id}/report", data={"quarter": "2026-Q2"})
    page = client.get(answer.location)

    assert page.status_code == 200
    assert "format=xlsx" in page.text


def test_a_running_quarter_is_not_frozen(foundation, browser_of):
    client = browser_of(foundation.tao)

    answer = client.post(
        f"/programmes/{foundation.programme_id}/report", data={"quarter": "2026-Q3"}, follow_redirects=True
    )

    assert "notice-bad" in answer.text


def test_another_foundation_gets_the_same_404_as_for_nothing(foundation, snapshot_id, browser_of):
    gu = browser_of(foundation.gu)

    for path in (
        f"/reports/{snapshot_id}",
        f"/api/v1/reports/{snapshot_id}",
        f"/programmes/{foundation.programme_id}/report",
        "/reports/999999",
    ):
        assert gu.get(path).status_code == 404
    assert (
        gu.post(f"/programmes/{foundation.programme_id}/report", data={"quarter": "2026-Q2"}).status_code
        == 404
    )


def test_a_quarter_that_is_none_is_refused(foundation, browser_of):
    page = browser_of(foundation.tao).get(f"/programmes/{foundation.programme_id}/report?quarter=soon")

    assert page.status_code == 422


def test_a_programme_without_women_has_a_page_too(empty_programme, browser_of):
    page = browser_of(empty_programme.tao).get(
        f"/programmes/{empty_programme.programme_id}/report?quarter=2026-Q2"
    )

    assert page.status_code == 200


def test_a_download_is_an_attachment_and_is_written_down(foundation, snapshot_id, browser_of):
    client = browser_of(foundation.tao)

    answer = client.get(f"/api/v1/reports/{snapshot_id}?format=csv&locale=en")

    assert answer.headers["Content-Disposition"].endswith('v1.csv"')
    assert "Sinan" in answer.text
    with reading() as session:
        exported = sa.select(sa.func.count()).where(AuditEvent.action == "report.exported")
        assert session.scalar(exported) == 1
    assert client.get(f"/api/v1/reports/{snapshot_id}?format=doc").status_code == 422


def test_the_api_gives_the_document_with_its_hash(foundation, snapshot_id, browser_of):
    told = browser_of(foundation.tao).get(f"/api/v1/reports/{snapshot_id}").json

    assert told["id"] == snapshot_id
    assert sha256(told["document"]) == told["sha256"]
