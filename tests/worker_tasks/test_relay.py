"""The bell rings for what is due, and for nothing else, and Redis may forget it all."""

import datetime as dt

import pytest
import redis
import rq
import time_machine
from rq.serializers import JSONSerializer

from annotate.core import outbox
from annotate.core.db import Database, transaction
from tests.conftest import Valkey
from worker_tasks import routing
from worker_tasks.relay import LONGEST_QUEUE, RING_AGAIN_SECONDS, Relay
from worker_tasks.routing import Queue, Route

pytestmark = pytest.mark.usefixtures("database", "_own_routes")


@pytest.fixture
def _own_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = {"quick": Route(Queue.ANSWERS, "none:none"), "slow": Route(Queue.PICTURES, "none:none")}
    for kind, route in routes.items():
        monkeypatch.setitem(routing.ROUTES, kind, route)


class Clock:
    """Seconds that a test moves."""

    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def _announce(kind: str, count: int = 1, due_at: dt.datetime | None = None) -> None:
    with transaction() as session:
        for number in range(count):
            outbox.announce(session, kind, number, due_at=due_at)


def _queue(client: redis.Redis, queue: Queue) -> rq.Queue:
    return rq.Queue(str(queue), connection=client, serializer=JSONSerializer)


def test_a_due_event_rings_once_and_again_only_after_a_while(valkey: Valkey) -> None:
    _announce("quick")
    clock = Clock()
    with valkey.client() as client:
        relay = Relay(client, clock)

        assert [relay.ring(), relay.ring()] == [1, 0]
        clock.seconds += RING_AGAIN_SECONDS
        assert relay.ring() == 1


def test_a_job_carries_only_the_event_number_as_json(valkey: Valkey) -> None:
    _announce("quick")
    with valkey.client() as client:
        Relay(client).ring()

        (job,) = _queue(client, Queue.ANSWERS).jobs
        assert (job.func_name, job.args, job.result_ttl) == ("worker_tasks.once.run_event", [1], 0)


def test_an_event_of_later_waits(valkey: Valkey) -> None:
    now = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    with time_machine.travel(now, tick=False) as traveller, valkey.client() as client:
        _announce("quick", due_at=now + dt.timedelta(hours=1))

        assert Relay(client).ring() == 0
        traveller.shift(3600)
        assert Relay(client).ring() == 1


def test_thousands_of_previews_do_not_stand_before_an_answer(valkey: Valkey) -> None:
    _announce("slow", LONGEST_QUEUE * 3)
    _announce("quick")
    with valkey.client() as client:
        Relay(client).ring()

        assert _queue(client, Queue.PICTURES).count == LONGEST_QUEUE
        assert _queue(client, Queue.ANSWERS).count == 1


def test_a_flushed_redis_is_filled_again_from_the_outbox(valkey: Valkey) -> None:
    _announce("quick", 20)
    clock = Clock()
    with valkey.client() as client:
        relay = Relay(client, clock)
        relay.ring()
        client.flushall()
        clock.seconds += RING_AGAIN_SECONDS

        assert relay.ring() == 20


def test_a_redis_that_was_away_gets_all_that_waited(valkey: Valkey) -> None:
    with valkey.client() as client:
        relay = Relay(client)
        valkey.kill()
        _announce("quick", 5)
        with pytest.raises(redis.RedisError):
            relay.ring()
        valkey.start()

        assert relay.ring() == 5


def test_an_unknown_kind_is_left_for_a_newer_version(valkey: Valkey, database: Database) -> None:
    _announce("from.the.future")
    with valkey.client() as client:
        assert Relay(client).ring() == 0
