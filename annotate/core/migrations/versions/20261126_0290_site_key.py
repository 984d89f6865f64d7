"""The key of the blind index, kept for itself."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_site_key"
down_revision = "20261126_grant_claims"


def upgrade() -> None:
    op.create_table('site_key',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('wrapped', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_site_key'))
    )

