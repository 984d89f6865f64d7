"""Accounts to pay to, payout batches with their payments and results, tax withheld."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_0010_payouts"
down_revision = "20261125_0002_offline"

def upgrade() -> None:
    op.create_table('payee_account',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('channel', sa.String(32), nullable=False),
        sa.Column('number_sealed', sa.Text(), nullable=False),
        sa.Column('last_4', sa.String(length=4), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('usable_from', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_payee_account_annotator_id_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_payee_account'))
    )
    op.create_index('ix_payee_account_hers', 'payee_account', ['annotator_id', 'id'], unique=False)
    op.create_table('payout_batch',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.Column('channel', sa.String(32), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('state', sa.String(32), nullable=False),
        sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('first_signed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('first_signed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('second_signed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('second_signed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('sent_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['first_signed_by'], ['account.id'], name=op.f('fk_payout_batch_first_signed_by_account')),
        sa.ForeignKeyConstraint(['made_by'], ['account.id'], name=op.f('fk_payout_batch_made_by_account')),
        sa.ForeignKeyConstraint(['second_signed_by'], ['account.id'], name=op.f('fk_payout_batch_second_signed_by_account')),
        sa.ForeignKeyConstraint(['sent_by'], ['account.id'], name=op.f('fk_payout_batch_sent_by_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_payout_batch')),
        sa.UniqueConstraint('key', name=op.f('uq_payout_batch_key'))
    )
    op.create_index(op.f('ix_payout_batch_state'), 'payout_batch', ['state'], unique=False)
    op.create_table('payout_line',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('number', sa.String(length=32), nullable=False),
        sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('payee_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('net_e4', sa.BigInteger(), nullable=False),
        sa.Column('tax_e4', sa.BigInteger(), nullable=False),
        sa.Column('state', sa.String(32), nullable=False),
        sa.Column('retries_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('told', sa.String(length=200), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('net_e4 > 0 AND tax_e4 >= 0', name=op.f('ck_payout_line_amounts')),
        sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_payout_line_annotator_id_account')),
        sa.ForeignKeyConstraint(['batch_id'], ['payout_batch.id'], name=op.f('fk_payout_line_batch_id_payout_batch')),
        sa.ForeignKeyConstraint(['payee_id'], ['payee_account.id'], name=op.f('fk_payout_line_payee_id_payee_account')),
        sa.ForeignKeyConstraint(['retries_id'], ['payout_line.id'], name=op.f('fk_payout_line_retries_id_payout_line')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_payout_line')),
        sa.UniqueConstraint('number', name=op.f('uq_payout_line_number')),
        sa.UniqueConstraint('retries_id', name=op.f('uq_payout_line_retries_id'))
    )
    op.create_index('ix_payout_line_batch', 'payout_line', ['batch_id', 'id'], unique=False)
    op.create_index('ix_payout_line_hers', 'payout_line', ['annotator_id', 'id'], unique=False)
    op.create_index(op.f('ix_payout_line_state'), 'payout_line', ['state'], unique=False)
    op.create_index('uq_payout_line_under_way', 'payout_line', ['annotator_id', 'currency'], unique=True, sqlite_where=sa.text("state IN ('listed', 'sent', 'waiting')"), postgresql_where=sa.text("state IN ('listed', 'sent', 'waiting')"))
    op.create_table('payout_result',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('lines', sa.Integer(), nullable=False),
        sa.Column('taken_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['batch_id'], ['payout_batch.id'], name=op.f('fk_payout_result_batch_id_payout_batch')),
        sa.ForeignKeyConstraint(['taken_by'], ['account.id'], name=op.f('fk_payout_result_taken_by_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_payout_result')),
        sa.UniqueConstraint('sha256', name=op.f('uq_payout_result_sha256'))
    )
    op.create_index(op.f('ix_payout_result_batch_id'), 'payout_result', ['batch_id'], unique=False)
    op.create_table('tax_withheld',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('amount_e4', sa.BigInteger(), nullable=False),
        sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('payout_line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('withheld_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_tax_withheld_annotator_id_account')),
        sa.ForeignKeyConstraint(['entry_id'], ['journal_entry.id'], name=op.f('fk_tax_withheld_entry_id_journal_entry')),
        sa.ForeignKeyConstraint(['payout_line_id'], ['payout_line.id'], name=op.f('fk_tax_withheld_payout_line_id_payout_line')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_tax_withheld')),
        sa.UniqueConstraint('payout_line_id', name=op.f('uq_tax_withheld_payout_line_id'))
    )
    op.create_index('ix_tax_withheld_hers', 'tax_withheld', ['annotator_id', 'currency'], unique=False)
