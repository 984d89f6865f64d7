"""Objects of a settled picture that are worth a quick look; not all that was not believed."""

from alembic import op

revision = "20261126_doubtful"
down_revision = "20261126_handing_out"


def upgrade() -> None:
    op.execute("ALTER TABLE task_insight RENAME COLUMN disputed TO doubtful")
    # Counted anew by the job.
    op.execute("DELETE FROM task_mark WHERE what <> 'sure'")
    op.execute("DELETE FROM task_insight")
    op.execute("DELETE FROM quality_day")
    op.execute("UPDATE project_insight SET round_id = 0")
