"""Video files: which frames are taken, and of which file a sequence was made."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_video_files"
down_revision = "20261127_guideline_changes"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "film_file",
        sa.Column("sequence_id", ID, nullable=False),
        sa.Column("import_run_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_film_file_import_run_id_import_run")
        ),
        sa.ForeignKeyConstraint(
            ["sequence_id"], ["sequence.id"], name=op.f("fk_film_file_sequence_id_sequence")
        ),
        sa.PrimaryKeyConstraint("sequence_id", name=op.f("pk_film_file")),
        sa.UniqueConstraint("import_run_id", "position", name=op.f("uq_film_file_import_run_id_position")),
    )
    with op.batch_alter_table("film_file", schema=None) as batch_op:
        batch_op.create_index("ix_film_file_sha256", ["sha256"], unique=False)

    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("film_rate", sa.Double(), nullable=True))
