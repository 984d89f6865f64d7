"""Pictures that a guideline shows."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_guide_pictures"
down_revision = "20261126_0011_certificates"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "guide_picture",
        sa.Column("id", _ID, nullable=False),
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("byte_size", sa.Integer(), nullable=False),
        sa.Column("created_by", _ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_guide_picture_created_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_guide_picture_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_picture")),
        sa.UniqueConstraint("project_id", "sha256", name=op.f("uq_guide_picture_project_id_sha256")),
    )
