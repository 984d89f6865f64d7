"""Pre-labels, what becomes of them, and tasks that verify objects."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_0003_prelabels"
down_revision = "20261125_0011_hands"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _prelabels()
    _verify_tasks()
    op.add_column("draft", sa.Column("decided", sa.JSON(none_as_null=True), nullable=True))


def _prelabels() -> None:
    op.create_table(
        "prelabel_import",
        sa.Column("import_run_id", _ID, nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("objects", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_prelabel_import_import_run_id_import_run")
        ),
        sa.PrimaryKeyConstraint("import_run_id", name=op.f("pk_prelabel_import")),
    )
    op.create_table(
        "prelabel",
        sa.Column("id", _ID, nullable=False),
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("image_id", _ID, nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("annotations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("import_run_id", _ID, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("replaced_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_prelabel_image_id_image")),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_prelabel_import_run_id_import_run")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_prelabel_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prelabel")),
    )
    current = sa.text("replaced_at IS NULL")
    op.create_index(
        "uq_prelabel_current",
        "prelabel",
        ["image_id", "source"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
    op.create_index("ix_prelabel_project", "prelabel", ["project_id", "source"])
    op.create_index(op.f("ix_prelabel_image_id"), "prelabel", ["image_id"])
    op.create_index(op.f("ix_prelabel_import_run_id"), "prelabel", ["import_run_id"])
    op.create_table(
        "prelabel_policy",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("hidden_percent", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("hidden_percent BETWEEN 0 AND 100", name=op.f("ck_prelabel_policy_percent")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_prelabel_policy_project_id_project")
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_prelabel_policy")),
    )
    op.create_table(
        "submission_proposals",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("entries", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_submission_proposals_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_proposals_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission_proposals")),
    )
    op.create_index("ix_submission_proposals_newest", "submission_proposals", ["project_id", "created_at"])


def _verify_tasks() -> None:
    op.create_table(
        "verify_task",
        sa.Column("task_id", _ID, nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("origin_id", _ID, nullable=False),
        sa.Column("objects", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("object_count", sa.Integer(), nullable=False),
        sa.Column("rate_e4", sa.BigInteger(), nullable=False),
        sa.Column("answers_min", sa.Integer(), nullable=False),
        sa.Column("answers_max", sa.Integer(), nullable=False),
        sa.Column("created_by", _ID, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.CheckConstraint("rate_e4 > 0", name=op.f("ck_verify_task_rate")),
        sa.CheckConstraint(
            "0 < answers_min AND answers_min <= answers_max", name=op.f("ck_verify_task_answers")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_verify_task_created_by_account")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_verify_task_task_id_task")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_verify_task")),
    )
