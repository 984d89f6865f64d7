"""How far the frames of a video are."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_film_progress"
down_revision = "20261127_rework_result"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('film_progress',
    sa.Column('import_run_id', ID, nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('written', sa.Integer(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['import_run_id'], ['import_run.id'], name=op.f('fk_film_progress_import_run_id_import_run')),
    sa.PrimaryKeyConstraint('import_run_id', 'position', name=op.f('pk_film_progress'))
    )
