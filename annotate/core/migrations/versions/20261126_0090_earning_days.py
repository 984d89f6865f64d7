"""Indexes: her working days month by month, and the journal by day."""

from alembic import op

revision = "20261126_earning_days"
down_revision = "20261126_care"


def upgrade() -> None:
    op.create_index("ix_earning_days", "earning", ["annotator_id", "month", "day"])
    op.create_index("ix_journal_entry_effective_at", "journal_entry", ["effective_at"])
