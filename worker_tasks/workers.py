"""What each child of `worker_tasks.run` does: work on one queue, or carry the bell."""

import faulthandler
import signal
import threading
from types import FrameType

import redis
import rq
import structlog
from rq.serializers import JSONSerializer
from sqlalchemy.exc import OperationalError

from annotate.core.settings import Settings
from worker_tasks.relay import JOB, Relay
from worker_tasks.routing import Queue
from worker_tasks.schedule import Scheduler

RING_SECONDS = 0.3
SCHEDULE_EVERY_RINGS = 10
# A worker is born anew from time to time: large exports and unpacked pictures leave holes in memory.
JOBS_BEFORE_REBIRTH = {Queue.ANSWERS: 5000, Queue.PICTURES: 500, Queue.REPORTS: 10}
log = structlog.get_logger()


class NotOurJob(Exception):
    """The queue names a function that is not ours: somebody else writes to this Redis."""


class Worker(rq.SimpleWorker):
    """Works in its own process, without a fork for each job: nine times as many jobs a second.

    Recovery is not RQ's affair (it took 407 s): the outbox's lease ends and the relay rings again.
    """

    max_connection_wait_time = 1.0
    log_result_lifespan = False

    def execute_job(self, job: rq.job.Job, queue: rq.Queue) -> None:
        if job.func_name != JOB:
            raise NotOurJob(job.func_name)
        # A job stuck in C code never sees RQ's alarm; this ends the process, and another takes the work.
        faulthandler.dump_traceback_later(float(job.timeout or 0) + 30, exit=True)
        try:
            super().execute_job(job, queue)
        finally:
            faulthandler.cancel_dump_traceback_later()


def connect(settings: Settings, answer_within: float | None = None) -> redis.Redis:
    """answer_within: seconds after which a silent server counts as away; a worker waits long for its next job."""
    return redis.Redis.from_url(
        settings.redis_address,
        health_check_interval=30,
        socket_connect_timeout=5,
        socket_timeout=answer_within,
    )


def work(settings: Settings, queue: Queue) -> None:
    """Do the jobs of one queue until told to stop."""
    connection = connect(settings)
    worker = Worker(
        [rq.Queue(str(queue), connection=connection, serializer=JSONSerializer)],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=45,
        maintenance_interval=30,
        job_monitoring_interval=10,
        log_job_description=False,
    )
    worker.work(logging_level="WARNING", max_jobs=JOBS_BEFORE_REBIRTH[queue])


def carry_bell(settings: Settings) -> None:
    """Relay and scheduler, until told to stop. Redis or database away: keep trying, nothing is lost."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    relay, scheduler, rings, away = Relay(connect(settings, answer_within=5)), Scheduler(), 0, False
    while not stop.wait(RING_SECONDS):
        try:
            if rings % SCHEDULE_EVERY_RINGS == 0:
                scheduler.announce_due()
            relay.ring()
            rings, away = rings + 1, False
        except (redis.RedisError, OperationalError) as error:
            if not away:
                log.warning("waiting", error=type(error).__name__)
            away = True
