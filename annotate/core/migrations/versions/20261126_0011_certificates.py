"""Certificates of work."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0011_certificates"
down_revision = "20261125_0003_prelabels"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", _ID, nullable=False),
        sa.Column("annotator_id", _ID, nullable=False),
        sa.Column("code_index", sa.String(length=64), nullable=False),
        sa.Column("code_sealed", sa.Text(), nullable=False),
        sa.Column("shown_sealed", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["annotator_id"], ["account.id"], name=op.f("fk_certificate_annotator_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code_index", name=op.f("uq_certificate_code_index")),
    )
    op.create_index(op.f("ix_certificate_annotator_id"), "certificate", ["annotator_id"], unique=False)
