"""A reviewer's decisions of a day, found at once."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_reviewer_days"
down_revision = "20261126_training"


def upgrade() -> None:
    op.create_index(
        "ix_judgement_reviewer",
        "judgement",
        ["judged_by", "judged_at"],
        unique=False,
        sqlite_where=sa.text("judged_by IS NOT NULL"),
        postgresql_where=sa.text("judged_by IS NOT NULL"),
    )
