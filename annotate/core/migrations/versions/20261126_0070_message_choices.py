"""What of the inbox is told by mail or SMS, and what was."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_message_choices"
down_revision = "20261126_identity_number"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('message_choice',
    sa.Column('account_id', big, nullable=False),
    sa.Column('topic', sa.String(length=32), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_message_choice_account_id_account')),
    sa.PrimaryKeyConstraint('account_id', 'topic', 'channel', name=op.f('pk_message_choice'))
    )
    op.create_table('message_address',
    sa.Column('account_id', big, nullable=False),
    sa.Column('mail_sealed', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_message_address_account_id_account')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_message_address'))
    )
    op.create_table('message_push',
    sa.Column('account_id', big, nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('upto_id', big, nullable=False),
    sa.Column('pushed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_message_push_account_id_account')),
    sa.PrimaryKeyConstraint('account_id', 'channel', 'day', name=op.f('pk_message_push'))
    )
