"""Paying out: two signatures, the file, what the channel answers; nobody is paid twice, whoever presses what."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.ledger import proof_service
from annotate.pay import payee_service, payout_file_service, payout_service
from annotate.pay.errors import (
    BadPayee,
    NotForThisState,
    NothingToPay,
    ResultRefused,
    ResultTakenBefore,
    SameSignature,
)
from annotate.pay.models import PayoutBatch, PayoutLine
from annotate.pay.payouts import BatchState, Channel, LineState
from tests.conftest import People
from tests.pay.payday import (
    NOVEMBER,
    balance,
    enter_account,
    entries,
    lines,
    owe,
    prepared,
    result,
    sent,
    take,
)

PAYABLE, TRANSIT, BANK, TAX = "payable:{}:CNY", "payout_in_transit:CNY", "bank:CNY", "tax_payable:CNY"


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(NOVEMBER, tick=False):
        yield


@pytest.fixture
def officers(people: People) -> tuple[int, int]:
    """Two who may sign."""
    return people.qian, people.zhao


def test_sending_moves_what_she_is_owed_and_a_paid_line_leaves_the_bank(
    people: People, officers: tuple[int, int]
) -> None:
    owe(people.mei, 126_000_50)
    enter_account(people.mei)

    batch_id = sent(officers)

    (line,) = lines(batch_id)
    assert (line.net_e4, line.tax_e4, line.state) == (126_000_00, 0, LineState.SENT)
    # Half a fen stays hers.
    assert (balance(PAYABLE.format(people.mei)), balance(TRANSIT)) == (50, 126_000_00)

    taken = take(people.qian, batch_id, result(Channel.ALIPAY, (line.number, "梅", "1260.00", "成功")))

    assert taken.counts == {LineState.PAID: 1}
    assert (balance(TRANSIT), balance(BANK)) == (0, -126_000_00)
    with reading() as session:
        assert session.get_one(PayoutBatch, batch_id).state is BatchState.SETTLED
        assert proof_service.verify(session) == []


def test_tax_is_kept_once_whatever_is_paid_in_how_many_parts(
    people: People, officers: tuple[int, int]
) -> None:
    owe(people.mei, 8_000_0000)
    enter_account(people.mei)

    first = sent(officers)
    take(people.qian, first, result(Channel.ALIPAY, (lines(first)[0].number, "梅", "7958.00", "成功")))
    owe(people.mei, 2_000_0000, key="second")
    second = sent(officers)

    # 8,000 in the first month of a filed platform: 42; 10,000: 90.
    assert [line.tax_e4 for line in (*lines(first), *lines(second))] == [42_0000, 48_0000]
    assert balance(TAX) == 90_0000
    assert lines(second)[0].number != lines(first)[0].number


def test_a_failed_line_is_owed_again_and_retried_under_a_linked_number(
    people: People, officers: tuple[int, int]
) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    first = sent(officers)
    number = lines(first)[0].number

    take(people.qian, first, result(Channel.ALIPAY, (number, "梅", "126.00", "失败")))

    assert balance(PAYABLE.format(people.mei)) == 126_0000
    (again,) = lines(sent(officers))
    assert again.retries_id == lines(first)[0].id
    assert again.number != number


@pytest.mark.parametrize("word", ["处理中", "待收款"])
def test_nothing_is_sent_again_before_a_final_failure(
    people: People, officers: tuple[int, int], word: str
) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = sent(officers)
    take(people.qian, batch_id, result(Channel.ALIPAY, (lines(batch_id)[0].number, "梅", "126.00", word)))
    owe(people.mei, 50_0000, key="more")

    with pytest.raises(NothingToPay):
        prepared(people.qian)

    assert lines(batch_id)[0].state in (LineState.SENT, LineState.WAITING)


def test_money_that_came_back_is_owed_again(people: People, officers: tuple[int, int]) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = sent(officers)
    number = lines(batch_id)[0].number
    take(people.qian, batch_id, result(Channel.ALIPAY, (number, "梅", "126.00", "成功")))

    take(people.qian, batch_id, result(Channel.ALIPAY, (number, "梅", "126.00", "已退回")))

    assert (balance(PAYABLE.format(people.mei)), balance(BANK), balance(TRANSIT)) == (126_0000, 0, 0)


@pytest.mark.parametrize("before", ["处理中", "待收款"])
def test_money_that_never_reached_her_comes_back_from_transit(
    people: People, officers: tuple[int, int], before: str
) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = sent(officers)
    number = lines(batch_id)[0].number
    take(people.qian, batch_id, result(Channel.ALIPAY, (number, "梅", "126.00", before)))

    take(people.qian, batch_id, result(Channel.ALIPAY, (number, "梅", "126.00", "已退回")))

    assert (balance(PAYABLE.format(people.mei)), balance(BANK), balance(TRANSIT)) == (126_0000, 0, 0)
    assert lines(sent(officers))[0].retries_id == lines(batch_id)[0].id
    # A later file that still says so changes nothing.
    again = (number, "梅", "126.00", "退票")
    take(people.qian, batch_id, result(Channel.ALIPAY, again))
    assert balance(BANK) == 0
    with reading() as session:
        assert proof_service.verify(session) == []


def test_a_file_that_is_no_table_is_refused_in_words(people: People, officers: tuple[int, int]) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = sent(officers)

    with pytest.raises(ResultRefused) as refused:
        take(people.qian, batch_id, b'"' + b"PK" * 100_000)

    assert [fault.code for fault in refused.value.faults] == ["not_csv"]


def test_one_person_cannot_sign_twice_and_unsigned_work_is_not_sent(people: People) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = prepared(people.qian)
    with transaction() as session:
        payout_service.sign(session, people.qian, batch_id)

    with pytest.raises(SameSignature), transaction() as session:
        payout_service.sign(session, people.qian, batch_id)
    with pytest.raises(NotForThisState), transaction() as session:
        payout_service.send(session, people.qian, batch_id)
    with pytest.raises(NotForThisState), transaction() as session:
        payout_file_service.payment_file(session, people.qian, batch_id)

    assert balance(TRANSIT) == 0


def test_a_cancelled_batch_leaves_all_owed_and_the_next_one_has_other_numbers(
    people: People, officers: tuple[int, int]
) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = prepared(people.qian)
    with transaction() as session:
        payout_service.cancel(session, people.qian, batch_id)

    again = sent(officers)

    assert lines(batch_id)[0].state is LineState.DROPPED
    assert lines(again)[0].number != lines(batch_id)[0].number
    with pytest.raises(NotForThisState), transaction() as session:
        payout_service.cancel(session, people.qian, again)


def _refused(content: bytes, batch_id: int, actor_id: int) -> list[str]:
    with pytest.raises(ResultRefused) as error:
        take(actor_id, batch_id, content)
    return [fault.code for fault in error.value.faults]


def test_a_result_file_that_is_wrong_once_changes_nothing(people: People, officers: tuple[int, int]) -> None:
    for who in (people.mei, people.an):
        owe(who, 126_0000)
        enter_account(who)
    batch_id = sent(officers)
    mei, an = lines(batch_id)
    good = (mei.number, "梅", "126.00", "成功")

    for code, rows in {
        "amount_differs": (good, (an.number, "安", "126.01", "成功")),
        "name_differs": (good, (an.number, "梅", "126.00", "成功")),
        "unknown": (good, ("DYACNY202611200000009999R01", "安", "126.00", "成功")),
        "state": (good, (an.number, "安", "126.00", "不知道")),
        "amount": (good, (an.number, "安", "=1+1", "成功")),
        "twice": (good, good),
    }.items():
        assert _refused(result(Channel.ALIPAY, *rows), batch_id, people.qian) == [code]
    assert _refused(b"\xff\xfe\x00", batch_id, people.qian)
    assert _refused("名字,数目\n".encode(), batch_id, people.qian) == ["column_missing"] * 3

    assert {line.state for line in lines(batch_id)} == {LineState.SENT}
    assert balance(TRANSIT) == 252_0000


def test_a_final_word_is_not_taken_back_by_a_later_file(people: People, officers: tuple[int, int]) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = sent(officers)
    number = lines(batch_id)[0].number
    failed = result(Channel.ALIPAY, (number, "梅", "126.00", "失败"))
    take(people.qian, batch_id, failed)

    with pytest.raises(ResultTakenBefore):
        take(people.qian, batch_id, failed)
    said = _refused(result(Channel.ALIPAY, (number, "梅", "126.00", "成功")), batch_id, people.qian)

    assert said == ["state_differs"]
    assert (entries("payout_failed"), entries("payout_paid")) == (1, 0)


def test_a_file_that_lacks_lines_is_taken_and_the_rest_stays_under_way(
    people: People, officers: tuple[int, int]
) -> None:
    for who in (people.mei, people.an):
        owe(who, 126_0000)
        enter_account(who)
    batch_id = sent(officers)
    mei = lines(batch_id)[0]

    taken = take(people.qian, batch_id, result(Channel.ALIPAY, (mei.number, "梅", "126.00", "成功")))

    assert (taken.counts, taken.missing) == ({LineState.PAID: 1}, 1)
    assert [line.state for line in lines(batch_id)] == [LineState.PAID, LineState.SENT]


def test_a_changed_account_is_held_for_three_days(people: People) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei, "13800001234")
    enter_account(people.mei, "13900005678")

    with pytest.raises(NothingToPay):
        prepared(people.qian)

    with time_machine.travel(NOVEMBER, tick=False) as clock:
        clock.shift(72 * 3600)
        (line,) = lines(prepared(people.qian))
    with reading() as session:
        assert (
            payee_service.open_number(session, payee_service.payee_of(session, people.mei)) == "13900005678"
        )
    assert line.net_e4 == 126_0000


@pytest.mark.parametrize(
    ("channel", "number"),
    [
        (Channel.ALIPAY, "12345"),
        (Channel.ALIPAY, "=cmd|' /C calc'!A0"),
        (Channel.WECHAT, "13800001234"),
        (Channel.BANK, "6222021234567890124"),
    ],
)
def test_a_number_that_is_no_account_is_refused(people: People, channel: Channel, number: str) -> None:
    with pytest.raises(BadPayee):
        enter_account(people.mei, number, channel)


def test_the_number_is_nowhere_in_the_database_in_clear(people: People) -> None:
    enter_account(people.mei, "13812345678")

    with reading() as session:
        stored = session.execute(sa.text("SELECT * FROM payee_account")).all()
    assert "13812345678" not in str(stored)
    assert "5678" in str(stored)


def test_fifty_presses_of_two_officers_make_one_batch(people: People, officers: tuple[int, int]) -> None:
    for who in (people.mei, people.an):
        owe(who, 126_0000)
        enter_account(who)

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: prepared(officers[n % 2]), range(50)))

    assert len(set(made)) == 1
    assert len(lines(made[0])) == 2
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(PayoutBatch)) == 1


def test_sent_and_cancelled_at_once_one_of_them_wins(people: People, officers: tuple[int, int]) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = prepared(people.qian)
    for officer in officers:
        with transaction() as session:
            payout_service.sign(session, officer, batch_id)

    def press(act: object) -> str:
        try:
            with transaction() as session:
                return str(act(session, people.qian, batch_id).state)  # type: ignore[operator]
        except AnnotateError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(press, [payout_service.send, payout_service.cancel] * 2))

    with reading() as session:
        state = session.get_one(PayoutBatch, batch_id).state
        moved = session.scalars(sa.select(PayoutLine.state)).all()
    if state is BatchState.SENT:
        assert said == ["batch_moved_on", "batch_moved_on", "sent", "sent"]
        assert (moved, balance(TRANSIT), entries("payout_sent")) == ([LineState.SENT], 126_0000, 1)
    else:
        assert said.count("cancelled") == 1
        assert (moved, balance(TRANSIT)) == ([LineState.DROPPED], 0)
