"""A name in clear for a minute and for a reason; what is wrong in a file is put right; she reads who looked."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.people import correction_service, reveal_service, service
from annotate.people.errors import (
    BadPhone,
    CorrectionDecided,
    CorrectionEmpty,
    PhoneTaken,
    ReasonNeeded,
    RevealReasonMissing,
    RevealsUsedUp,
)
from annotate.people.file_words import CorrectionState
from annotate.people.models import Account, CorrectionRequest, Reveal, WebSession
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from tests.messages.told import again, event_of, told
from tests.programmes.conftest import SINAN, WANSHAN

Browser = Callable[[int], Any]


@pytest.fixture
def jin(place: Any) -> int:
    with transaction() as session:
        new = NewAccount(Role.ANNOTATOR, "13700000001", "张金红", county_code=SINAN)
        return create_account(session, new).id


@pytest.fixture
def yue(place: Any) -> int:
    with transaction() as session:
        new = NewAccount(Role.ANNOTATOR, "13700000002", "李月", county_code=WANSHAN)
        return create_account(session, new).id


def test_a_name_is_shown_for_a_minute_for_a_reason_and_she_reads_who_looked(
    browser_of: Browser, place: Any, jin: int
) -> None:
    wen = browser_of(place.wen)
    assert "张金红" not in wen.get(f"/women/{jin}").text
    assert wen.post(f"/women/{jin}/reveal", data={"reason": "curious"}).status_code == 422
    assert wen.get(f"/women/{jin}/revealed").status_code == 302, "without a reason there is nothing to see"

    page = wen.post(f"/women/{jin}/reveal", data={"reason": "case"}, follow_redirects=True)

    assert "张金红" in page.text
    assert "13700000001" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    seconds, _, address = page.headers["Refresh"].partition("; url=")
    assert (0 < int(seconds) <= 60, address) == (True, f"/women/{jin}")
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=61)):
        assert wen.get(f"/women/{jin}/revealed").headers["Location"] == f"/women/{jin}"
    looked = browser_of(jin).get("/account/looks").text
    assert "看过你的姓名和电话" in looked
    assert "打电话" in looked, "with the reason"


def test_a_minute_of_one_person_is_not_anothers_and_foreign_counties_stay_closed(
    browser_of: Browser, place: Any, jin: int, yue: int
) -> None:
    with transaction() as session:
        reveal_service.reveal(session, place.wen, jin, "payment")
    with reading() as session:
        assert reveal_service.in_clear(session, place.tao, jin) is None
    wen = browser_of(place.wen)
    assert wen.post(f"/women/{yue}/reveal", data={"reason": "case"}).status_code == 404
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Reveal)) == 1


def test_nobody_copies_a_list_of_names(place: Any, jin: int) -> None:
    for _ in range(reveal_service.MOST_IN_AN_HOUR):
        with transaction() as session:
            reveal_service.reveal(session, place.wen, jin, "case")
    with pytest.raises(RevealsUsedUp), transaction() as session:
        reveal_service.reveal(session, place.wen, jin, "case")
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1, seconds=1)), transaction() as s:
        reveal_service.reveal(s, place.wen, jin, "case")
    with pytest.raises(RevealReasonMissing), transaction() as session:
        reveal_service.reveal(session, place.wen, jin, "")


def ask(who: int, part: str, right: str) -> int:
    with transaction() as session:
        return correction_service.ask(session, who, part, right).id


def decide(
    who: int, request_id: int, is_right: bool = True, words: str = "", county: str | None = SINAN
) -> None:
    with transaction() as session:
        correction_service.decide(session, who, county, request_id, is_right, words)


def test_a_wrong_name_and_phone_are_put_right_and_she_is_told(place: Any, jin: int) -> None:
    name, phone = ask(jin, "name", "张锦红"), ask(jin, "phone", "137 0000 0099")
    assert ask(jin, "name", "张锦虹") == name, "asked anew, the newer words count"
    with transaction() as session:
        session.add(
            WebSession(
                token_hash="t",
                account_id=jin,
                idle_seconds=60,
                expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(days=1),
            )
        )

    decide(place.wen, name)
    decide(place.wen, phone)

    with reading() as session:
        assert service.display_name(session, jin) == "张锦虹"
        assert service.phone_of(session, jin) == "13700000099"
        assert session.scalars(sa.select(WebSession.revoked_at)).one() is not None
    with transaction() as session:
        assert create_account(session, NewAccount(Role.ANNOTATOR, "13700000001", "别人")).id != jin
    with pytest.raises(CorrectionDecided):
        decide(place.wen, name)


def test_both_sides_are_told_once(place: Any, jin: int) -> None:
    request_id = ask(jin, "other", "我家五口人，不是四口")
    again(event_of("correction.asked"))
    again(event_of("correction.asked"))
    assert [one.link for one in told(place.wen, "correction.asked")] == [f"/corrections/{request_id}"]

    decide(place.wen, request_id, is_right=False, words="户口本上是四口")
    again(event_of("correction.decided"))
    again(event_of("correction.decided"))

    [message] = told(jin, "correction.refused")
    assert message.link == "/account/correct"
    assert told(jin, "correction.done") == []


@pytest.mark.parametrize(
    ("part", "right", "error"),
    [
        ("phone", "12", BadPhone),
        ("phone", "13700000002", PhoneTaken),
        ("name", "  ", CorrectionEmpty),
        ("shoe size", "38", CorrectionEmpty),
        ("other", "字" * 501, CorrectionEmpty),
    ],
)
def test_what_cannot_be_right_is_refused_at_once(
    jin: int, yue: int, part: str, right: str, error: type[AnnotateError]
) -> None:
    with pytest.raises(error):
        ask(jin, part, right)
    with reading() as session:
        assert correction_service.of_person(session, jin) == []


def test_a_refusal_needs_words_and_a_foreign_coordinator_sees_nothing(place: Any, jin: int) -> None:
    request_id = ask(jin, "name", "张锦红")
    with pytest.raises(ReasonNeeded):
        decide(place.wen, request_id, is_right=False)
    with pytest.raises(NotFound):
        decide(place.wen, request_id, county=WANSHAN)
    with reading() as session:
        assert correction_service.waiting(session, WANSHAN) == []
        assert [row[0].id for row in correction_service.waiting(session, SINAN)] == [request_id]
        assert [row[0].id for row in correction_service.waiting(session, None)] == [request_id]


def test_a_phone_that_somebody_took_meanwhile_changes_nothing(place: Any, jin: int) -> None:
    request_id = ask(jin, "phone", "13700000055")
    with transaction() as session:
        create_account(session, NewAccount(Role.ANNOTATOR, "13700000055", "快的人"))

    with pytest.raises(PhoneTaken):
        decide(place.wen, request_id)

    with reading() as session:
        assert service.phone_of(session, jin) == "13700000001"
        assert session.get_one(CorrectionRequest, request_id).state is CorrectionState.OPEN


def test_from_her_page_to_the_coordinators_and_back(browser_of: Browser, place: Any, jin: int) -> None:
    hers, wen = browser_of(jin), browser_of(place.wen)
    wrong = hers.post("/account/correct", data={"part": "phone", "right": "12"})
    assert wrong.status_code == 422
    assert 'value="12"' in wrong.text, "nothing typed is lost"
    hers.post("/account/correct", data={"part": "name", "right": "张锦红"})
    assert "张锦红" in hers.get("/account/correct").text

    assert "1 处" in wen.get("/women").text
    page = wen.get("/corrections")
    with reading() as session:
        request_id = session.scalars(sa.select(CorrectionRequest.id)).one()
        alias = session.get_one(Account, jin).alias
    assert alias in page.text
    assert "张锦红" not in page.text, "in clear only where it is opened"
    assert "张锦红" in wen.get(f"/corrections/{request_id}").text
    assert wen.post(f"/corrections/{request_id}", data={"is_right": "0"}).status_code == 422
    done = wen.post(f"/corrections/{request_id}", data={"is_right": "1"}, follow_redirects=True)
    assert "没有要改的" in done.text
    assert "已改好" in hers.get("/account/correct").text
    assert "看过你要改的内容" in hers.get("/account/looks").text


def test_what_she_takes_back_is_not_decided(browser_of: Browser, place: Any, jin: int, yue: int) -> None:
    request_id = ask(jin, "name", "张锦红")
    assert browser_of(yue).post(f"/account/correct/{request_id}/back").status_code == 404

    browser_of(jin).post(f"/account/correct/{request_id}/back")

    with pytest.raises(CorrectionDecided):
        decide(place.wen, request_id)
