"""Tells people what happened elsewhere. A part of them a transaction; each message has a key, so a repeat is harmless."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from annotate.core.db import reading
from annotate.core.settings import load_settings
from annotate.messages import (
    erasure_notice_service,
    file_notice_service,
    invitation_service,
    post_service,
    push_service,
)
from annotate.messages.digest import Channel
from annotate.pay import notice_service as pay
from annotate.questions import service as question_service
from annotate.work import notice_service as work_notices
from worker_tasks.once import Work


def _tell_all(work: Work, tell: Callable[[Session, int], int | None]) -> None:
    """tell(session, after account id) -> where to go on, None at the end."""
    after: int | None = 0
    while after is not None:
        with work.part() as session:
            after = tell(session, after)


def tell_guideline_changed(work: Work) -> None:
    """work.ref: the new version."""
    _tell_all(work, lambda s, after: work_notices.tell_guideline_changed(s, int(work.ref), after))


def tell_project_ends(work: Work) -> None:
    """work.ref: the project that was closed."""
    _tell_all(work, lambda s, after: work_notices.tell_project_ends(s, int(work.ref), after))


def tell_invitation_used(work: Work) -> None:
    """work.ref: the invitation."""
    with work.whole() as session:
        invitation_service.tell_invitation_used(session, int(work.ref))


def tell_erasure_held(work: Work) -> None:
    """work.ref: her account."""
    with work.whole() as session:
        erasure_notice_service.tell_held(session, int(work.ref))


def tell_correction_asked(work: Work) -> None:
    """work.ref: the request."""
    with work.whole() as session:
        file_notice_service.tell_asked(session, int(work.ref))


def tell_correction_decided(work: Work) -> None:
    """work.ref: the request."""
    with work.whole() as session:
        file_notice_service.tell_decided(session, int(work.ref))


def tell_statements(work: Work) -> None:
    """On the 1st, the month before. work.ref: the day it is meant for."""
    day = dt.date.fromisoformat(work.ref)
    if day.day == 1:
        month = f"{day - dt.timedelta(days=1):%Y-%m}"
        _tell_all(work, lambda s, after: pay.tell_statements(s, month, after))


def watch_questions(work: Work) -> None:
    found = 1
    while found:
        with work.part() as session:
            found = question_service.watch_overdue(session)


def watch_budgets(work: Work) -> None:
    with work.whole() as session:
        pay.watch_budgets(session)


def push_due(work: Work) -> None:
    """Every quarter of an hour: who is to be told outside. In quiet hours nobody."""
    channels = post_service.channels_of(load_settings())
    _tell_all(work, lambda s, after: push_service.announce_due(s, channels, after))


def push(work: Work) -> None:
    """work.ref: account and channel, '7:mail'. The receipt stands in one transaction with what was told."""
    account_id, _, channel = work.ref.partition(":")
    settings = load_settings()
    with reading() as session:
        address = f"{settings.base_url}/messages"
        letter = push_service.letter_for(session, int(account_id), Channel(channel), address)
    if letter is None:
        return
    post_service.carry(settings, letter)
    with work.whole() as session:
        push_service.note_pushed(session, letter)
