"""Support of a programme: its rules and what was paid by them."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_support"
down_revision = "20261126_standard_corrections"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "support_rule",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("amount_e4", sa.BigInteger(), nullable=False),
        sa.Column("after_months", sa.Integer(), nullable=False),
        sa.Column("least_days", sa.Integer(), nullable=False),
        sa.Column("first_month", sa.String(length=7), nullable=False),
        sa.Column("last_month", sa.String(length=7), nullable=True),
        sa.Column("entered_by", ID, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", ID, nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_e4 > 0", name=op.f("ck_support_rule_amount")),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> entered_by", name=op.f("ck_support_rule_two_persons")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_support_rule_programme_id_programme")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_support_rule_entered_by_account")),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_support_rule_approved_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_rule")),
    )
    op.create_index("ix_support_rule_programme_id", "support_rule", ["programme_id"])
    op.create_table(
        "support_paid",
        sa.Column("rule_id", ID, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("amount_e4", sa.BigInteger(), nullable=False),
        sa.Column("earning_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["support_rule.id"], name=op.f("fk_support_paid_rule_id_support_rule")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_support_paid_account_id_account")),
        sa.ForeignKeyConstraint(["earning_id"], ["earning.id"], name=op.f("fk_support_paid_earning_id_earning")),
        sa.PrimaryKeyConstraint("rule_id", "month", "account_id", name=op.f("pk_support_paid")),
        sa.UniqueConstraint("earning_id", name=op.f("uq_support_paid_earning_id")),
    )
    op.create_index("ix_support_paid_hers", "support_paid", ["account_id", "month"])
