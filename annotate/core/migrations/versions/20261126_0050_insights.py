"""Figures of the manager's pages of quality, counted beforehand."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_insights"
down_revision = "20261126_0040_payout_names"


def upgrade() -> None:
    op.create_table('project_insight',
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hours_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('verdicts', sa.JSON(), nullable=False),
    sa.Column('appeals', sa.JSON(), nullable=False),
    sa.Column('calibration', sa.JSON(), nullable=False),
    sa.Column('trials', sa.JSON(), nullable=False),
    sa.Column('crowd_version', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_project_insight_project_id_project')),
    sa.PrimaryKeyConstraint('project_id', name=op.f('pk_project_insight'))
    )
    op.create_table('quality_day',
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('settled', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Integer(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('objects', sa.Integer(), nullable=False),
    sa.Column('agreement_sum', sa.Double(), nullable=False),
    sa.Column('errors_sum', sa.Double(), nullable=False),
    sa.Column('tally', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_quality_day_project_id_project')),
    sa.PrimaryKeyConstraint('project_id', 'day', name=op.f('pk_quality_day'))
    )
    op.create_table('work_hour',
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hour', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('shapes', sa.Integer(), nullable=False),
    sa.Column('active_ms', sa.BigInteger(), nullable=False),
    sa.Column('rate_e4', sa.BigInteger(), nullable=False),
    sa.Column('pay_bins', sa.JSON(), nullable=False),
    sa.Column('shape_bins', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_work_hour_project_id_project')),
    sa.PrimaryKeyConstraint('project_id', 'hour', name=op.f('pk_work_hour'))
    )
    op.create_table('known_picture',
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_gold', sa.Boolean(), nullable=False),
    sa.Column('basis', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('part', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_known_picture_project_id_project')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_known_picture_task_id_task')),
    sa.PrimaryKeyConstraint('task_id', name=op.f('pk_known_picture'))
    )
    op.create_index('ix_known_picture_project', 'known_picture', ['project_id'])
    op.create_table('task_mark',
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('what', sa.String(length=16), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('said', sa.String(length=200), nullable=False),
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_task_mark_project_id_project')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_mark_task_id_task')),
    sa.PrimaryKeyConstraint('task_id', 'what', 'label', 'said', name=op.f('pk_task_mark'))
    )
    op.create_index('ix_task_mark_find', 'task_mark', ['project_id', 'what', 'label', 'said', 'task_id'])
    op.create_table('task_insight',
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('is_final', sa.Boolean(), nullable=False),
    sa.Column('is_agreed', sa.Boolean(), nullable=False),
    sa.Column('agreement', sa.Double(), nullable=False),
    sa.Column('risk', sa.Double(), nullable=False),
    sa.Column('expected_errors', sa.Double(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('objects', sa.Integer(), nullable=False),
    sa.Column('doubtful', sa.Integer(), nullable=False),
    sa.Column('tally', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_task_insight_project_id_project')),
    sa.ForeignKeyConstraint(['round_id'], ['consensus_round.id'], name=op.f('fk_task_insight_round_id_consensus_round')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_insight_task_id_task')),
    sa.PrimaryKeyConstraint('task_id', name=op.f('pk_task_insight'))
    )
    op.create_index('ix_task_insight_risk', 'task_insight', ['project_id', 'risk'])
    op.create_index('ix_task_insight_day', 'task_insight', ['project_id', 'day'])
    op.create_index('ix_judgement_verdict', 'judgement', ['project_id', 'verdict', 'id'], sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))
