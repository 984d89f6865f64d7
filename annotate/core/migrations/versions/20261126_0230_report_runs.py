"""Reports counted in the background; why a version was told anew."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_report_runs"
down_revision = "20261126_oversight"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('report_draft',
    sa.Column('programme_id', ID, nullable=False),
    sa.Column('period', sa.String(length=7), nullable=False),
    sa.Column('document', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_report_draft_programme_id_programme')),
    sa.PrimaryKeyConstraint('programme_id', 'period', name=op.f('pk_report_draft'))
    )
    op.create_table('report_run',
    sa.Column('id', ID, nullable=False),
    sa.Column('programme_id', ID, nullable=False),
    sa.Column('period', sa.String(length=7), nullable=False),
    sa.Column('purpose', sa.Enum('draft', 'freeze', 'restate', name='runpurpose', native_enum=False, length=32), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('asked_by', ID, nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stage', sa.Enum('waiting', 'pay', 'households', 'figures', 'paper', 'done', name='stage', native_enum=False, length=32), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('snapshot_id', ID, nullable=True),
    sa.Column('refused', sa.String(length=60), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['account.id'], name=op.f('fk_report_run_asked_by_account')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_report_run_programme_id_programme')),
    sa.ForeignKeyConstraint(['snapshot_id'], ['report_snapshot.id'], name=op.f('fk_report_run_snapshot_id_report_snapshot')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_run'))
    )
    op.create_index('uq_report_run_open', 'report_run', ['programme_id', 'period'], unique=True, sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))
    op.add_column('report_snapshot', sa.Column('reason', sa.String(length=500), server_default='', nullable=False))

