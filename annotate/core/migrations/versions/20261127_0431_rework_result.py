"""How answers made anew fit."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_rework_result"
down_revision = "20261127_hook_log_index"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('rework_result',
    sa.Column('rework_id', ID, nullable=False),
    sa.Column('submission_id', sa.String(length=36), nullable=False),
    sa.Column('annotator_id', ID, nullable=False),
    sa.Column('project_id', ID, nullable=False),
    sa.Column('score', sa.Double(), nullable=True),
    sa.Column('is_same', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_rework_result_annotator_id_account')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_rework_result_project_id_project')),
    sa.ForeignKeyConstraint(['rework_id'], ['rework.id'], name=op.f('fk_rework_result_rework_id_rework')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_rework_result_submission_id_submission')),
    sa.PrimaryKeyConstraint('rework_id', name=op.f('pk_rework_result'))
    )
    with op.batch_alter_table('rework_result', schema=None) as batch_op:
        batch_op.create_index('ix_rework_result_hers', ['annotator_id', 'project_id', 'judged_at'], unique=False)
        batch_op.create_index('ix_rework_result_project', ['project_id', 'rework_id'], unique=False)
