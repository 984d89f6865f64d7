"""Several women at one PC: a name and six digits, only there, only hers; wrong tries are counted before they are checked."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.care import centre_service
from annotate.care.centre_service import NewCentre
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.people import quick_pin_service
from annotate.people.errors import NotAtThisDevice, PinTooSimple, PinUsedUp
from annotate.people.models import QuickPin, WebSession
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from tests.programmes.conftest import SINAN

PASSWORD = "豆芽 sprouts 7"
DEVICE = "douya-device"


def woman(number: int, name: str) -> int:
    with transaction() as session:
        new = NewAccount(Role.ANNOTATOR, f"1370000000{number}", name, password=PASSWORD, county_code=SINAN)
        return create_account(session, new).id


@pytest.fixture
def room(app: Any, place: Any) -> tuple[int, int, int]:
    """A centre with one PC where Jin and Yue work; Hua works at home."""
    jin, yue, hua = woman(1, "张金红"), woman(2, "李月"), woman(3, "王花")
    with transaction() as session:
        centre = centre_service.open_centre(session, place.wen, NewCentre(SINAN, "豆芽一中心", "", place.wen))
        centre_service.register_device(session, place.wen, centre, "窗边 1 号")
        for who in (jin, yue):
            centre_service.place_at_centre(session, place.wen, who, centre)
    for who, pin in ((jin, "280417"), (yue, "731905"), (hua, "964203")):
        with transaction() as session:
            quick_pin_service.set_pin(session, who, pin)
    return jin, yue, hua


def posted(browser: Any, path: str, **form: Any) -> Any:
    """As a browser posts: with the token of a page it was shown."""
    page = browser.get("/offline").text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    return browser.post(path, data=form | {"csrf_token": token})


def sign_in(browser: Any, number: int) -> None:
    answer = posted(browser, "/sign-in", phone=f"1370000000{number}", password=PASSWORD)
    assert answer.status_code == 302
    posted(browser, "/sign-out")


def link(browser: Any, place: Any) -> None:
    """Wen sits down at that PC and links it: her token says who she is, the cookie which browser."""
    from annotate.people.service import create_token

    with transaction() as session:
        token = create_token(session, place.wen)
    head = {"Authorization": f"Bearer {token}"}
    answer = browser.post("/centres/1/devices/1/link", headers=head)
    assert answer.status_code == 302, answer.text


@pytest.fixture
def pc(app: Any, room: tuple[int, int, int], place: Any) -> Any:
    browser = app.test_client()
    for number in (1, 2, 3):
        sign_in(browser, number)
    link(browser, place)
    return browser


def enter(browser: Any, who: int, pin: str) -> Any:
    return posted(browser, "/switch", account_id=who, pin=pin)


def alias_of(browser: Any) -> str | None:
    page = browser.get("/account")
    return page.text if page.status_code == 200 else None


def test_she_taps_her_name_and_six_digits_and_the_next_one_after_her(
    pc: Any, room: tuple[int, int, int]
) -> None:
    page = pc.get("/switch").text
    assert "张**" in page
    assert "李*" in page
    assert "王*" not in page, "she does not work here"
    assert "金红" not in page

    assert enter(pc, room[0], "280417").status_code == 302
    assert "张金红" in (alias_of(pc) or "")
    assert enter(pc, room[1], "731905").status_code == 302
    assert "李月" in (alias_of(pc) or "")
    with reading() as session:
        live = sa.select(WebSession.account_id).where(WebSession.revoked_at.is_(None))
        assert session.scalars(live).all() == [room[1]], "who sat there before is signed out"
        idle = sa.select(WebSession.idle_seconds).where(WebSession.revoked_at.is_(None))
        assert session.scalars(idle).one() == 1800, "an empty chair is signed out soon"
    left = posted(pc, "/sign-out")
    assert left.headers["Location"].endswith("/switch")


def test_elsewhere_the_digits_open_nothing(app: Any, pc: Any, room: tuple[int, int, int]) -> None:
    at_home = app.test_client()
    assert at_home.get("/switch").headers["Location"].endswith("/sign-in")
    assert enter(at_home, room[0], "280417").status_code == 403
    sign_in(at_home, 1)
    assert enter(at_home, room[0], "280417").status_code == 403, "a browser of hers, but no PC of the centre"
    assert enter(pc, room[2], "964203").status_code == 403, "a PC of a centre that is not hers"


def test_five_wrong_tries_and_the_password_makes_it_good(pc: Any, room: tuple[int, int, int]) -> None:
    for _ in range(5):
        assert enter(pc, room[0], "111222").status_code == 401
    assert enter(pc, room[0], "280417").status_code == 429, "not even the right one"
    assert "张**" not in pc.get("/switch").text
    assert enter(pc, room[1], "731905").status_code == 302, "the others are not held up"
    posted(pc, "/sign-out")

    sign_in(pc, 1)

    assert enter(pc, room[0], "280417").status_code == 302


def test_many_at_once_are_no_more_than_five_tries(pc: Any, room: tuple[int, int, int]) -> None:
    device = pc.get_cookie(DEVICE).value

    def guess(_: int) -> str:
        try:
            with transaction() as session:
                return quick_pin_service.begin_try(session, device, room[0])
        except AnnotateError as error:
            return error.code

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(guess, range(24)))

    assert sum(one.startswith("$argon2") for one in told) == 5
    assert {one for one in told if not one.startswith("$argon2")} == {PinUsedUp.code}
    with reading() as session:
        assert session.get_one(QuickPin, room[0]).wrong_tries == 5


def test_a_retired_pc_a_closed_centre_and_a_woman_who_left_end_it(
    pc: Any, room: tuple[int, int, int], place: Any
) -> None:
    with transaction() as session:
        centre = centre_service.centre_of(session, SINAN, 1)
        centre_service.leave_centre(session, place.wen, room[0], centre)
    assert enter(pc, room[0], "280417").status_code == 403
    with transaction() as session:
        centre_service.close_centre(session, place.wen, centre_service.centre_of(session, SINAN, 1))
    assert enter(pc, room[1], "731905").status_code == 403
    with pytest.raises(NotFound), transaction() as session:
        centre = centre_service.centre_of(session, SINAN, 1)
        centre_service.link_device(session, place.wen, centre, 1, "secret")


@pytest.mark.parametrize("pin", ["111111", "123456", "654321", "121212", "12345", "1234567", "28041a", ""])
def test_what_everybody_tries_first_is_no_pin(room: tuple[int, int, int], pin: str) -> None:
    with pytest.raises(PinTooSimple), transaction() as session:
        quick_pin_service.set_pin(session, room[0], pin)


def test_staff_have_no_pin(place: Any) -> None:
    with pytest.raises(NotAtThisDevice), transaction() as session:
        quick_pin_service.set_pin(session, place.wen, "280417")


def test_she_sets_and_removes_it_with_her_password(app: Any, room: tuple[int, int, int]) -> None:
    browser = app.test_client()
    posted(browser, "/sign-in", phone="13700000001", password=PASSWORD)
    wrong = posted(browser, "/account/pin", pin="505172", password="no")
    assert wrong.status_code == 422
    assert posted(browser, "/account/pin", pin="505172", password=PASSWORD).status_code == 302
    with reading() as session:
        kept = session.get_one(QuickPin, room[0]).pin_hash
    assert kept.startswith("$argon2")
    assert "505172" not in kept
    assert posted(browser, "/account/pin/removal").status_code == 302
    with reading() as session:
        assert session.get(QuickPin, room[0]) is None
