"""The test database itself: both engines, empty each time, whole."""

import sqlalchemy as sa

from annotate.core import outbox
from annotate.core.db import Database, reading, transaction
from annotate.core.models import OutboxEvent
from annotate.people.models import Account
from tests.conftest import People, Valkey


def test_a_commit_is_read_back_on_both_engines(database: Database) -> None:
    with transaction() as session:
        outbox.announce(session, "test.told", 7)

    with reading() as session:
        assert session.scalars(sa.select(OutboxEvent.ref)).all() == ["7"]


def test_each_test_starts_empty(database: Database) -> None:
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(OutboxEvent)) == 0


def test_people_are_in_their_places(people: People) -> None:
    with reading() as session:
        assert session.get_one(Account, people.sun).organisation_id == people.other_organisation_id


def test_the_queue_server_is_real(valkey: Valkey) -> None:
    with valkey.client() as client:
        client.set("said", "yes")

        assert client.get("said") == b"yes"
