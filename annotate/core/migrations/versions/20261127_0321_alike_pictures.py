"""How single pictures look, and which looks like an older one."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_alike_pictures"
down_revision = "20261127_video_files"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "likeness",
        sa.Column("image_id", ID, nullable=False),
        sa.Column("like_id", ID, nullable=False),
        sa.Column("distance", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_likeness_image_id_image")),
        sa.ForeignKeyConstraint(["like_id"], ["image.id"], name=op.f("fk_likeness_like_id_image")),
        sa.PrimaryKeyConstraint("image_id", name=op.f("pk_likeness")),
    )
    with op.batch_alter_table("likeness", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_likeness_like_id"), ["like_id"], unique=False)

    op.create_table(
        "picture_look",
        sa.Column("image_id", ID, nullable=False),
        sa.Column("dataset_id", ID, nullable=False),
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        sa.Column("c", sa.Integer(), nullable=False),
        sa.Column("d", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["dataset.id"], name=op.f("fk_picture_look_dataset_id_dataset")
        ),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_picture_look_image_id_image")),
        sa.PrimaryKeyConstraint("image_id", name=op.f("pk_picture_look")),
    )
    with op.batch_alter_table("picture_look", schema=None) as batch_op:
        batch_op.create_index("ix_picture_look_a", ["dataset_id", "a"], unique=False)
        batch_op.create_index("ix_picture_look_b", ["dataset_id", "b"], unique=False)
        batch_op.create_index("ix_picture_look_c", ["dataset_id", "c"], unique=False)
        batch_op.create_index("ix_picture_look_d", ["dataset_id", "d"], unique=False)
