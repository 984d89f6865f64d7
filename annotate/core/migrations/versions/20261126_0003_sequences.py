"""Sequences: videos as ordered frames, and tasks that are clips of them."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0003"
down_revision = "20261125_0010_payouts"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sequence",
        sa.Column("id", _ID, nullable=False),
        sa.Column("dataset_id", _ID, nullable=False),
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("fps", sa.Double(), nullable=False),
        sa.Column("frame_count", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("fps > 0", name=op.f("ck_sequence_fps")),
        sa.ForeignKeyConstraint(["dataset_id"], ["dataset.id"], name=op.f("fk_sequence_dataset_id_dataset")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_sequence_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sequence")),
        sa.UniqueConstraint("dataset_id", "name", name=op.f("uq_sequence_dataset_id_name")),
    )
    op.create_index(op.f("ix_sequence_project_id"), "sequence", ["project_id"])
    with op.batch_alter_table("import_run") as table:
        table.add_column(sa.Column("sequence_id", _ID, nullable=True))
        table.create_foreign_key(op.f("fk_import_run_sequence_id_sequence"), "sequence", ["sequence_id"], ["id"])
    with op.batch_alter_table("image") as table:
        table.add_column(sa.Column("sequence_id", _ID, nullable=True))
        table.add_column(sa.Column("frame_index", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_image_sequence_id_sequence"), "sequence", ["sequence_id"], ["id"])
        table.drop_constraint(op.f("uq_image_dataset_id_sha256"), type_="unique")
        table.create_unique_constraint(op.f("uq_image_sequence_id_name"), ["sequence_id", "name"])
    alone = sa.text("sequence_id IS NULL")
    op.create_index(
        "uq_image_dataset_id_sha256",
        "image",
        ["dataset_id", "sha256"],
        unique=True,
        sqlite_where=alone,
        postgresql_where=alone,
    )
    op.create_index("ix_image_frame", "image", ["sequence_id", "frame_index"])
    op.create_index("ix_image_dataset_sha256", "image", ["dataset_id", "sha256"])
    with op.batch_alter_table("task") as table:
        table.add_column(sa.Column("sequence_id", _ID, nullable=True))
        table.add_column(sa.Column("first_frame", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("frame_count", sa.Integer(), server_default="1", nullable=False))
        table.create_foreign_key(op.f("fk_task_sequence_id_sequence"), "sequence", ["sequence_id"], ["id"])
        table.create_check_constraint(op.f("ck_task_frames"), "first_frame >= 0 AND frame_count > 0")
    op.create_index("ix_task_clip", "task", ["sequence_id", "first_frame"])
