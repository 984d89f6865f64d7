"""What a change of a guideline does to answers by older versions."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_guideline_changes"
down_revision = "20261127_key_scopes"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('guideline_change',
    sa.Column('version_id', ID, nullable=False),
    sa.Column('project_id', ID, nullable=False),
    sa.Column('labels', sa.JSON(), nullable=False),
    sa.Column('everything', sa.Boolean(), nullable=False),
    sa.Column('alters', sa.Boolean(), nullable=False),
    sa.Column('kind_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('redo', sa.Enum('none', 'touched', 'all', name='redo', native_enum=False, length=32), nullable=False),
    sa.Column('cost_e4', sa.BigInteger(), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('cost_e4 >= 0', name=op.f('ck_guideline_change_cost')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_guideline_change_project_id_project')),
    sa.ForeignKeyConstraint(['version_id'], ['guideline_version.id'], name=op.f('fk_guideline_change_version_id_guideline_version')),
    sa.PrimaryKeyConstraint('version_id', name=op.f('pk_guideline_change'))
    )
    op.create_index("ix_guideline_change_project", "guideline_change", ["project_id", "version_id"])
