"""Pays accepted answers; lists what is to be paid out on pay days."""

import contextlib
import datetime as dt
import itertools

from annotate.gallery import service as gallery
from annotate.pay import payout_queries, payout_service, rework_service, service
from annotate.pay.calendar import PAYDAYS
from annotate.pay.errors import NothingToPay
from annotate.pay.payouts import Channel
from annotate.quality import anew_service
from worker_tasks.once import Work


def book_acceptance(work: Work) -> None:
    """work.ref: the judgement that accepted an answer, wholly or in part."""
    with work.whole() as session:
        service.book_acceptance(session, int(work.ref))


def book_rework(work: Work) -> None:
    """work.ref: an answer that was made anew."""
    with work.part() as session:
        rework_service.settle_and_book(session, int(work.ref))
    with work.part() as session:
        anew_service.judge_anew(session)
    with work.whole() as session:
        gallery.mark_reworked(session, int(work.ref))


def prepare_payday(work: Work) -> None:
    """On the 1st and the 16th, batches of every channel and currency; two people look and sign before anything is sent.

    work.ref: the day it is meant for; a machine that was off that morning does it when it is on again.
    """
    channels = tuple(Channel) if dt.date.fromisoformat(work.ref).day in PAYDAYS else ()
    with work.whole() as session:
        for channel, currency in itertools.product(channels, payout_queries.currencies_owed(session)):
            with contextlib.suppress(NothingToPay):
                payout_service.prepare_batches(session, None, channel, currency, is_payday=True)
