"""Names in clear for a minute, and corrections of a file."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_reveals"
down_revision = "20261126_erasure_held"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('correction_request',
    sa.Column('id', ID, nullable=False),
    sa.Column('account_id', ID, nullable=False),
    sa.Column('part', sa.Enum('name', 'phone', 'identity_number', 'other', name='filepart', native_enum=False, length=32), nullable=False),
    sa.Column('told_sealed', sa.Text(), nullable=False),
    sa.Column('answer_sealed', sa.Text(), nullable=True),
    sa.Column('state', sa.Enum('open', 'done', 'refused', 'taken_back', name='correctionstate', native_enum=False, length=32), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', ID, nullable=True),
    sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f('ck_correction_request_decided')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_correction_request_account_id_account')),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_correction_request_decided_by_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_request'))
    )
    op.create_index('uq_correction_request_open', 'correction_request', ['account_id', 'part'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.create_table('reveal',
    sa.Column('id', ID, nullable=False),
    sa.Column('account_id', ID, nullable=False),
    sa.Column('by_id', ID, nullable=False),
    sa.Column('reason', sa.Enum('case', 'payment', 'identity', 'correction', 'emergency', name='revealreason', native_enum=False, length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_reveal_account_id_account')),
    sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f('fk_reveal_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reveal'))
    )
    op.create_index('ix_reveal_by', 'reveal', ['by_id', 'at'], unique=False)
    op.create_index('ix_reveal_hers', 'reveal', ['account_id', 'id'], unique=False)

