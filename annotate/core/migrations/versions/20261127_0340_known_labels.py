"""Uploads of labels as known answers or finished work."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_known_labels"
down_revision = "20261127_references"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table('prelabel_import', schema=None) as batch_op:
        batch_op.add_column(sa.Column('purpose', sa.Enum('prelabels', 'gold', 'finished', name='labelpurpose', native_enum=False, length=32), server_default='prelabels', nullable=False))
        batch_op.add_column(sa.Column('pictures', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('refused', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('undone_by', ID, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_prelabel_import_undone_by_account'), 'account', ['undone_by'], ['id'])

    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.add_column(sa.Column('import_run_id', ID, nullable=True))
        batch_op.create_index(batch_op.f("ix_task_import_run_id"), ["import_run_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_task_import_run_id_import_run'), 'import_run', ['import_run_id'], ['id'])

    # ### end Alembic commands ###
