"""A project's marks for levels and pauses, the steps before a pause, bans by two people, held rejections, flags."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_levels"
down_revision = "20261126_training_of_projects"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('ban_decision',
    sa.Column('id', _ID, nullable=False),
    sa.Column('project_id', _ID, nullable=False),
    sa.Column('annotator_id', _ID, nullable=False),
    sa.Column('act', sa.Enum('ban', 'lift', name='banact', native_enum=False, length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=1000), nullable=False),
    sa.Column('asked_by', _ID, nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_by', _ID, nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('confirmed_by IS NULL OR confirmed_by <> asked_by', name=op.f('ck_ban_decision_two_people')),
    sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_ban_decision_annotator_id_account')),
    sa.ForeignKeyConstraint(['asked_by'], ['account.id'], name=op.f('fk_ban_decision_asked_by_account')),
    sa.ForeignKeyConstraint(['confirmed_by'], ['account.id'], name=op.f('fk_ban_decision_confirmed_by_account')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_ban_decision_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ban_decision')),
    sa.UniqueConstraint('project_id', 'annotator_id', 'act', 'day', name=op.f('uq_ban_decision_project_id_annotator_id_act_day'))
    )
    op.create_index('ix_ban_decision_hers', 'ban_decision', ['annotator_id', 'id'], unique=False)
    op.create_table('quality_flag',
    sa.Column('id', _ID, nullable=False),
    sa.Column('project_id', _ID, nullable=False),
    sa.Column('kind', sa.Enum('copy', 'pair', name='flagkind', native_enum=False, length=32), nullable=False),
    sa.Column('annotator_id', _ID, nullable=False),
    sa.Column('other_id', _ID, nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('state', sa.Enum('open', 'cleared', 'confirmed', name='flagstate', native_enum=False, length=32), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', _ID, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_quality_flag_annotator_id_account')),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_quality_flag_decided_by_account')),
    sa.ForeignKeyConstraint(['other_id'], ['account.id'], name=op.f('fk_quality_flag_other_id_account')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_quality_flag_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quality_flag')),
    sa.UniqueConstraint('project_id', 'kind', 'annotator_id', 'other_id', name=op.f('uq_quality_flag_project_id_kind_annotator_id_other_id'))
    )
    op.create_index('ix_quality_flag_state', 'quality_flag', ['project_id', 'state'], unique=False)
    op.create_table('quality_rules',
    sa.Column('project_id', _ID, nullable=False),
    sa.Column('level_2', sa.SmallInteger(), nullable=False),
    sa.Column('level_3', sa.SmallInteger(), nullable=False),
    sa.Column('level_4', sa.SmallInteger(), nullable=False),
    sa.Column('gate_percent', sa.SmallInteger(), nullable=False),
    sa.Column('gate_least', sa.Integer(), nullable=False),
    sa.Column('pause_hours', sa.Integer(), nullable=False),
    sa.Column('second_percent', sa.SmallInteger(), nullable=False),
    sa.Column('freeze_percent', sa.SmallInteger(), nullable=False),
    sa.Column('batch_least', sa.Integer(), nullable=False),
    sa.Column('most_of_one', sa.Integer(), nullable=False),
    sa.CheckConstraint('0 < level_2 AND level_2 <= level_3 AND level_3 <= level_4', name=op.f('ck_quality_rules_levels')),
    sa.CheckConstraint('level_4 < 100', name=op.f('ck_quality_rules_highest')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_quality_rules_project_id_project')),
    sa.PrimaryKeyConstraint('project_id', name=op.f('pk_quality_rules'))
    )
    op.create_table('quality_stage',
    sa.Column('annotator_id', _ID, nullable=False),
    sa.Column('project_id', _ID, nullable=False),
    sa.Column('stage', sa.Enum('clear', 'hinted', 'paused', name='stage', native_enum=False, length=32), nullable=False),
    sa.Column('counted_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pauses', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_quality_stage_annotator_id_account')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_quality_stage_project_id_project')),
    sa.PrimaryKeyConstraint('annotator_id', 'project_id', name=op.f('pk_quality_stage'))
    )
    op.create_table('held_decision',
    sa.Column('judgement_id', _ID, nullable=False),
    sa.Column('project_id', _ID, nullable=False),
    sa.Column('annotator_id', _ID, nullable=False),
    sa.Column('reviewer_id', _ID, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('hold', sa.Enum('second', 'frozen', name='hold', native_enum=False, length=32), nullable=False),
    sa.Column('verdict', sa.Enum('accepted', 'part', 'spam', 'in_review', 'fix', name='verdict', native_enum=False, length=32), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('state', sa.Enum('open', 'released', 'refused', 'accepted', name='heldstate', native_enum=False, length=32), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', _ID, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> reviewer_id', name=op.f('ck_held_decision_two_people')),
    sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_held_decision_annotator_id_account')),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_held_decision_decided_by_account')),
    sa.ForeignKeyConstraint(['judgement_id'], ['judgement.id'], name=op.f('fk_held_decision_judgement_id_judgement')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_held_decision_project_id_project')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['account.id'], name=op.f('fk_held_decision_reviewer_id_account')),
    sa.PrimaryKeyConstraint('judgement_id', name=op.f('pk_held_decision'))
    )
    op.create_index('ix_held_decision_batch', 'held_decision', ['project_id', 'reviewer_id', 'day'], unique=False)
    op.create_index('ix_held_decision_open', 'held_decision', ['asked_at'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.create_index('ix_judgement_people', 'judgement', ['project_id', 'annotator_id', 'id'], unique=False)
