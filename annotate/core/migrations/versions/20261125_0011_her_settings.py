"""Her shortcuts in the editor, and the size of her letters."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_0011_hands"
down_revision = "20261126_0003"


def upgrade() -> None:
    op.create_table(
        "editor_settings",
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_editor_settings_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_editor_settings")),
    )
    op.add_column("account", sa.Column("text_px", sa.Integer(), nullable=True))
