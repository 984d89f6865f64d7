"""Transitions with a mentor, and a gentle pace."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_transitions"
down_revision = "20261126_county_lists"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('gentle_pace',
    sa.Column('account_id', ID, nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_gentle_pace_account_id_account')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_gentle_pace'))
    )
    op.create_table('transition',
    sa.Column('id', ID, nullable=False),
    sa.Column('account_id', ID, nullable=False),
    sa.Column('mentor_id', ID, nullable=False),
    sa.Column('began_on', sa.Date(), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('reviewed_on', sa.Date(), nullable=True),
    sa.Column('review_sealed', sa.Text(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('outcome', sa.Enum('ready', 'other_work', 'stopped', 'time_up', name='transitionend', native_enum=False, length=32), nullable=True),
    sa.CheckConstraint('(ended_on IS NULL) = (outcome IS NULL)', name=op.f('ck_transition_outcome')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_transition_account_id_account')),
    sa.ForeignKeyConstraint(['mentor_id'], ['account.id'], name=op.f('fk_transition_mentor_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transition'))
    )
    op.create_index('uq_transition_open', 'transition', ['account_id'], unique=True, sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))

