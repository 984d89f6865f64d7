"""A project may be published as a pilot of some of its tasks."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0050_pilot"
down_revision = "20261126_questions"


def upgrade() -> None:
    op.add_column("project", sa.Column("pilot_tasks", sa.Integer(), nullable=True))
