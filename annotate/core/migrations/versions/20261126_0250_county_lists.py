"""Lists of registered families, as keyed hashes."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_county_lists"
down_revision = "20261126_quick_pin"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('county_list',
    sa.Column('id', ID, nullable=False),
    sa.Column('county_code', sa.String(length=6), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('document', sa.String(length=100), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('imported_by', ID, nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['county_code'], ['county.code'], name=op.f('fk_county_list_county_code_county')),
    sa.ForeignKeyConstraint(['imported_by'], ['account.id'], name=op.f('fk_county_list_imported_by_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_county_list')),
    sa.UniqueConstraint('county_code', 'as_of', name=op.f('uq_county_list_county_code_as_of'))
    )
    op.create_table('listed_person',
    sa.Column('list_id', ID, nullable=False),
    sa.Column('number_index', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Enum('registered', 'monitored', name='listedstatus', native_enum=False, length=32), nullable=False),
    sa.ForeignKeyConstraint(['list_id'], ['county_list.id'], name=op.f('fk_listed_person_list_id_county_list')),
    sa.PrimaryKeyConstraint('list_id', 'number_index', name=op.f('pk_listed_person'))
    )
    op.create_index('ix_listed_person_number', 'listed_person', ['number_index'], unique=False)

