"""The coordinator's pages: her county only, masked, every opened file written down."""

import re

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.core.models import AuditEvent
from annotate.households import queries as household_queries
from annotate.people.models import Account
from annotate.people.roles import Purpose, Role
from annotate.people.service import NewAccount, create_account, create_token, give_consents, withdraw_consent
from annotate.programmes import queries
from annotate.web.words import qr_svg
from tests.programmes.conftest import SINAN, WANSHAN


@pytest.fixture
def women(place):
    """Jin lives in Sinan, Yue in another county."""
    with transaction() as session:
        jin = NewAccount(Role.ANNOTATOR, "13700000001", "张金红", county_code=SINAN)
        yue = NewAccount(Role.ANNOTATOR, "13700000002", "李月", county_code=WANSHAN)
        ids = create_account(session, jin).id, create_account(session, yue).id
        give_consents(session, ids[0], {Purpose.WORK, Purpose.HOUSEHOLD})
        return ids


@pytest.fixture
def wen(app, place):
    """Wen's browser."""
    with transaction() as session:
        token = create_token(session, place.wen)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def test_the_list_shows_her_county_masked(women, wen):
    page = wen.get("/women").text

    assert "张**" in page
    assert "金红" not in page
    assert "李" not in page
    assert "**** 0001" in page


def test_a_woman_of_another_county_is_as_absent_as_a_missing_one(women, place, wen):
    for account_id in (women[1], 999_999, place.tao):
        assert wen.get(f"/women/{account_id}").status_code == 404
        assert wen.post(f"/women/{account_id}/income", data={"month": "2026-06"}).status_code == 404
        assert wen.post(f"/women/{account_id}/household", data={"birth_year_0": "1990"}).status_code == 404
        enrolment = {"programme_id": place.programme_id}
        assert wen.post(f"/women/{account_id}/enrolments", data=enrolment).status_code == 404


def test_an_opened_file_is_written_down(women, wen, place):
    wen.get(f"/women/{women[0]}")

    with reading() as session:
        opened = sa.select(AuditEvent).where(AuditEvent.action == "woman.file_opened")
        event = session.scalars(opened).one()
        assert (event.actor_id, event.object_id) == (place.wen, str(women[0]))


def test_from_household_to_baseline_to_enrolment(women, wen, place):
    file = f"/women/{women[0]}"
    members = {
        "birth_year_0": "1993",
        "relation_1": "spouse",
        "birth_year_1": "1990",
        "name_1": "王大山",
        "relation_2": "child",
        "birth_year_2": "2018",
    }

    assert wen.post(f"{file}/household", data=members).status_code == 302
    income = {"month": "2026-06", "wage": "8000", "production_cost": "500.50"}
    assert wen.post(f"{file}/income", data=income).status_code == 302
    assert wen.post(f"{file}/enrolments", data={"programme_id": place.programme_id}).status_code == 302

    page = wen.get(file).text
    assert "王**" in page
    assert "大山" not in page
    assert "8,000" in page
    with reading() as session:
        household_id = household_queries.household_id_of(session, women[0])
        assert queries.enrolments_of(session, women[0])[0][0].household_id == household_id


@pytest.mark.parametrize(
    ("path", "typed", "field"),
    [
        pytest.param("household", {"birth_year_0": "93"}, "birth_year_0", id="short_year"),
        pytest.param(
            "household", {"birth_year_1": "1990", "relation_1": "spouse"}, "birth_year_0", id="without_her"
        ),
        pytest.param("household", {"birth_year_0": "2012"}, None, id="too_young"),
        pytest.param("household", {"birth_year_0": "1800"}, None, id="too_old_to_be_true"),
    ],
)
def test_a_household_that_cannot_be_is_refused_and_what_was_typed_stays(women, wen, path, typed, field):
    answer = wen.post(f"/women/{women[0]}/{path}", data=typed)

    assert answer.status_code == 422
    assert all(f'value="{text}"' in answer.text for text in typed.values() if text.isdigit())
    assert field is None or f'id="{field}-error"' in answer.text


@pytest.mark.parametrize(
    "typed",
    [{"wage": "many"}, {"wage": "-1"}, {"month": "2026-07"}, {"month": "June"}, {"wage": "1e99"}],
    ids=["words", "negative", "running_month", "no_month", "too_large"],
)
def test_an_income_that_cannot_be_is_refused_and_nothing_is_kept(women, wen, typed):
    wen.post(f"/women/{women[0]}/household", data={"birth_year_0": "1993"})

    answer = wen.post(f"/women/{women[0]}/income", data={"month": "2026-06", **typed})

    assert answer.status_code == 422
    with reading() as session:
        household_id = household_queries.household_id_of(session, women[0])
        assert household_queries.household_income(session, household_id).records == ()


def test_an_invitation_is_shown_once_and_leads_into_the_programme(wen, place, client):
    page = wen.post(f"/programmes/{place.programme_id}/invitations").text
    code = re.search(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", page)[1]

    assert code not in wen.get(f"/programmes/{place.programme_id}").text
    # The card's drawing says the address at which the code is filled in already.
    address = f"http://localhost/register?code={code}"
    assert str(qr_svg(address, "二维码：打开注册页面")) in page
    assert f'value="{code}"' in client.get(f"/register?code={code}").text


def test_a_coordinator_without_a_county_sees_nobody(women, app, database):
    with transaction() as session:
        nobody = create_account(session, NewAccount(Role.COORDINATOR, "13900000009", "无"))
        token = create_token(session, nobody.id)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    assert "张" not in client.get("/women").text
    assert client.get(f"/women/{women[0]}").status_code == 404


def test_the_page_speaks_english_too(women, wen, place):
    with transaction() as session:
        session.execute(sa.update(Account).where(Account.id == place.wen).values(locale="en"))

    assert "Women of Sinan" in wen.get("/women").text
    assert "Income per person and year" in wen.get(f"/women/{women[0]}").text


def test_without_her_consent_no_household_is_written_down(women, wen):
    with transaction() as session:
        withdraw_consent(session, women[0], Purpose.HOUSEHOLD)

    answer = wen.post(f"/women/{women[0]}/household", data={"birth_year_0": "1993"})

    assert answer.status_code == 422
    with reading() as session:
        assert household_queries.household_id_of(session, women[0]) is None
