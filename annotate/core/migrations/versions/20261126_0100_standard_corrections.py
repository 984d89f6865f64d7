"""A standard can correct another, and can be refused with a reason."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_standard_corrections"
down_revision = "20261126_earning_days"


def upgrade() -> None:
    with op.batch_alter_table("standard") as table:
        table.add_column(sa.Column("replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
        table.add_column(sa.Column("refused_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
        table.add_column(sa.Column("refused_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("refused_why", sa.String(length=200), nullable=False, server_default=""))
        table.create_foreign_key("fk_standard_replaces_id_standard", "standard", ["replaces_id"], ["id"])
        table.create_foreign_key("fk_standard_refused_by_account", "account", ["refused_by"], ["id"])
        table.create_index("ix_standard_replaces_id", ["replaces_id"])
