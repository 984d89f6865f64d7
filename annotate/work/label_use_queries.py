"""How many answers hold a label: what a change of the labels would leave behind."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.db import dialect_of
from annotate.work.models import Submission


def answers_with(session: Session, project_id: int, labels: Sequence[str]) -> dict[str, int]:
    """Label -> number of answers of the project with at least one shape of it; one read of the project's answers."""
    entry, name = _entries(dialect_of(session))
    query = (
        sa.select(name, sa.func.count(sa.distinct(Submission.id)))
        .select_from(Submission)
        .join(entry, sa.true())
        .where(Submission.project_id == project_id, name.in_(labels))
        .group_by(name)
    )
    found = {row[0]: row[1] for row in session.execute(query)}
    return {label: found.get(label, 0) for label in labels}


def with_any_of(dialect: str, project_id: int, labels: Sequence[str]) -> sa.Select[str]:
    """Ids of the project's answers with at least one shape of one of these labels."""
    entry, name = _entries(dialect)
    query = sa.select(Submission.id).select_from(Submission).join(entry, sa.true())
    return query.where(Submission.project_id == project_id, name.in_(labels))


def _entries(dialect: str) -> tuple[sa.FromClause, sa.ColumnElement[str]]:
    """The shapes of an answer one by one, and the label of each."""
    if dialect == "sqlite":
        each = sa.func.json_each(Submission.annotations).table_valued("value", name="shape")
        return each, sa.func.json_extract(each.c.value, "$.label")
    each = sa.func.json_array_elements(Submission.annotations).table_valued(
        "value", name="shape", joins_implicitly=True
    )
    return each, sa.cast(each.c.value, sa.JSON).op("->>")("label")
