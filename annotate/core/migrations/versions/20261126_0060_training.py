"""Courses, the way of each newcomer, rounds of practice and exam, checks that she has learnt from."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_training"
down_revision = "20261126_refit"


def upgrade() -> None:
    op.create_table('course_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text_zh', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['account.id'], name=op.f('fk_course_version_created_by_account')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_course_version_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_version')),
    sa.UniqueConstraint('project_id', 'number', name=op.f('uq_course_version_project_id_number'))
    )
    op.create_table('learning_path',
    sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('course_number', sa.Integer(), nullable=False),
    sa.Column('pages_read', sa.Integer(), nullable=False),
    sa.Column('course_done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('practised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('passed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_learning_path_annotator_id_account')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_learning_path_project_id_project')),
    sa.PrimaryKeyConstraint('annotator_id', 'project_id', name=op.f('pk_learning_path'))
    )
    op.create_table('training_round',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('practice', 'exam', 'gate', name='roundkind', native_enum=False, length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('offered', 'open', 'done', 'passed', 'failed', name='roundstate', native_enum=False, length=32), nullable=False),
    sa.Column('cause', sa.String(length=100), nullable=True),
    sa.Column('hourly_e4', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('pass_percent', sa.Integer(), nullable=False),
    sa.Column('ontology_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('guideline_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('right_count', sa.Integer(), nullable=False),
    sa.Column('picture_count', sa.Integer(), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_training_round_annotator_id_account')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_training_round_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_round')),
    sa.UniqueConstraint('annotator_id', 'project_id', 'kind', 'number', name=op.f('uq_training_round_annotator_id_project_id_kind_number')),
    sa.UniqueConstraint('cause', name=op.f('uq_training_round_cause'))
    )
    op.create_index(op.f('ix_training_round_project_id'), 'training_round', ['project_id'], unique=False)
    op.create_table('training_rules',
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hourly_e4', sa.BigInteger(), nullable=False),
    sa.Column('pictures', sa.Integer(), nullable=False),
    sa.Column('pass_percent', sa.Integer(), nullable=False),
    sa.Column('wait_hours', sa.Integer(), nullable=False),
    sa.Column('paid_tries', sa.Integer(), nullable=False),
    sa.CheckConstraint('hourly_e4 > 0', name=op.f('ck_training_rules_hourly')),
    sa.CheckConstraint('pass_percent BETWEEN 1 AND 100', name=op.f('ck_training_rules_pass')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_training_rules_project_id_project')),
    sa.PrimaryKeyConstraint('project_id', name=op.f('pk_training_rules'))
    )
    op.create_table('gold_seen',
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_gold_seen_annotator_id_account')),
    sa.ForeignKeyConstraint(['task_id'], ['gold.task_id'], name=op.f('fk_gold_seen_task_id_gold')),
    sa.PrimaryKeyConstraint('task_id', 'annotator_id', name=op.f('pk_gold_seen'))
    )
    op.create_table('gold_use',
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('use', sa.Enum('practice', 'exam', name='use', native_enum=False, length=32), nullable=False),
    sa.ForeignKeyConstraint(['task_id'], ['gold.task_id'], name=op.f('fk_gold_use_task_id_gold')),
    sa.PrimaryKeyConstraint('task_id', name=op.f('pk_gold_use'))
    )
    op.create_table('round_task',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('draft', sa.JSON(), nullable=True),
    sa.Column('submission_id', sa.String(length=36), nullable=True),
    sa.Column('body_sha256', sa.String(length=64), nullable=True),
    sa.Column('annotations', sa.JSON(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=True),
    sa.Column('score', sa.Double(), nullable=True),
    sa.Column('reason', sa.JSON(), nullable=True),
    sa.Column('paid_ms', sa.BigInteger(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['training_round.id'], name=op.f('fk_round_task_round_id_training_round')),
    sa.ForeignKeyConstraint(['task_id'], ['gold.task_id'], name=op.f('fk_round_task_task_id_gold')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_task')),
    sa.UniqueConstraint('round_id', 'task_id', 'attempt', name=op.f('uq_round_task_round_id_task_id_attempt')),
    sa.UniqueConstraint('submission_id', name=op.f('uq_round_task_submission_id'))
    )
    op.create_index('ix_round_task_place', 'round_task', ['round_id', 'place'], unique=False)
    op.create_index(op.f('ix_round_task_task_id'), 'round_task', ['task_id'], unique=False)
