"""Where each woman stands in each project, and what her level earns on top."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_standing"
down_revision = "20261126_messages"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "work_standing",
        sa.Column("annotator_id", _ID, nullable=False),
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("gate", sa.Enum("open", "training", "exam", "paused", "banned", name="gate", native_enum=False, length=32), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_work_standing_level")),
        sa.CheckConstraint("weight BETWEEN 0 AND 1", name=op.f("ck_work_standing_weight")),
        sa.CheckConstraint(
            "(gate = 'paused') = (paused_until IS NOT NULL)", name=op.f("ck_work_standing_pause")
        ),
        sa.ForeignKeyConstraint(
            ["annotator_id"], ["account.id"], name=op.f("fk_work_standing_annotator_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_work_standing_project_id_project")
        ),
        sa.PrimaryKeyConstraint("annotator_id", "project_id", name=op.f("pk_work_standing")),
    )
    op.create_index("ix_work_standing_project", "work_standing", ["project_id", "level"], unique=False)
    op.add_column(
        "project", sa.Column("level_bonus", sa.JSON(), server_default="[0, 10, 20, 30]", nullable=False)
    )
