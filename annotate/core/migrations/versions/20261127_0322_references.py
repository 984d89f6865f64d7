"""Pictures by reference: longer addresses, and what a list says of each."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_references"
down_revision = "20261127_webhooks"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("image", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attributes", sa.JSON(), nullable=True))
        batch_op.alter_column("storage_key", existing_type=sa.String(200), type_=sa.String(1100), existing_nullable=False)
