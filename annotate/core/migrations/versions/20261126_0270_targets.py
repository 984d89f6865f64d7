"""Targets of quarters and watch lists of counties."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_targets"
down_revision = "20261126_transitions"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('watch_list',
    sa.Column('id', ID, nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('document', sa.String(length=100), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('codes', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('entered_by', ID, nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', ID, nullable=True),
    sa.CheckConstraint('approved_by IS NULL OR approved_by <> entered_by', name=op.f('ck_watch_list_two_persons')),
    sa.ForeignKeyConstraint(['approved_by'], ['account.id'], name=op.f('fk_watch_list_approved_by_account')),
    sa.ForeignKeyConstraint(['entered_by'], ['account.id'], name=op.f('fk_watch_list_entered_by_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_watch_list'))
    )
    op.create_table('report_target',
    sa.Column('programme_id', ID, nullable=False),
    sa.Column('period', sa.String(length=7), nullable=False),
    sa.Column('metric', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('set_by', ID, nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_report_target_programme_id_programme')),
    sa.ForeignKeyConstraint(['set_by'], ['account.id'], name=op.f('fk_report_target_set_by_account')),
    sa.PrimaryKeyConstraint('programme_id', 'period', 'metric', name=op.f('pk_report_target'))
    )

