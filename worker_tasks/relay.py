"""Carries due events from the outbox to the queues. The only file that enqueues; it may be anywhere, twice, or late."""

import secrets
import time
from collections.abc import Callable

import redis
import rq
import structlog

from annotate.core import outbox
from annotate.core.db import reading
from worker_tasks.routing import ROUTES, Queue, kinds_of

JOB = "worker_tasks.once.run_event"
# The queue is kept short: what waits, waits in SQL, where nothing is lost.
LONGEST_QUEUE = 100
RING_AGAIN_SECONDS = 5.0
log = structlog.get_logger()


class Relay:
    """Rings the bell for due events; for the same event again only after a while."""

    def __init__(self, connection: redis.Redis, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._queues = {
            queue: rq.Queue(str(queue), connection=connection, serializer=rq.serializers.JSONSerializer)
            for queue in Queue
        }
        self._monotonic = monotonic
        self._rung: dict[int, float] = {}

    def ring(self) -> int:
        """Enqueue what is due; how many. Raises redis.RedisError while Redis is away: nothing is lost."""
        now = self._monotonic()
        self._rung = {event: at for event, at in self._rung.items() if now - at < RING_AGAIN_SECONDS}
        return sum(self._ring(queue, now) for queue in Queue)

    def _ring(self, queue: Queue, now: float) -> int:
        room = LONGEST_QUEUE - self._queues[queue].count
        if room <= 0:
            return 0
        with reading() as session:
            due = outbox.due_events(session, kinds_of(queue), LONGEST_QUEUE + len(self._rung))
        waiting = [event for event in due if event[0] not in self._rung][:room]
        for event_id, kind in waiting:
            self._enqueue(queue, event_id, kind)
            self._rung[event_id] = now
        return len(waiting)

    def _enqueue(self, queue: Queue, event_id: int, kind: str) -> None:
        # A fresh id each time: RQ forgets both of two jobs with one id when the first ends.
        self._queues[queue].enqueue_call(
            JOB,
            args=(event_id,),
            job_id=f"event-{event_id}-{secrets.token_hex(4)}",
            timeout=ROUTES[kind].limit_seconds,
            result_ttl=0,
            failure_ttl=60,
            description=kind,
        )
