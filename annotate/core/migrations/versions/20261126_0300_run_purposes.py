"""A draft that is being counted does not stand before a report that is to be frozen."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_run_purposes"
down_revision = "20261126_site_key"


def upgrade() -> None:
    op.drop_index("uq_report_run_open", table_name="report_run")
    op.create_index(
        "uq_report_run_open",
        "report_run",
        ["programme_id", "period", "purpose"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
