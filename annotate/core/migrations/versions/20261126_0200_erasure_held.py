"""What an account that is to be closed still waits for."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_erasure_held"
down_revision = "20261126_erasure"


def upgrade() -> None:
    op.add_column("erasure_request", sa.Column("held_by", sa.String(60), nullable=True))
