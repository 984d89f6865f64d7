"""A row is inserted once, and the caller is told whether it was this time."""

from annotate.core.db import Database, insert_once
from annotate.core.models import IdempotencyKey


def test_the_second_insert_of_a_key_says_that_it_was_there(database: Database) -> None:
    values = {"account_id": 1, "key": "k", "request_hash": "x"}

    with database.transaction() as session:
        first, second = (
            insert_once(session, IdempotencyKey, values),
            insert_once(session, IdempotencyKey, values),
        )

    assert (first, second) == (True, False)
