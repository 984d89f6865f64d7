"""Rows of open tasks with an index each, rules of handing out, pace, incomes of the month, calls for work."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_handing_out"
down_revision = "20261126_0050_pilot"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = "state = 'open' AND taken < target AND kept_for IS NULL"
_ROWS = (
    ("ix_task_first", ["project_id", "rank", "id"], f"{_OPEN} AND priority > 0"),
    ("ix_task_begun", ["project_id", "id"], f"{_OPEN} AND priority = 0 AND taken > 0"),
    ("ix_task_claim", ["project_id", "id"], f"{_OPEN} AND priority = 0 AND taken = 0"),
    ("ix_task_kept", ["project_id", "kept_for", "id"], "state = 'open' AND taken < target AND kept_for IS NOT NULL"),
)


def upgrade() -> None:
    op.add_column("task", sa.Column("rank", sa.Integer(), server_default="0", nullable=False))
    op.add_column("task", sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("task", sa.Column("kept_for", sa.String(length=6), nullable=True))
    op.execute("UPDATE task SET rank = -1001 WHERE priority > 0")
    op.drop_index("ix_task_claim", table_name="task")
    for name, columns, where in _ROWS:
        op.create_index(
            name, "task", columns, unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    op.add_column("claim_cursor", sa.Column("begun_id", _ID, server_default="0", nullable=False))
    op.add_column("claim_cursor", sa.Column("kept_id", _ID, server_default="0", nullable=False))
    op.add_column("claim_cursor", sa.Column("picture_ms", sa.Integer(), nullable=True))
    op.add_column("claim_cursor", sa.Column("apart", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "handout_rules",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("bag_minutes", sa.Integer(), nullable=False),
        sa.Column("chance_percent", sa.Integer(), nullable=False),
        sa.Column("shared_percent", sa.Integer(), nullable=False),
        sa.Column("scarce_hours", sa.Integer(), nullable=False),
        sa.Column("wait_minutes", sa.Integer(), nullable=False),
        sa.Column("quota_hours", sa.Integer(), nullable=False),
        sa.Column("quotas", sa.JSON(), nullable=False),
        sa.Column("successors", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_handout_rules_project_id_project")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_handout_rules")),
    )
    op.create_table(
        "project_pace",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("picture_ms", sa.Integer(), nullable=True),
        sa.Column("open_answers", sa.Integer(), nullable=False),
        sa.Column("answers_an_hour", sa.Integer(), nullable=False),
        sa.Column("is_scarce", sa.Boolean(), nullable=False),
        sa.Column("incomes", sa.JSON(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_pace_project_id_project")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_project_pace")),
    )
    op.create_table(
        "month_income",
        sa.Column("annotator_id", _ID, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("earned_e4", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["annotator_id"], ["account.id"], name=op.f("fk_month_income_annotator_id_account")),
        sa.PrimaryKeyConstraint("annotator_id", "month", name=op.f("pk_month_income")),
    )
    op.create_table(
        "no_work_call",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("project_id", _ID, nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_no_work_call_account_id_account")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_no_work_call_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_work_call")),
    )
    op.create_index("ix_no_work_call_hers", "no_work_call", ["account_id", "called_at"], unique=False)
    op.create_index("ix_no_work_call_at", "no_work_call", ["called_at"], unique=False)
    # What was booked before is this month's income too.
    op.execute(
        "INSERT INTO month_income (annotator_id, month, earned_e4) "
        "SELECT annotator_id, month, SUM(amount_e4) FROM earning GROUP BY annotator_id, month"
    )
