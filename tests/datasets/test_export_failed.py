"""Exports that fail at every try: what is kept, who is told, and how they are tried again."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from rq.timeouts import JobTimeoutException

from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.datasets import export_service, service
from annotate.datasets.models import Export
from annotate.datasets.states import ExportScope, RunState
from annotate.messages.models import Message
from tests.conftest import People
from worker_tasks.once import LEASE, run_event

START = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def export_id(people: People, project_id: int, clock: time_machine.Traveller) -> int:
    with transaction() as session:
        return service.start_export(session, people.zhao, project_id, "coco", ExportScope.ALL).id


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Every try ends with this fault."""

    def write(error: BaseException) -> None:
        def fail(*_: Any) -> None:
            raise error

        monkeypatch.setattr(export_service, "_write_zip", fail)

    return write


def event_of(export_id: int) -> int:
    with reading() as session:
        key = OutboxEvent.key == f"export-requested-{export_id}"
        return session.scalars(sa.select(OutboxEvent.id).where(key)).one()


def try_it(export_id: int, clock: time_machine.Traveller, times: int = outbox.MAX_ATTEMPTS) -> None:
    for _ in range(times):
        run_event(event_of(export_id))
        clock.shift(60)


def kept(export_id: int) -> tuple[RunState, str | None]:
    with reading() as session:
        export = session.get_one(Export, export_id)
        return export.state, export.error


def told() -> tuple[int, int]:
    """(messages, events) that say that an export failed."""
    with reading() as session:
        events = sa.select(sa.func.count()).where(OutboxEvent.kind == "export.failed")
        messages = sa.select(sa.func.count()).where(Message.kind == "export.failed")
        return session.scalar(messages) or 0, session.scalar(events) or 0


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("x"), "broken"),
        (OSError(28, "No space left on device"), "storage"),
        (JobTimeoutException(), "too_long"),
    ],
)
def test_the_last_try_keeps_the_reason_and_tells_it_once(
    export_id: int, clock: time_machine.Traveller, breaks: Any, error: BaseException, reason: str
) -> None:
    breaks(error)

    try_it(export_id, clock, outbox.MAX_ATTEMPTS - 1)
    assert kept(export_id) == (RunState.RUNNING, None)
    assert told() == (0, 0)

    try_it(export_id, clock, 3)
    assert kept(export_id) == (RunState.FAILED, reason)
    assert told() == (1, 1)


def test_an_export_whose_worker_is_killed_each_time_is_given_up_and_told(
    export_id: int, clock: time_machine.Traveller
) -> None:
    for _ in range(outbox.MAX_ATTEMPTS):
        with transaction() as session:
            assert outbox.claim(session, event_of(export_id), LEASE) is not None
        clock.shift(LEASE)
    assert kept(export_id) == (RunState.RUNNING, None)

    try_it(export_id, clock, 2)

    assert kept(export_id) == (RunState.FAILED, "stopped")
    assert told() == (1, 1)


def test_a_worker_killed_four_times_still_finishes_at_the_fifth(
    export_id: int, clock: time_machine.Traveller
) -> None:
    for _ in range(outbox.MAX_ATTEMPTS - 1):
        with transaction() as session:
            assert outbox.claim(session, event_of(export_id), LEASE) is not None
        clock.shift(LEASE)

    try_it(export_id, clock, 1)

    assert kept(export_id) == (RunState.DONE, None)
    assert told() == (0, 0)


def test_tried_again_twice_it_is_made_once(
    export_id: int,
    clock: time_machine.Traveller,
    breaks: Any,
    monkeypatch: pytest.MonkeyPatch,
    browser_of: Any,
    people: People,
) -> None:
    breaks(ValueError())
    try_it(export_id, clock)
    monkeypatch.undo()
    zhao = browser_of(people.zhao)
    assert zhao.get(f"/api/v1/exports/{export_id}").json["error"] == "broken"

    for _ in range(2):
        assert zhao.post(f"/api/v1/exports/{export_id}/again").status_code == 202
    assert kept(export_id) == (RunState.RUNNING, None)

    try_it(export_id, clock, 2)
    assert kept(export_id) == (RunState.DONE, None)
    done = zhao.get(f"/api/v1/exports/{export_id}").json
    assert zhao.post(f"/api/v1/exports/{export_id}/again").status_code == 202
    assert zhao.get(f"/api/v1/exports/{export_id}").json == done


def test_failing_anew_is_told_anew(
    export_id: int, clock: time_machine.Traveller, breaks: Any, people: People
) -> None:
    breaks(ValueError())
    try_it(export_id, clock)
    with transaction() as session:
        export_service.try_again(session, people.zhao, export_id)

    try_it(export_id, clock)

    assert kept(export_id) == (RunState.FAILED, "broken")
    assert told() == (2, 2)


def test_strangers_may_not_try_it_again(
    export_id: int, clock: time_machine.Traveller, breaks: Any, browser_of: Any, people: People
) -> None:
    breaks(ValueError())
    try_it(export_id, clock)

    assert browser_of(people.mei).post(f"/api/v1/exports/{export_id}/again").status_code == 403
    assert kept(export_id) == (RunState.FAILED, "broken")


def test_the_page_says_why_and_tries_it_again_with_one_press(
    export_id: int,
    clock: time_machine.Traveller,
    breaks: Any,
    browser_of: Any,
    people: People,
    project_id: int,
) -> None:
    breaks(OSError(28, "No space left on device"))
    try_it(export_id, clock)
    zhao, address = browser_of(people.zhao), f"/projects/{project_id}/exports"

    page = zhao.get(address).text
    assert "文件没能存下来" in page
    assert f'action="/exports/{export_id}/again"' in page
    assert zhao.post(f"/exports/{export_id}/again").headers["Location"] == address

    assert kept(export_id) == (RunState.RUNNING, None)
    assert "/again" not in zhao.get(address).text
