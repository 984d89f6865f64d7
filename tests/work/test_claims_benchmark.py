"""The measurement of claims, at a size at which only its counts tell something."""

import pytest
import sqlalchemy as sa

from annotate.core.db import Database, current_database, reading, use_database
from annotate.work.models import Assignment, Task
from benchmarks.claims import Size, measure


@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_clients_at_once_get_what_they_ask_for_and_no_task_too_often(
    database: Database, database_url: str
) -> None:
    figures = measure(database_url, Size(tasks=600, clients=2, claims=4, done=150))
    measured = current_database()

    assert figures["bags of 10"]["tasks"] == 2 * 4 * 10
    assert figures["one at a time"]["tasks"] == 2 * 4
    assert figures["alone, much done"]["count"] == figures["alone, new"]["count"] == 4
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Task.taken > Task.target)) == 0
        twice = sa.select(Assignment.task_id).group_by(Assignment.task_id, Assignment.annotator_id)
        assert session.scalars(twice.having(sa.func.count() > 1)).all() == []
    use_database(database)
    measured.close()
