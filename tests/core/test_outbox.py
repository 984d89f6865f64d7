"""An event is done exactly once, whoever is killed in between."""

import datetime as dt

import pytest
import time_machine

from annotate.core import clock, outbox
from annotate.core.db import Database

KINDS = ["submission.received"]
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)


def announce_one(database: Database, key: str | None = None) -> int:
    with database.transaction() as session:
        outbox.announce(session, "submission.received", "s-1", key=key)
    with database.reading() as session:
        return outbox.due_events(session, KINDS)[0][0]


def test_an_event_dies_with_the_transaction_that_told_it(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        outbox.announce(session, "submission.received", "s-1")
        session.flush()
        raise ZeroDivisionError

    with database.reading() as session:
        assert outbox.due_events(session, KINDS) == []


def test_the_same_key_told_twice_is_one_event(database: Database) -> None:
    announce_one(database, key="nightly-2026-11-24")
    announce_one(database, key="nightly-2026-11-24")

    with database.reading() as session:
        assert len(outbox.due_events(session, KINDS)) == 1


def test_a_claimed_event_is_not_given_to_another_worker(database: Database) -> None:
    event = announce_one(database)

    with database.transaction() as session:
        first, second = outbox.claim(session, event), outbox.claim(session, event)

    assert first is not None
    assert second is None


def test_a_dead_workers_event_comes_back_after_its_lease_and_the_zombie_cannot_finish(
    database: Database,
) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        event = announce_one(database)
        with database.transaction() as session:
            zombie = outbox.claim(session, event)
        time.shift(outbox.LEASE + dt.timedelta(seconds=1))
        with database.transaction() as session:
            heir = outbox.claim(session, event)
        assert zombie is not None
        assert heir is not None

        with database.transaction() as session:
            assert not outbox.finish(session, zombie)
            assert outbox.finish(session, heir)
            assert not outbox.finish(session, heir)


def test_a_failing_event_waits_longer_each_time_and_ends_as_a_dead_letter(database: Database) -> None:
    waits = []
    with time_machine.travel(NOON, tick=False) as time:
        event = announce_one(database)
        for _ in range(outbox.MAX_ATTEMPTS):
            with database.transaction() as session:
                held = outbox.claim(session, event)
                assert held is not None
                outbox.fail(session, held, "no such task")
            waited = 0
            while waited < 60:
                with database.reading() as session:
                    if outbox.due_events(session, KINDS):
                        break
                time.shift(1)
                waited += 1
            waits.append(waited)

        with database.reading() as session:
            health = outbox.health(session)
        assert waits == [2, 4, 8, 16, 60]
        assert health.dead == 1

        with database.transaction() as session:
            assert outbox.revive(session, event)
            assert outbox.claim(session, event) is not None


def test_health_tells_how_long_the_oldest_has_waited(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        announce_one(database)
        time.shift(90)

        with database.reading() as session:
            health = outbox.health(session)

        assert (health.waiting, health.oldest_age_seconds) == (1, 90.0)
        assert clock.now() > NOON
