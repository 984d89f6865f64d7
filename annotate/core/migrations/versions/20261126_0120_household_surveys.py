"""Surveys of households that a device may send twice."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_household_surveys"
down_revision = "20261126_support"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "household_survey",
        sa.Column("id", ID, nullable=False),
        sa.Column("household_id", ID, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("entered_by", ID, nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_household_survey_household_id_household")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_household_survey_entered_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_survey")),
        sa.UniqueConstraint("entered_by", "client_key", name=op.f("uq_household_survey_entered_by_client_key")),
    )
    op.create_index("ix_household_survey_household_id", "household_survey", ["household_id"])


def downgrade() -> None:
    op.drop_table("household_survey")
