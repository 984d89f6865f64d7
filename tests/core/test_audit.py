"""The past cannot be changed unnoticed."""

import pytest
import sqlalchemy as sa

from annotate.core import audit
from annotate.core.db import Database
from annotate.core.models import AuditEvent


def write(database: Database, count: int) -> None:
    with database.transaction() as session:
        for number in range(count):
            audit.record(session, 1, "looked", "account", number)
    with database.transaction() as session:
        assert audit.seal(session) == count


def test_a_whole_chain_verifies(database: Database) -> None:
    write(database, 3)
    write(database, 2)

    with database.reading() as session:
        assert audit.verify(session) == []
        assert audit.head(session)[0] == 5


@pytest.mark.parametrize(
    "change",
    ["UPDATE audit_event SET action = 'slept' WHERE seq = 2", "DELETE FROM audit_event WHERE seq = 2"],
)
def test_the_database_itself_refuses_to_change_the_past(database: Database, change: str) -> None:
    write(database, 3)

    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(sa.text(change))


def test_whoever_drops_the_triggers_is_named_by_verify(database: Database) -> None:
    write(database, 4)
    table = " ON audit_event" if not database.is_sqlite else ""
    with database.transaction() as session:
        for trigger in ("audit_event_no_update", "audit_event_no_delete"):
            session.execute(sa.text(f"DROP TRIGGER {trigger}{table}"))
        session.execute(sa.update(AuditEvent).where(AuditEvent.seq == 2).values(action="slept"))
        session.execute(sa.delete(AuditEvent).where(AuditEvent.seq == 3))

    with database.reading() as session:
        broken = audit.verify(session)

    assert any("number 2" in one and "altered" in one for one in broken)
    assert any("number 3 is missing" in one for one in broken)
