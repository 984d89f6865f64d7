"""Faces and plates made unrecognisable, and the originals that are to be removed."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_blurring"
down_revision = "20261127_known_labels"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "blur_import",
        sa.Column("import_run_id", ID, nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_blur_import_import_run_id_import_run")
        ),
        sa.PrimaryKeyConstraint("import_run_id", name=op.f("pk_blur_import")),
    )
    op.create_table(
        "blurred_picture",
        sa.Column("image_id", ID, nullable=False),
        sa.Column("import_run_id", ID, nullable=False),
        sa.Column("areas", sa.Integer(), nullable=False),
        sa.Column("old_key", sa.String(length=1100), nullable=False),
        sa.Column("old_preview_key", sa.String(length=200), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_blurred_picture_image_id_image")),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_blurred_picture_import_run_id_import_run")
        ),
        sa.PrimaryKeyConstraint("image_id", "import_run_id", name=op.f("pk_blurred_picture")),
    )
    with op.batch_alter_table("blurred_picture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blurred_picture_import_run_id"), ["import_run_id"], unique=False)

    with op.batch_alter_table("image", schema=None) as batch_op:
        batch_op.add_column(sa.Column("blurred_at", sa.DateTime(timezone=True), nullable=True))
