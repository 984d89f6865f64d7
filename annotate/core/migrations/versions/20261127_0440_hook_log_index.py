"""Messages of webhooks are counted by their state."""

from alembic import op

revision = "20261127_hook_log_index"
down_revision = "20261127_gallery_basis"


def upgrade() -> None:
    with op.batch_alter_table("hook_delivery", schema=None) as batch_op:
        batch_op.create_index("ix_hook_delivery_state", ["hook_id", "state"], unique=False)
