"""Centres with their members and PCs, sums of days and months, cases of early signs."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_care"
down_revision = "20261126_message_choices"


def upgrade() -> None:
    op.create_table('centre',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('county_code', sa.String(length=6), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('coordinator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['coordinator_id'], ['account.id'], name=op.f('fk_centre_coordinator_id_account')),
    sa.ForeignKeyConstraint(['county_code'], ['county.code'], name=op.f('fk_centre_county_code_county')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_centre')),
    sa.UniqueConstraint('county_code', 'name', name=op.f('uq_centre_county_code_name'))
    )
    op.create_table('day_work',
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('work_e4', sa.BigInteger(), nullable=False),
    sa.Column('active_ms', sa.BigInteger(), nullable=False),
    sa.Column('judged', sa.Integer(), nullable=False),
    sa.Column('accepted', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_day_work_account_id_account')),
    sa.PrimaryKeyConstraint('account_id', 'day', name=op.f('pk_day_work'))
    )
    op.create_index('ix_day_work_day', 'day_work', ['day'], unique=False)
    op.create_table('month_work',
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('pay_e4', sa.BigInteger(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=True),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_month_work_account_id_account')),
    sa.PrimaryKeyConstraint('account_id', 'month', name=op.f('pk_month_work'))
    )
    op.create_index('ix_month_work_month', 'month_work', ['month'], unique=False)
    op.create_table('sign_threshold',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('set_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['set_by'], ['account.id'], name=op.f('fk_sign_threshold_set_by_account')),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_sign_threshold'))
    )
    op.create_table('care_case',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('county_code', sa.String(length=6), nullable=True),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('centre_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('signs', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('contacted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('escalated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('outcome', sa.Enum('works_again', 'placed', 'helped', 'pauses', 'left', 'no_problem', name='outcome', native_enum=False, length=32), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.CheckConstraint('(account_id IS NULL) <> (centre_id IS NULL)', name=op.f('ck_care_case_one_subject')),
    sa.CheckConstraint('(closed_at IS NULL) = (outcome IS NULL)', name=op.f('ck_care_case_outcome')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_care_case_account_id_account')),
    sa.ForeignKeyConstraint(['centre_id'], ['centre.id'], name=op.f('fk_care_case_centre_id_centre')),
    sa.ForeignKeyConstraint(['closed_by'], ['account.id'], name=op.f('fk_care_case_closed_by_account')),
    sa.ForeignKeyConstraint(['owner_id'], ['account.id'], name=op.f('fk_care_case_owner_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_care_case'))
    )
    op.create_index('ix_care_case_county', 'care_case', ['county_code', 'closed_at', 'due_at'], unique=False)
    op.create_index('ix_care_case_hers', 'care_case', ['account_id', 'id'], unique=False)
    op.create_index('uq_care_case_open_centre', 'care_case', ['centre_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_index('uq_care_case_open_woman', 'care_case', ['account_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('centre_device',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('centre_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('inventory_number', sa.String(length=60), nullable=False),
    sa.Column('registered_on', sa.Date(), nullable=False),
    sa.Column('retired_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['centre_id'], ['centre.id'], name=op.f('fk_centre_device_centre_id_centre')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_centre_device')),
    sa.UniqueConstraint('centre_id', 'name', name=op.f('uq_centre_device_centre_id_name'))
    )
    op.create_table('centre_member',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('centre_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('joined_on', sa.Date(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('placed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('left_on IS NULL OR left_on >= joined_on', name=op.f('ck_centre_member_ends_after_start')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_centre_member_account_id_account')),
    sa.ForeignKeyConstraint(['centre_id'], ['centre.id'], name=op.f('fk_centre_member_centre_id_centre')),
    sa.ForeignKeyConstraint(['placed_by'], ['account.id'], name=op.f('fk_centre_member_placed_by_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_centre_member'))
    )
    op.create_index('ix_centre_member_centre', 'centre_member', ['centre_id', 'account_id'], unique=False)
    op.create_index('ix_centre_member_hers', 'centre_member', ['account_id', 'joined_on'], unique=False)
    op.create_index('uq_centre_member_now', 'centre_member', ['account_id'], unique=True, sqlite_where=sa.text('left_on IS NULL'), postgresql_where=sa.text('left_on IS NULL'))
    op.create_table('care_contact',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('called', 'visited', 'wrote', 'not_reached', 'placed', name='contactkind', native_enum=False, length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f('fk_care_contact_by_id_account')),
    sa.ForeignKeyConstraint(['case_id'], ['care_case.id'], name=op.f('fk_care_contact_case_id_care_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_care_contact'))
    )
    op.create_index(op.f('ix_care_contact_case_id'), 'care_contact', ['case_id'], unique=False)
