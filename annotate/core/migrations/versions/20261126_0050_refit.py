"""A refit in progress keeps its people apart, a row each, and says which night is done."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_refit"
down_revision = "20261126_insights"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "annotator_draft",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("annotator_id", _ID, nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in _FIGURES),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("statistics", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["annotator_id"], ["account.id"], name=op.f("fk_annotator_draft_annotator_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_annotator_draft_project_id_project")
        ),
        sa.PrimaryKeyConstraint("project_id", "annotator_id", name=op.f("pk_annotator_draft")),
    )
    op.add_column("crowd_model", sa.Column("refit_night", _ID, nullable=True))


_FIGURES = (
    "quality",
    "quality_low",
    "quality_high",
    "miss_rate",
    "false_rate",
    "label_accuracy",
    "sigma",
)
