"""Digests of the audit log, retention, impact assessments."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_oversight"
down_revision = "20261126_reveals"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('audit_digest',
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('head_seq', ID, nullable=False),
    sa.Column('head_hash', sa.String(length=64), nullable=False),
    sa.Column('broken', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('month', name=op.f('pk_audit_digest'))
    )
    op.create_table('retention_run',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('day', 'rule', name=op.f('pk_retention_run'))
    )
    op.create_table('impact_assessment',
    sa.Column('id', ID, nullable=False),
    sa.Column('activity', sa.Enum('sensitive', 'automated', 'handed_on', 'minors', 'households', 'other', name='activity', native_enum=False, length=32), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('risks', sa.Text(), nullable=False),
    sa.Column('risk', sa.Enum('low', 'middle', 'high', name='risk', native_enum=False, length=32), nullable=False),
    sa.Column('measures', sa.Text(), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=False),
    sa.Column('replaces_id', ID, nullable=True),
    sa.Column('made_by', ID, nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', ID, nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(approved_by IS NULL) = (approved_at IS NULL)', name=op.f('ck_impact_assessment_approved')),
    sa.CheckConstraint('approved_by IS NULL OR approved_by <> made_by', name=op.f('ck_impact_assessment_two_people')),
    sa.ForeignKeyConstraint(['approved_by'], ['account.id'], name=op.f('fk_impact_assessment_approved_by_account')),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], name=op.f('fk_impact_assessment_made_by_account')),
    sa.ForeignKeyConstraint(['replaces_id'], ['impact_assessment.id'], name=op.f('fk_impact_assessment_replaces_id_impact_assessment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_impact_assessment')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_impact_assessment_replaces_id'))
    )

