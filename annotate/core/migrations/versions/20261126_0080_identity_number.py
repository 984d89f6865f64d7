"""One person, one account: the number of the identity card, sealed, and its keyed hash."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_identity_number"
down_revision = "20261126_device_check"


def upgrade() -> None:
    op.create_table('identity_number',
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number_index', sa.String(length=64), nullable=False),
    sa.Column('number_sealed', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_identity_number_account_id_account')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_identity_number')),
    sa.UniqueConstraint('number_index', name=op.f('uq_identity_number_number_index'))
    )
