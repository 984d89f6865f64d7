"""What a look at each of her browsers showed."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_device_check"
down_revision = "20261126_handing_out"


def upgrade() -> None:
    op.create_table('device_check',
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('device_hash', sa.String(length=64), nullable=False),
    sa.Column('browser', sa.String(length=60), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_device_check_account_id_account')),
    sa.PrimaryKeyConstraint('account_id', 'device_hash', name=op.f('pk_device_check'))
    )
