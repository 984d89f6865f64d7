"""Answers given back to be mended."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_mending"
down_revision = "20261126_0020_pace"


def upgrade() -> None:
    op.create_table('mending',
    sa.Column('assignment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('submission_id', sa.String(length=36), nullable=False),
    sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('comments', sa.JSON(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version_id', sa.String(length=36), nullable=True),
    sa.Column('annotations', sa.JSON(), nullable=True),
    sa.Column('body_sha256', sa.String(length=64), nullable=True),
    sa.Column('active_ms', sa.BigInteger(), nullable=False),
    sa.Column('mended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_mending_annotator_id_account')),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_mending_assignment_id_assignment')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_mending_project_id_project')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_mending_submission_id_submission')),
    sa.PrimaryKeyConstraint('assignment_id', name=op.f('pk_mending')),
    sa.UniqueConstraint('submission_id', name=op.f('uq_mending_submission_id')),
    sa.UniqueConstraint('version_id', name=op.f('uq_mending_version_id'))
    )
    op.create_index('ix_mending_open', 'mending', ['annotator_id', 'until'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
