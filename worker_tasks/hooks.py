"""Tells the teams' own servers: writes messages down, then calls, between transactions."""

from functools import partial

from annotate.core.settings import load_settings
from annotate.hooks import call_service, send_service, told_service
from worker_tasks.once import Work


def spread(work: Work) -> None:
    """work.ref: 'kind ref' of what happened."""
    kind, _, ref = work.ref.partition(" ")
    with work.whole() as session:
        told_service.spread(session, kind, ref)


def send(work: Work) -> None:
    """work.ref: the address."""
    call = partial(call_service.call, trusted=load_settings().hook_hosts)
    send_service.send_waiting(work.part, int(work.ref), call)


def ring_forgotten(work: Work) -> None:
    with work.whole() as session:
        send_service.ring_forgotten(session)
