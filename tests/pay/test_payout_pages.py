"""Finance presses the buttons; she enters her account and sees what was sent; nobody else sees either."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.ledger import proof_service
from annotate.pay import payout_proof_service
from annotate.pay.bank_files import Payment, payment_file, read_result
from annotate.pay.bank_templates import TEMPLATES
from annotate.pay.payouts import Channel, LineState, cut_payout, line_number
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from tests.conftest import People
from tests.ledger.tampering import tamper
from tests.pay.payday import NOVEMBER, enter_account, lines, owe, prepared, result
from worker_tasks.once import run_event

Browser = Callable[[int], Any]


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(NOVEMBER, tick=False):
        yield


@pytest.fixture
def second_officer(people: People) -> int:
    with transaction() as session:
        new = NewAccount(Role.FINANCE, "13800000009", "周", organisation_id=people.organisation_id)
        return create_account(session, new).id


def test_two_officers_pay_mei_through_the_pages(
    browser_of: Browser, people: People, second_officer: int
) -> None:
    mei, qian, zhou = browser_of(people.mei), browser_of(people.qian), browser_of(second_officer)
    owe(people.mei, 126_0000)
    mei.post("/account/payee", data={"channel": "alipay", "number": "138 0000 1234"})

    assert "126.00" in qian.get("/finance/payouts").text
    at = qian.post("/finance/payouts", data={"channel": "alipay"}).location
    qian.post(f"{at}/sign")
    assert "第二个签字要由另一个人来签" in qian.post(f"{at}/sign", follow_redirects=True).text
    zhou.post(f"{at}/sign")
    zhou.post(f"{at}/send")
    file = zhou.post(f"{at}/file")
    number = lines(int(at.rsplit("/", 1)[1]))[0].number

    assert f"1,{number},13800001234,梅,126.00" in file.data.decode("gbk")
    told = result(Channel.ALIPAY, (number, "梅", "126.00", "成功"))
    page = zhou.post(f"{at}/result", data={"file": (io.BytesIO(told), "r.csv")}, follow_redirects=True)
    assert "已到账 1" in page.text
    hers = mei.get("/account/payee").text
    assert "**** 1234" in hers
    assert number in hers
    assert "13800001234" not in page.text + hers
    assert qian.get("/api/v1/finance/payouts").json["states"] == {"paid": {"payments": 1, "net_e4": 126_0000}}


def test_a_wrong_result_is_refused_line_by_line_in_her_words(browser_of: Browser, people: People) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = prepared(people.qian)
    qian = browser_of(people.qian)

    early = qian.post(f"/finance/payouts/{batch_id}/result", data={}, follow_redirects=True)

    assert "这一批已经有了新的状态" in early.text


@pytest.mark.parametrize("path", ["/finance/payouts", "/api/v1/finance/payouts"])
def test_only_finance_sees_payouts(browser_of: Browser, people: People, path: str) -> None:
    for who in (people.mei, people.zhao, people.lin):
        assert browser_of(who).get(path).status_code == 403


def test_a_batch_that_is_not_there_is_not_found(browser_of: Browser, people: People) -> None:
    qian = browser_of(people.qian)

    assert qian.get("/finance/payouts/99").status_code == 404
    assert qian.post("/finance/payouts/99/sign").status_code == 404
    assert qian.post("/finance/payouts/99/dance").status_code == 404
    assert qian.post("/finance/payouts", data={"channel": "cowries"}).status_code == 404


def _payday(day: str) -> None:
    with transaction() as session:
        outbox.announce(session, "payouts.prepare", day, key=f"payouts.prepare@{day}")
    with reading() as session:
        ids = [event_id for event_id, _ in outbox.due_events(session, ["payouts.prepare"])]
    for event_id in ids:
        run_event(event_id)
        run_event(event_id)


def test_a_pay_day_lists_everything_owed_once_however_often_the_job_runs(people: People) -> None:
    owe(people.mei, 5000)
    enter_account(people.mei)

    _payday("2026-12-02")
    assert lines(1) == []
    _payday("2026-12-01")

    assert [line.net_e4 for line in lines(1)] == [5000]


def test_the_proof_names_a_payment_whose_books_differ(people: People, second_officer: int) -> None:
    from annotate.core.db import current_database
    from tests.pay.payday import sent

    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = sent((people.qian, second_officer))
    number = lines(batch_id)[0].number
    with reading() as session:
        assert list(payout_proof_service.verify_payouts(session)) == []

    tamper(current_database(), "UPDATE payout_line SET state = 'paid'")

    with reading() as session:
        said = [str(violation) for violation in proof_service.verify(session)]
    assert any(number in one and "payout_differs" in one for one in said)


PAYMENTS = [
    Payment("DYW202611200000000001R01", "o" + "a" * 27, "梅", 199_999, "m"),
    Payment("X2", "o" + "b" * 27, "安", 200_000, "m"),
]


def test_wechat_writes_minor_units_and_names_from_two_thousand_yuan_on() -> None:
    text = payment_file(TEMPLATES[Channel.WECHAT], PAYMENTS, "CNY").decode("utf-8-sig").splitlines()

    assert text[1].split(",")[2:4] == ["", "199999"]
    assert text[2].split(",")[2:4] == ["安", "200000"]


def test_a_bank_file_is_gbk_with_bars_and_two_places() -> None:
    text = payment_file(TEMPLATES[Channel.BANK], PAYMENTS, "CNY").decode("gbk").splitlines()

    assert text[1].split("|")[2:4] == ["梅", "1999.99"]


@pytest.mark.parametrize("channel", list(Channel))
def test_a_file_of_too_many_lines_is_never_written(channel: Channel) -> None:
    template = TEMPLATES[channel]

    with pytest.raises(ValueError, match="takes"):
        payment_file(template, PAYMENTS[:1] * (template.most_lines + 1), "CNY")


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_results_are_read_in_both_encodings(channel: Channel, encoding: str) -> None:
    amount = "12660" if TEMPLATES[channel].amount_in == "minor" else "126.60"
    content = result(channel, ("N1", "梅", amount, "成功")).decode(TEMPLATES[channel].encodings[0])

    told, faults = read_result(TEMPLATES[channel], content.encode(encoding), "CNY")

    assert faults == []
    assert [(one.number, one.amount_minor, one.state) for one in told] == [("N1", 12660, LineState.PAID)]


@pytest.mark.parametrize(
    ("owed", "tax", "wanted"),
    [
        pytest.param(126_0050, 0, (126_0000, 0, 50), id="half a fen stays"),
        pytest.param(126_0000, 126_0000, (0, 126_0000, 0), id="tax takes all"),
        pytest.param(126_0000, 200_0000, (0, 126_0000, 0), id="never more tax than owed"),
        pytest.param(126_0000, -50_0000, (126_0000, 0, 0), id="nothing is kept after a correction downwards"),
    ],
)
def test_what_leaves_is_whole_fen_after_tax(owed: int, tax: int, wanted: tuple[int, int, int]) -> None:
    cut = cut_payout(owed, tax, "CNY")

    assert (cut.net_e4, cut.tax_e4, cut.rest_e4) == wanted


def test_a_restored_instance_gives_a_payment_the_number_it_had() -> None:
    numbers = {line_number(Channel.ALIPAY, "CNY", dt.date(2026, 12, 1), 17, 1) for _ in range(2)}

    assert numbers == {"DYACNY202612010000000017R01"}
