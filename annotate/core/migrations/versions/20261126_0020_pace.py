"""The newest answers of a project are found without sorting all of them."""

from alembic import op

revision = "20261126_0020_pace"
down_revision = "20261126_guide_pictures"


def upgrade() -> None:
    op.create_index("ix_submission_pace", "submission", ["project_id", "received_at"], unique=False)
    # The new one begins with the same column.
    op.drop_index("ix_submission_project_id", table_name="submission")
