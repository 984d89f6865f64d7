"""What people say of answers made anew, and what share of the rate is paid."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_rework_look"
down_revision = "20261127_film_progress"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('rework_look',
    sa.Column('rework_id', ID, nullable=False),
    sa.Column('annotator_id', ID, nullable=False),
    sa.Column('project_id', ID, nullable=False),
    sa.Column('is_held', sa.Boolean(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('first_by', ID, nullable=True),
    sa.Column('fits', sa.Boolean(), nullable=True),
    sa.Column('fault', sa.String(length=16), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('decided_by', ID, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('decided_by IS NULL OR first_by IS NULL OR decided_by <> first_by', name=op.f('ck_rework_look_two_people')),
    sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_rework_look_annotator_id_account')),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_rework_look_decided_by_account')),
    sa.ForeignKeyConstraint(['first_by'], ['account.id'], name=op.f('fk_rework_look_first_by_account')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_rework_look_project_id_project')),
    sa.ForeignKeyConstraint(['rework_id'], ['rework.id'], name=op.f('fk_rework_look_rework_id_rework')),
    sa.PrimaryKeyConstraint('rework_id', name=op.f('pk_rework_look'))
    )
    with op.batch_alter_table('rework_look', schema=None) as batch_op:
        batch_op.create_index('ix_rework_look_held', ['asked_at'], unique=False, sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))

    with op.batch_alter_table('rework', schema=None) as batch_op:
        batch_op.add_column(sa.Column('share_percent', sa.Integer(), server_default='100', nullable=False))
        batch_op.create_index('ix_rework_project', ['project_id', 'id'], unique=False)
