"""Webhooks: addresses, messages, tries."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_webhooks"
down_revision = "20261127_rework"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('hook',
    sa.Column('id', ID, nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('project_id', ID, nullable=False),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('events', sa.JSON(), nullable=False),
    sa.Column('wrapped', sa.Text(), nullable=False),
    sa.Column('secret_sealed', sa.Text(), nullable=False),
    sa.Column('old_secret_sealed', sa.Text(), nullable=True),
    sa.Column('old_secret_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('off', sa.Enum('by_hand', 'no_answer', 'removed', name='offreason', native_enum=False, length=32), nullable=True),
    sa.Column('misses', sa.Integer(), nullable=False),
    sa.Column('missing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rests_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('calling_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_by', ID, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['account.id'], name=op.f('fk_hook_created_by_account')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_hook_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hook')),
    sa.UniqueConstraint('uuid', name=op.f('uq_hook_uuid'))
    )
    with op.batch_alter_table('hook', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hook_project_id'), ['project_id'], unique=False)

    op.create_table('hook_delivery',
    sa.Column('id', ID, nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('hook_id', ID, nullable=False),
    sa.Column('event', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'taken', 'given_up', name='deliverystate', native_enum=False, length=32), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['hook_id'], ['hook.id'], name=op.f('fk_hook_delivery_hook_id_hook')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hook_delivery')),
    sa.UniqueConstraint('hook_id', 'key', name=op.f('uq_hook_delivery_hook_id_key')),
    sa.UniqueConstraint('uuid', name=op.f('uq_hook_delivery_uuid'))
    )
    with op.batch_alter_table('hook_delivery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hook_delivery_created_at'), ['created_at'], unique=False)
        batch_op.create_index('ix_hook_delivery_waiting', ['hook_id', 'due_at'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('hook_try',
    sa.Column('id', ID, nullable=False),
    sa.Column('delivery_id', ID, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('fault', sa.String(length=40), nullable=True),
    sa.Column('took_ms', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['delivery_id'], ['hook_delivery.id'], name=op.f('fk_hook_try_delivery_id_hook_delivery'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hook_try'))
    )
    with op.batch_alter_table('hook_try', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hook_try_delivery_id'), ['delivery_id'], unique=False)

    # ### end Alembic commands ###
