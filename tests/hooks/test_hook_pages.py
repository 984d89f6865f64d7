"""Addresses on the manager's pages and in the API: added, tried out, sent again, removed; not by strangers."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import Database, reading, transaction
from annotate.hooks import queries
from annotate.hooks.models import Hook, HookDelivery
from annotate.hooks.states import DeliveryState
from tests.conftest import People
from tests.hooks.conftest import Receiver
from tests.hooks.test_sending import add, told, work_off
from tests.work.conftest import Site, make_site


@pytest.fixture
def site(people: People) -> Site:
    return make_site(people)


@pytest.fixture(autouse=True)
def _environment(environment: dict[str, str], receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DOUYA_HOOK_HOSTS", receiver.host)


def test_the_manager_works_with_addresses_on_her_pages(
    browser_of: Callable[[int], Any], app: Any, people: People, site: Site, receiver: Receiver
) -> None:
    app.config["DOUYA"] = type(app.config["DOUYA"])(
        **{**vars(app.config["DOUYA"]), "hook_hosts": (receiver.host,)}
    )
    zhao, address = browser_of(people.zhao), f"/projects/{site.project_id}/webhooks"

    refused = zhao.post(address, data={"url": "http://10.0.0.1/", "events": ["task.agreed"]})
    page = zhao.post(address, data={"url": receiver.url, "events": ["task.agreed"]}).text

    assert refused.status_code == 422
    assert "https" in refused.text
    secret = page.partition("<code>whsec_")[2].partition("<")[0]
    assert len(secret) == 44
    with reading() as session:
        hook_id = session.scalar(sa.select(Hook.id))
    assert secret not in zhao.get(address).text
    zhao.post(f"/webhooks/{hook_id}/ping")
    work_off()
    assert told(receiver) == ["ping"]
    log = zhao.get(f"/webhooks/{hook_id}").text
    assert "204" in log
    message = log.partition("/webhooks/messages/")[2].partition('"')[0]
    assert "webhook-id" in zhao.get(f"/webhooks/messages/{message}").text
    zhao.post(f"/webhooks/messages/{message}/again")
    work_off()
    assert told(receiver) == ["ping", "ping"]
    zhao.post(f"/webhooks/{hook_id}/switch", data={"on": "0"})
    zhao.post(f"/webhooks/{hook_id}/remove")
    assert receiver.url not in zhao.get(address).text


def test_sun_from_another_project_sees_and_changes_nothing(
    browser_of: Callable[[int], Any], people: People, site: Site, receiver: Receiver
) -> None:
    hook_id, _secret = add(people, site, receiver)
    sun = browser_of(people.sun)

    assert sun.get(f"/projects/{site.project_id}/webhooks").status_code == 404
    assert sun.get(f"/webhooks/{hook_id}").status_code == 404
    assert sun.post(f"/webhooks/{hook_id}/remove").status_code == 404
    assert sun.delete(f"/api/v1/webhooks/{hook_id}").status_code == 404


def test_a_program_adds_asks_and_removes(
    browser_of: Callable[[int], Any], app: Any, people: People, site: Site
) -> None:
    zhao, address = browser_of(people.zhao), f"/api/v1/projects/{site.project_id}/webhooks"

    made = zhao.post(address, json={"url": "https://example.org/x", "events": ["export.finished"]})
    wrong = zhao.post(address, json={"url": "https://127.0.0.1/", "events": ["nothing"]})

    assert made.status_code == 201
    assert {fault["path"] for fault in wrong.json["faults"]} == {"url", "events"}
    hook_id = made.json["id"]
    zhao.post(f"/api/v1/webhooks/{hook_id}/ping")
    found = zhao.get(f"/api/v1/webhooks/{hook_id}/deliveries").json["deliveries"]
    assert [(one["event"], one["state"]) for one in found] == [("ping", "waiting")]
    assert zhao.delete(f"/api/v1/webhooks/{hook_id}").status_code == 204
    assert zhao.get(address).json["webhooks"] == []


def test_messages_of_an_address_are_counted_out_of_the_index_alone(
    people: People, site: Site, receiver: Receiver, database: Database
) -> None:
    hook_id, _secret = add(people, site, receiver)
    row = {"hook_id": hook_id, "event": "task.agreed", "body": "{}" * 100, "state": DeliveryState.TAKEN}
    with transaction() as session:
        rows = [{**row, "uuid": str(number), "key": str(number)} for number in range(3000)]
        session.execute(sa.insert(HookDelivery), rows)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(
            "ANALYZE hook_delivery" if database.is_sqlite else "VACUUM ANALYZE hook_delivery"
        )
        explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        count = f"SELECT count(*) FROM hook_delivery WHERE hook_id = {hook_id} AND state = 'given_up'"
        plan = str(connection.exec_driver_sql(explain + count).all())

    assert "ix_hook_delivery_state" in plan, plan
    with reading() as session:
        [line] = queries.hooks_of(session, site.project_id)
    assert (line.taken, line.given_up) == (3000, 0)
