"""PINs for shared PCs of centres."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_quick_pin"
down_revision = "20261126_report_runs"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('quick_pin',
    sa.Column('account_id', ID, nullable=False),
    sa.Column('pin_hash', sa.String(length=200), nullable=False),
    sa.Column('wrong_tries', sa.Integer(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_quick_pin_account_id_account')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_quick_pin'))
    )
    op.add_column('centre_device', sa.Column('browser_hash', sa.String(length=64), nullable=True))
    op.create_index(op.f('ix_centre_device_browser_hash'), 'centre_device', ['browser_hash'], unique=False)

