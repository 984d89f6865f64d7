"""Questions pinned to an object, and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_questions"
down_revision = "20261126_reviewer_days"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('question',
    sa.Column('id', big, nullable=False),
    sa.Column('key', sa.String(length=36), nullable=False),
    sa.Column('project_id', big, nullable=False),
    sa.Column('assignment_id', big, nullable=False),
    sa.Column('image_id', big, nullable=False),
    sa.Column('annotator_id', big, nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('mark', sa.JSON(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(length=1000), nullable=False),
    sa.Column('region', sa.JSON(), nullable=True),
    sa.Column('answered_by', big, nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('overdue_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('noted_version_id', big, nullable=True),
    sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_question_annotator_id_account')),
    sa.ForeignKeyConstraint(['answered_by'], ['account.id'], name=op.f('fk_question_answered_by_account')),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_question_assignment_id_assignment')),
    sa.ForeignKeyConstraint(['image_id'], ['image.id'], name=op.f('fk_question_image_id_image')),
    sa.ForeignKeyConstraint(['noted_version_id'], ['guideline_version.id'], name=op.f('fk_question_noted_version_id_guideline_version')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_question_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('key', name=op.f('uq_question_key'))
    )
    op.create_index(op.f('ix_question_assignment_id'), 'question', ['assignment_id'], unique=False)
    op.create_index('ix_question_hers', 'question', ['annotator_id', 'id'], unique=False)
    op.create_index('ix_question_open', 'question', ['project_id', 'due_at'], unique=False,
        sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))
