"""Lists of division codes that wait for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_county_proposals"
down_revision = "20261126_run_purposes"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('county_proposal',
    sa.Column('id', ID, nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('document', sa.String(length=100), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('entered_by', ID, nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', ID, nullable=True),
    sa.Column('refused_why', sa.String(length=200), nullable=False),
    sa.CheckConstraint('approved_by IS NULL OR approved_by <> entered_by', name=op.f('ck_county_proposal_two_persons')),
    sa.ForeignKeyConstraint(['approved_by'], ['account.id'], name=op.f('fk_county_proposal_approved_by_account')),
    sa.ForeignKeyConstraint(['entered_by'], ['account.id'], name=op.f('fk_county_proposal_entered_by_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_county_proposal'))
    )

