"""The operator's view: what waits, what gave up, when the books were last proved."""

from typing import Any

import pytest

from annotate.core import audit, outbox
from annotate.core.db import transaction
from annotate.people import service
from annotate.people.roles import Role
from annotate.people.service import NewAccount


@pytest.fixture
def key(database: Any) -> dict[str, str]:
    with transaction() as session:
        account = service.create_account(session, NewAccount(Role.ADMIN, "13712340000", "孙"))
        return {"Authorization": f"Bearer {service.create_token(session, account.id)}"}


def test_integrity_tells_what_waits_and_when_the_books_were_proved(client: Any, key: dict[str, str]) -> None:
    before = client.get("/api/v1/ops/integrity", headers=key).json
    with transaction() as session:
        outbox.announce(session, "submission.received", "s-1")
        audit.record(session, None, "ledger.proved", "ledger", "2026-11-24", {"violations": 0})
        audit.seal(session)

    after = client.get("/api/v1/ops/integrity", headers=key).json

    assert before["last_proof_at"] is None
    assert after["outbox_waiting"] == before["outbox_waiting"] + 1
    assert (after["last_proof_violations"], after["dead_letters"]) == (0, 0)
    assert after["audit_rows"] > before["audit_rows"]
    assert len(after["audit_head"]) == 64


def test_the_operators_page_says_the_same(client: Any, key: dict[str, str]) -> None:
    page = client.get("/operations", headers=key)

    assert page.status_code == 200
    assert "还没有核对" in page.text or "Not proved yet" in page.text


def test_metrics_are_for_this_machine_or_an_operator(client: Any, key: dict[str, str]) -> None:
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}

    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_overrides=elsewhere).status_code == 403
    assert b"douya_outbox_waiting" in client.get("/metrics", headers=key, environ_overrides=elsewhere).data
