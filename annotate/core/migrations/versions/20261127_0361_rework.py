"""Answers made anew by a changed guideline, and their pay."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_rework"
down_revision = "20261127_alike_pictures"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('rework',
    sa.Column('id', ID, nullable=False),
    sa.Column('submission_id', sa.String(length=36), nullable=False),
    sa.Column('guideline_version_id', ID, nullable=False),
    sa.Column('assignment_id', ID, nullable=False),
    sa.Column('annotator_id', ID, nullable=False),
    sa.Column('project_id', ID, nullable=False),
    sa.Column('rate_e4', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version_id', sa.String(length=36), nullable=True),
    sa.Column('annotations', sa.JSON(), nullable=True),
    sa.Column('body_sha256', sa.String(length=64), nullable=True),
    sa.Column('active_ms', sa.BigInteger(), nullable=False),
    sa.Column('mended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('rate_e4 > 0', name=op.f('ck_rework_rate')),
    sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_rework_annotator_id_account')),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_rework_assignment_id_assignment')),
    sa.ForeignKeyConstraint(['guideline_version_id'], ['guideline_version.id'], name=op.f('fk_rework_guideline_version_id_guideline_version')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_rework_project_id_project')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_rework_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rework')),
    sa.UniqueConstraint('submission_id', 'guideline_version_id', name=op.f('uq_rework_submission_id_guideline_version_id')),
    sa.UniqueConstraint('version_id', name=op.f('uq_rework_version_id'))
    )
    op.create_index("ix_rework_assignment", "rework", ["assignment_id"])
    op.create_index("ix_rework_hers", "rework", ["annotator_id", "project_id", "closed_at"])
    op.add_column("earning", sa.Column("rework_id", ID, nullable=True))
    op.create_index("uq_earning_rework", "earning", ["rework_id"], unique=True)
