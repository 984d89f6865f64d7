"""Projects that ask newcomers to learn first, and the money held for it."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_training_of_projects"
down_revision = "20261126_standing"


def upgrade() -> None:
    op.add_column('project', sa.Column('needs_training', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('project', sa.Column('training_reserve_e4', sa.BigInteger(), server_default='0', nullable=False))
