"""Assignments that she took along for work without a network."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_0002_offline"
down_revision = "20261124_0001"


def upgrade() -> None:
    op.add_column("assignment", sa.Column("offline_until", sa.DateTime(timezone=True), nullable=True))
