"""What a program's key may do, and when it was last used."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_key_scopes"
down_revision = "20261126_sealed_evidence"


def upgrade() -> None:
    op.add_column("api_token", sa.Column("scopes", sa.JSON(), nullable=True))
    op.add_column("api_token", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
