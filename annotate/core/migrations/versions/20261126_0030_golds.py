"""Check pictures with a known answer, and what an answer to one was worth."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_golds"
down_revision = "20261126_mending"


def upgrade() -> None:
    op.create_table('gold',
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reference', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('withdrawn_why', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], name=op.f('fk_gold_made_by_account')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_gold_project_id_project')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_gold_task_id_task')),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['account.id'], name=op.f('fk_gold_withdrawn_by_account')),
    sa.PrimaryKeyConstraint('task_id', name=op.f('pk_gold'))
    )
    op.create_index('ix_gold_project', 'gold', ['project_id'], unique=False)
    op.add_column('gold_result', sa.Column('score', sa.Double(), nullable=True))
    op.add_column('gold_result', sa.Column('excused', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('project', sa.Column('gold_share', sa.Double(), server_default='0', nullable=False))
