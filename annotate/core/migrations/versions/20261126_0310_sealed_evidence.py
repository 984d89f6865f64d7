"""Room for sealed evidence of household income."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_sealed_evidence"
down_revision = "20261126_county_proposals"


def upgrade() -> None:
    with op.batch_alter_table("income_record") as table:
        table.alter_column("evidence", existing_type=sa.String(200), type_=sa.Text(), existing_nullable=False)
