"""Does an event's work once: the outbox row is the receipt, its token the fence against late doubles."""

import datetime as dt
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.orm import Session

from annotate.core import outbox
from annotate.core.db import transaction
from annotate.core.errors import AnnotateError
from worker_tasks.routing import resolve, resolve_gave_up

# A killed worker's event is free again after this; a living one renews.
LEASE = dt.timedelta(seconds=30)
RENEW_SECONDS = 8.0
log = structlog.get_logger()


class Superseded(Exception):
    """Somebody newer has this event: what this process did must not be kept."""


class Work:
    """One claimed event in hand. Use `whole` once, or any number of `part` and then `whole`."""

    def __init__(self, claim: outbox.Claim) -> None:
        self._claim = claim
        self.finished = False

    @property
    def ref(self) -> str:
        return self._claim.ref

    @property
    def event_id(self) -> int:
        return self._claim.event_id

    @contextmanager
    def part(self) -> Iterator[Session]:
        """A transaction of a piece of long work; repeating the piece must be harmless."""
        with transaction() as session:
            if not outbox.renew(session, self._claim, LEASE):
                raise Superseded
            yield session

    @contextmanager
    def whole(self) -> Iterator[Session]:
        """The transaction that does the work and writes its receipt: both stay, or neither."""
        with transaction() as session:
            yield session
            # After the work: the row stays unlocked while others look at it.
            if not outbox.finish(session, self._claim):
                raise Superseded
        self.finished = True


@contextmanager
def _renewed(claim: outbox.Claim) -> Iterator[None]:
    """Hold the lease for as long as the work runs in this process."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(RENEW_SECONDS):
            with transaction() as session:
                if not outbox.renew(session, claim, LEASE):
                    return

    thread = threading.Thread(target=renew, daemon=True, name=f"lease of event {claim.event_id}")
    thread.start()
    try:
        yield
    finally:
        done.set()


def _where(error: BaseException) -> str:
    """The error's kind and place. Never its text: that may quote a name, a phone or an amount."""
    frames = [
        f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "site-packages" not in frame.filename and "importlib" not in frame.filename
    ]
    said = error.code if isinstance(error, AnnotateError) else ""
    return f"{type(error).__name__} {said}".strip() + " at " + " < ".join(reversed(frames[-4:]))


def _note_failure(claim: outbox.Claim, error: Exception | None) -> None:
    """error: None when no try lived long enough to say why. The end of all tries and its notice stay together."""
    with transaction() as session:
        reason = _where(error) if error else "killed at every try"
        tell = resolve_gave_up(claim.kind)
        if outbox.fail(session, claim, reason) and tell is not None:
            tell(session, claim.ref, error)


def run_event(event_id: int) -> bool:
    """What every job calls. False when there was nothing to do: done already, or in other hands."""
    with transaction() as session:
        claim = outbox.claim(session, event_id, LEASE)
    if claim is None:
        return False
    if claim.attempt > outbox.MAX_ATTEMPTS and resolve_gave_up(claim.kind) is not None:
        # Its workers were killed, perhaps by the work itself. Who waits for it must hear of it.
        log.error("job given up", kind=claim.kind, count=event_id)
        _note_failure(claim, None)
        return False
    work = Work(claim)
    try:
        with _renewed(claim):
            resolve(claim.kind)(work)
            if not work.finished:
                with work.whole():
                    pass
    except Superseded:
        log.warning("superseded", kind=claim.kind, count=event_id)
        return False
    except Exception as error:  # the one place where a job's fault is noted and tried again
        log.error("job failed", kind=claim.kind, count=event_id, error=_where(error))
        _note_failure(claim, error)
        return False
    return True
