"""People with money owed to them and an account to send it to; result files as the channels write them."""

import datetime as dt

import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.ledger import service as ledger
from annotate.ledger.booking import NewEntry, credit, debit
from annotate.pay import accounts, payee_service, payout_file_service, payout_service
from annotate.pay.bank_templates import TEMPLATES
from annotate.pay.models import Earning, EarningKind, PayoutLine
from annotate.pay.payouts import Channel
from annotate.pay.service import open_named

NOVEMBER = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)


def owe(
    annotator_id: int, amount_e4: int, month: str = "2026-11", key: str = "first", currency: str = "CNY"
) -> None:
    """So much earned in a month, booked as accepted pieces are."""
    at = dt.datetime.fromisoformat(f"{month}-10T03:00:00+00:00")
    with transaction() as session:
        cost = open_named(session, accounts.expense("piece_pay", currency))
        owed = open_named(session, accounts.payable(annotator_id, currency))
        new = NewEntry(
            key=f"owe-{annotator_id}-{month}-{key}-{currency}",
            event="history_import",
            source_kind="person_month",
            source_id=f"{annotator_id}/{month}/{key}/{currency}",
            effective_at=at,
            lines=(debit(cost, amount_e4), credit(owed, amount_e4)),
        )
        entry, _ = ledger.post_entry(session, new)
        session.add(
            Earning(
                kind=EarningKind.PIECE,
                annotator_id=annotator_id,
                currency=currency,
                amount_e4=amount_e4,
                entry_id=entry.id,
                month=month,
                day=at.date(),
                earned_at=at,
            )
        )


def enter_account(annotator_id: int, number: str = "13800001234", channel: Channel = Channel.ALIPAY) -> None:
    with transaction() as session:
        payee_service.set_payee(session, annotator_id, channel, number)


def prepared(
    actor_id: int, channel: Channel = Channel.ALIPAY, is_payday: bool = False, currency: str = "CNY"
) -> int:
    with transaction() as session:
        return payout_service.prepare_batches(session, actor_id, channel, currency, is_payday)[0].id


def sent(actor_ids: tuple[int, int], channel: Channel = Channel.ALIPAY) -> int:
    """Id of a batch that two people signed and the second sent."""
    batch_id = prepared(actor_ids[0], channel)
    for actor_id in actor_ids:
        with transaction() as session:
            payout_service.sign(session, actor_id, batch_id)
    with transaction() as session:
        payout_service.send(session, actor_ids[1], batch_id)
    return batch_id


def lines(batch_id: int) -> list[PayoutLine]:
    with reading() as session:
        found = list(payout_service.lines_of(session, batch_id))
        session.expunge_all()
        return found


def result(channel: Channel, *rows: tuple[str, str, str, str]) -> bytes:
    """A result file: (number, name, amount, state word) a row."""
    template = TEMPLATES[channel]
    columns = list(template.result_columns)
    text = template.separator.join(columns) + "\r\n"
    for number, name, amount, word in rows:
        cells = {"number": number, "name": name, "amount": amount, "state": word, "reason": ""}
        text += template.separator.join(cells[template.result_columns[title]] for title in columns) + "\r\n"
    return text.encode(template.encodings[0])


def take(actor_id: int, batch_id: int, content: bytes) -> payout_file_service.ResultTaken:
    with transaction() as session:
        return payout_file_service.take_result(session, actor_id, batch_id, "result.csv", content)


def balance(code: str) -> int:
    with reading() as session:
        return ledger.balance_of_code(session, code)


def entries(event: str) -> int:
    from annotate.ledger.models import JournalEntry

    with reading() as session:
        query = sa.select(sa.func.count()).where(JournalEntry.event == event)
        return session.scalar(query.select_from(JournalEntry)) or 0
