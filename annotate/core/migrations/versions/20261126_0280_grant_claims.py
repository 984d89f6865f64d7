"""Claims on public grants."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_grant_claims"
down_revision = "20261126_targets"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('grant_claim',
    sa.Column('id', ID, nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('office', sa.String(length=100), nullable=False),
    sa.Column('county_code', sa.String(length=6), nullable=False),
    sa.Column('first_month', sa.String(length=7), nullable=False),
    sa.Column('last_month', sa.String(length=7), nullable=False),
    sa.Column('amount_e4', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Enum('prepared', 'handed_in', 'granted', 'refused', 'paid', 'withdrawn', name='claimstate', native_enum=False, length=32), nullable=False),
    sa.Column('document', sa.String(length=100), nullable=False),
    sa.Column('granted_e4', sa.BigInteger(), nullable=True),
    sa.Column('entered_by', ID, nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('amount_e4 > 0', name=op.f('ck_grant_claim_amount')),
    sa.CheckConstraint('first_month <= last_month', name=op.f('ck_grant_claim_months')),
    sa.ForeignKeyConstraint(['county_code'], ['county.code'], name=op.f('fk_grant_claim_county_code_county')),
    sa.ForeignKeyConstraint(['entered_by'], ['account.id'], name=op.f('fk_grant_claim_entered_by_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grant_claim')),
    sa.UniqueConstraint('title', 'office', 'county_code', 'first_month', 'last_month', name=op.f('uq_grant_claim_title_office_county_code_first_month_last_month'))
    )

