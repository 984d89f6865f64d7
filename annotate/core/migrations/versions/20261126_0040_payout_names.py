"""The payee's name of a payment, as it was listed; people whom a batch could not list."""

import sqlalchemy as sa
from alembic import op

from annotate.core.db import Json

revision = "20261126_0040_payout_names"
down_revision = "20261126_levels"


def upgrade() -> None:
    op.add_column("payout_line", sa.Column("name_sealed", sa.Text(), nullable=True))
    op.add_column("payout_batch", sa.Column("unlisted", Json, nullable=False, server_default="[]"))
