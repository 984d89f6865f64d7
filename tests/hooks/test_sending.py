"""What happens in a project reaches the team's server: signed, in order, at least once, and everything is written down."""

import datetime as dt
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.hooks import call_service, queries, send_service, service, told_service
from annotate.hooks.events import CHOICES, MOST_TRIES, HookEvent, Signed, signature
from annotate.hooks.models import Hook, HookDelivery, HookTry
from annotate.hooks.service import HookWish
from annotate.hooks.states import DeliveryState, OffReason
from annotate.messages.models import Message
from annotate.work.models import Task
from annotate.work.states import TaskState
from tests.conftest import People
from tests.hooks.conftest import Receiver
from tests.work.conftest import Site, make_site
from worker_tasks.once import run_event

NOW = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def site(people: People) -> Site:
    return make_site(people)


@pytest.fixture
def clock_stands() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _environment(environment: dict[str, str], receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DOUYA_HOOK_HOSTS", receiver.host)


def add(people: People, site: Site, receiver: Receiver, *events: HookEvent) -> tuple[int, str]:
    with transaction() as session:
        wish = HookWish(receiver.url, list(events or CHOICES), [receiver.host])
        hook, secret = service.add_hook(session, people.zhao, site.project_id, wish)
        return hook.id, secret


def agree(task_id: int, round: int = 1) -> None:
    with transaction() as session:
        task = session.get_one(Task, task_id)
        task.state, task.settle_round = TaskState.AGREED, round
        outbox.announce(session, "task.agreed", task_id, key=f"task.agreed-{task_id}-{round}")


def tasks_of(site: Site) -> list[int]:
    with reading() as session:
        return list(
            session.scalars(sa.select(Task.id).where(Task.project_id == site.project_id).order_by(Task.id))
        )


def work_off() -> None:
    """Every event of this room that is due, until none is."""
    for _round in range(20):
        with reading() as session:
            due = outbox.due_events(session, ("hook.spread", "hook.send", "hooks.ring"))
        if not due:
            return
        for event_id, _kind in due:
            run_event(event_id)


def told(receiver: Receiver) -> list[str]:
    return [json.loads(body)["type"] for _headers, body in receiver.calls]


def log_of(hook_id: int) -> list[queries.DeliveryLine]:
    with reading() as session:
        return queries.deliveries_of(session, hook_id)


def test_an_agreed_picture_is_told_with_a_signature_that_checks(
    people: People, site: Site, receiver: Receiver
) -> None:
    hook_id, secret = add(people, site, receiver)

    agree(tasks_of(site)[0])
    work_off()

    [(headers, body)] = receiver.calls
    assert json.loads(body)["type"] == "task.agreed"
    assert json.loads(body)["data"]["task_id"] == tasks_of(site)[0]
    signed = Signed(headers["webhook-id"], int(headers["webhook-timestamp"]), body)
    assert headers["webhook-signature"] == signature(secret, signed)
    [line] = log_of(hook_id)
    assert (line.state, line.status, line.tries) == (DeliveryState.TAKEN, 204, 1)


def test_the_last_picture_tells_that_all_are_done(people: People, site: Site, receiver: Receiver) -> None:
    add(people, site, receiver, HookEvent.PROJECT_FINISHED)
    *first, last = tasks_of(site)
    for task_id in first:
        agree(task_id)
    work_off()
    assert told(receiver) == []

    agree(last)
    work_off()

    assert told(receiver) == ["project.finished"]
    assert json.loads(receiver.calls[0][1])["data"]["tasks"] == 3


def test_nothing_is_told_that_nobody_asked_for(people: People, site: Site, receiver: Receiver) -> None:
    add(people, site, receiver, HookEvent.EXPORT_FINISHED)

    agree(tasks_of(site)[0])
    work_off()

    assert receiver.calls == []


def test_without_addresses_no_work_is_made(people: People, site: Site) -> None:
    agree(tasks_of(site)[0])

    with reading() as session:
        assert session.scalar(sa.select(OutboxEvent.id).where(OutboxEvent.kind == "hook.spread")) is None


def test_what_is_rolled_back_is_never_told(people: People, site: Site, receiver: Receiver) -> None:
    add(people, site, receiver)

    with pytest.raises(RuntimeError), transaction() as session:
        outbox.announce(session, "task.agreed", tasks_of(site)[0], key="x")
        raise RuntimeError

    work_off()
    assert receiver.calls == []


def test_the_same_event_spread_twice_is_one_message(people: People, site: Site, receiver: Receiver) -> None:
    add(people, site, receiver, HookEvent.TASK_AGREED)
    task_id = tasks_of(site)[0]

    with transaction() as session:
        counts = [told_service.spread(session, "task.agreed", str(task_id)) for _number in range(2)]
    work_off()

    assert counts == [1, 0]
    assert told(receiver) == ["task.agreed"]


def test_a_receiver_that_is_away_is_asked_once_a_step_and_misses_nothing(
    people: People, site: Site, receiver: Receiver, clock_stands: Any
) -> None:
    hook_id, _secret = add(people, site, receiver, HookEvent.TASK_AGREED)
    receiver.answers = [503, 503]
    for task_id in tasks_of(site):
        agree(task_id)

    work_off()
    assert len(receiver.calls) == 1, "three messages wait, one call was made"
    clock_stands.shift(10)
    work_off()
    assert len(receiver.calls) == 2
    clock_stands.shift(61)
    work_off()

    assert {line.state for line in log_of(hook_id)} == {DeliveryState.TAKEN}
    assert len(set(receiver.ids)) == 3
    with reading() as session:
        assert session.get_one(Hook, hook_id).misses == 0


def test_a_message_that_is_refused_does_not_hold_up_the_others(
    people: People, site: Site, receiver: Receiver, clock_stands: Any
) -> None:
    hook_id, _secret = add(people, site, receiver, HookEvent.TASK_AGREED)
    receiver.answers = [400]
    for task_id in tasks_of(site):
        agree(task_id)

    work_off()

    assert sorted(line.state for line in log_of(hook_id)) == ["taken", "taken", "waiting"]
    clock_stands.shift(11)
    work_off()
    assert receiver.ids[0] == receiver.ids[-1], "the same id again"
    assert {line.state for line in log_of(hook_id)} == {DeliveryState.TAKEN}


def test_after_the_last_try_a_message_is_given_up_and_can_be_sent_again(
    people: People, site: Site, receiver: Receiver, clock_stands: Any
) -> None:
    hook_id, _secret = add(people, site, receiver, HookEvent.TASK_AGREED)
    receiver.answers = [404] * MOST_TRIES
    agree(tasks_of(site)[0])
    for _number in range(MOST_TRIES):
        work_off()
        clock_stands.shift(dt.timedelta(hours=25))

    [line] = log_of(hook_id)
    assert (line.state, line.tries, line.status) == (DeliveryState.GIVEN_UP, MOST_TRIES, 404)

    with transaction() as session:
        service.send_again(session, people.zhao, line.id)
    work_off()

    assert log_of(hook_id)[0].state is DeliveryState.TAKEN
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(HookTry)) == MOST_TRIES + 1


def test_after_five_silent_days_it_is_switched_off_and_the_manager_is_told(
    people: People, site: Site, receiver: Receiver, clock_stands: Any
) -> None:
    hook_id, _secret = add(people, site, receiver, HookEvent.TASK_AGREED)
    receiver.answers = [500] * 100
    for task_id in tasks_of(site):
        agree(task_id)
    for _hour in range(6 * 24):
        work_off()
        clock_stands.shift(dt.timedelta(hours=1))

    with reading() as session:
        assert session.get_one(Hook, hook_id).off is OffReason.NO_ANSWER
        messages = session.scalars(sa.select(Message).where(Message.kind == "hook.off")).all()
    assert [message.account_id for message in messages] == [people.zhao]
    calls = len(receiver.calls)
    assert calls < 30

    receiver.answers = []
    with transaction() as session:
        service.switch_hook(session, people.zhao, hook_id, on=True)
    clock_stands.shift(dt.timedelta(hours=25))
    work_off()

    assert len(receiver.calls) > calls


def test_a_job_killed_after_its_call_tells_the_same_message_again(
    people: People, site: Site, receiver: Receiver, clock_stands: Any
) -> None:
    hook_id, _secret = add(people, site, receiver, HookEvent.TASK_AGREED)
    agree(tasks_of(site)[0])
    with transaction() as session:
        told_service.spread(session, "task.agreed", str(tasks_of(site)[0]))

    class Killed(BaseException):
        pass

    def call_and_die(url: str, headers: dict[str, str], body: bytes) -> call_service.Answer:
        call_service.call(url, headers, body, [receiver.host])
        raise Killed

    with pytest.raises(Killed):
        send_service.send_waiting(transaction, hook_id, call_and_die)
    call = partial(call_service.call, trusted=[receiver.host])
    send_service.send_waiting(transaction, hook_id, call)
    assert len(receiver.calls) == 1, "the receiver is still spoken to, as far as anybody knows"
    clock_stands.shift(61)
    send_service.send_waiting(transaction, hook_id, call)

    assert receiver.ids[0] == receiver.ids[1]
    assert log_of(hook_id)[0].state is DeliveryState.TAKEN


def test_a_bell_that_was_missed_is_rung_again(
    people: People, site: Site, receiver: Receiver, clock_stands: Any
) -> None:
    add(people, site, receiver, HookEvent.TASK_AGREED)
    agree(tasks_of(site)[0])
    with transaction() as session:
        told_service.spread(session, "task.agreed", str(tasks_of(site)[0]))
        session.execute(sa.delete(OutboxEvent))

    with transaction() as session:
        assert send_service.ring_forgotten(session) == 1
    work_off()

    assert told(receiver) == ["task.agreed"]


def test_a_redirect_is_not_followed(
    people: People, site: Site, receiver: Receiver, clock_stands: Any
) -> None:
    hook_id, _secret = add(people, site, receiver, HookEvent.TASK_AGREED)
    receiver.answers = [302]
    agree(tasks_of(site)[0])

    work_off()

    assert len(receiver.calls) == 1
    assert log_of(hook_id)[0].status == 302


def test_a_name_that_leads_inside_is_not_called(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = [(2, 1, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr(call_service.socket, "getaddrinfo", lambda *_args, **_more: inside)

    answer = call_service.call("https://rebound.example.org/", {}, b"{}")

    assert (answer.status, answer.fault) == (None, "not_allowed")


def test_a_closed_port_and_an_unknown_name_are_told_apart(receiver: Receiver) -> None:
    closed = call_service.call("http://127.0.0.1:9/", {}, b"{}", ["127.0.0.1"])
    unknown = call_service.call("http://nobody.invalid/", {}, b"{}", ["nobody.invalid"])

    assert (closed.fault, unknown.fault) == ("not_reached", "name_unknown")


def test_a_name_that_nobody_can_ask_for_fails_one_try_and_not_the_job() -> None:
    answer = call_service.call("http://a..example/", {}, b"{}", ["a..example"])

    assert answer.fault in ("name_unknown", "not_allowed")


def test_a_receiver_that_answers_byte_by_byte_is_hung_up_on(
    dripping: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_service, "LONGEST_SECONDS", 0.2)

    answer = call_service.call(dripping.url, {}, b"{}", [dripping.host])

    assert (answer.status, answer.fault) == (None, "too_slow")


def test_an_old_secret_signs_for_a_day_more(
    people: People, site: Site, receiver: Receiver, clock_stands: Any
) -> None:
    hook_id, old = add(people, site, receiver, HookEvent.TASK_AGREED)
    with transaction() as session:
        _hook, new = service.change_secret(session, people.zhao, hook_id)

    agree(tasks_of(site)[0])
    work_off()
    clock_stands.shift(dt.timedelta(hours=24, seconds=1))
    agree(tasks_of(site)[1])
    work_off()

    both, one = (headers["webhook-signature"].split(" ") for headers, _body in receiver.calls)
    assert len(both) == 2
    headers, body = receiver.calls[1]
    assert one == [signature(new, Signed(headers["webhook-id"], int(headers["webhook-timestamp"]), body))]
    assert old != new


def test_secrets_stand_sealed_in_the_database(people: People, site: Site, receiver: Receiver) -> None:
    hook_id, secret = add(people, site, receiver)

    with reading() as session:
        hook = session.get_one(Hook, hook_id)
        assert secret not in hook.secret_sealed
        assert service.secrets_of(hook) == [secret]


def test_a_removed_address_is_not_called_and_its_messages_are_given_up(
    people: People, site: Site, receiver: Receiver
) -> None:
    hook_id, _secret = add(people, site, receiver, HookEvent.TASK_AGREED)
    with transaction() as session:
        told_service.spread(session, "task.agreed", str(tasks_of(site)[0]))
    with transaction() as session:
        service.remove_hook(session, people.zhao, hook_id)

    work_off()

    assert receiver.calls == []
    with reading() as session:
        assert session.scalar(sa.select(HookDelivery.state)) is DeliveryState.GIVEN_UP
