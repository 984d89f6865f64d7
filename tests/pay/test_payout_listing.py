"""Who is listed for payment, in which currency, under which name; nobody is forgotten without a word."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.pay import payout_file_service, payout_queries, payout_service
from annotate.pay.errors import NothingToPay
from annotate.pay.payouts import Channel, LineState
from annotate.people import service as people_service
from annotate.people.models import Account, PersonKey
from tests.conftest import People
from tests.pay.payday import NOVEMBER, enter_account, lines, owe, prepared, result, sent, take


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(NOVEMBER, tick=False):
        yield


@pytest.fixture
def officers(people: People) -> tuple[int, int]:
    """Two who may sign."""
    return people.qian, people.zhao


def test_small_amounts_wait_for_the_pay_day(people: People) -> None:
    owe(people.mei, 9_9999)
    enter_account(people.mei)

    with pytest.raises(NothingToPay):
        prepared(people.qian)

    assert [line.net_e4 for line in lines(prepared(people.qian, is_payday=True))] == [9_9900]


def test_a_pay_day_adds_the_small_amounts_that_a_batch_of_the_night_left_out(people: People) -> None:
    owe(people.mei, 126_0000)
    owe(people.an, 3_0000)
    enter_account(people.mei)
    enter_account(people.an)
    of_the_night = prepared(people.qian)

    with transaction() as session:
        both = payout_service.prepare_batches(session, None, Channel.ALIPAY, "CNY", is_payday=True)
        again = payout_service.prepare_batches(session, None, Channel.ALIPAY, "CNY", is_payday=True)
        ids = [batch.id for batch in both]

    assert [batch.id for batch in again] == ids
    assert ids[0] == of_the_night
    assert [[line.annotator_id for line in lines(batch_id)] for batch_id in ids] == [
        [people.mei],
        [people.an],
    ]


def test_each_currency_is_paid_in_batches_of_its_own(people: People, officers: tuple[int, int]) -> None:
    owe(people.mei, 126_0000)
    owe(people.mei, 20_0000, currency="USD")
    enter_account(people.mei)

    batches = [prepared(people.qian, currency=currency) for currency in ("CNY", "USD")]

    listed = [line for batch_id in batches for line in lines(batch_id)]
    assert [(line.currency, line.net_e4) for line in listed] == [("CNY", 126_0000), ("USD", 20_0000)]
    assert len({line.number for line in listed}) == 2
    with reading() as session:
        assert payout_queries.currencies_owed(session) == ["CNY", "USD"]


def _rename(account_id: int, name: str) -> None:
    with transaction() as session:
        sealed = people_service.seal_for(session, account_id, "account.name", name)
        session.execute(sa.update(Account).where(Account.id == account_id).values(name_sealed=sealed))


def _file(actor_id: int, batch_id: int) -> bytes:
    with transaction() as session:
        return payout_file_service.payment_file(session, actor_id, batch_id)


def test_a_name_changed_after_listing_changes_neither_file_nor_result(
    people: People, officers: tuple[int, int]
) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei)
    batch_id = sent(officers)
    before = _file(people.qian, batch_id)

    _rename(people.mei, "𰻝梅")

    assert _file(people.qian, batch_id) == before
    told = result(Channel.ALIPAY, (lines(batch_id)[0].number, "梅", "126.00", "成功"))
    assert take(people.qian, batch_id, told).counts == {LineState.PAID: 1}


def test_a_name_that_no_file_can_carry_is_told_and_the_others_are_listed(people: People) -> None:
    _rename(people.mei, "𰻝梅")
    for who in (people.mei, people.an):
        owe(who, 126_0000)
        enter_account(who)

    batch_id = prepared(people.qian)

    assert [line.annotator_id for line in lines(batch_id)] == [people.an]
    with reading() as session:
        assert payout_queries.batch_shown(session, batch_id).unlisted == [people.mei]


def test_who_was_erased_after_listing_is_left_out_by_number_and_the_rest_is_exported(
    people: People, officers: tuple[int, int]
) -> None:
    for who in (people.mei, people.an):
        owe(who, 126_0000)
        enter_account(who)
    batch_id = sent(officers)
    mei, an = lines(batch_id)

    with transaction() as session:
        session.execute(sa.delete(PersonKey).where(PersonKey.account_id == people.mei))

    file = _file(people.qian, batch_id).decode("gbk")
    assert an.number in file
    assert mei.number not in file
    with reading() as session:
        assert payout_queries.left_out(session, batch_id) == [mei.number]
    failed = result(Channel.ALIPAY, (mei.number, "", "126.00", "失败"))
    assert take(people.qian, batch_id, failed).counts == {LineState.FAILED: 1}
