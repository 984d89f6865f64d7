"""All tables of the first release, and the triggers that keep what tables cannot say."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_0001"
down_revision = None


def upgrade() -> None:
    op.create_table('audit_event',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('actor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('action', sa.String(length=64), nullable=False),
        sa.Column('object_kind', sa.String(length=64), nullable=False),
        sa.Column('object_id', sa.String(length=64), nullable=False),
        sa.Column('detail', sa.JSON(), nullable=False),
        sa.Column('request_id', sa.String(length=64), nullable=True),
        sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('prev_hash', sa.String(length=64), nullable=True),
        sa.Column('hash', sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event')),
        sa.UniqueConstraint('seq', name=op.f('uq_audit_event_seq'))
    )
    op.create_index('ix_audit_event_object', 'audit_event', ['object_kind', 'object_id'], unique=False)
    op.create_table('county',
        sa.Column('code', sa.String(length=6), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('name_en', sa.String(length=60), nullable=False),
        sa.Column('province_code', sa.String(length=6), nullable=False),
        sa.Column('province_name', sa.String(length=60), nullable=False),
        sa.Column('province_name_en', sa.String(length=60), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=True),
        sa.Column('valid_to', sa.Date(), nullable=True),
        sa.Column('successor_code', sa.String(length=6), nullable=True),
        sa.Column('source', sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint('code', name=op.f('pk_county'))
    )
    op.create_index(op.f('ix_county_province_code'), 'county', ['province_code'], unique=False)
    op.create_table('idempotency_key',
        sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('key', sa.String(length=128), nullable=False),
        sa.Column('request_hash', sa.String(length=64), nullable=False),
        sa.Column('status', sa.Integer(), nullable=True),
        sa.Column('body', sa.JSON(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('account_id', 'key', name=op.f('pk_idempotency_key'))
    )
    op.create_table('organisation',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('kind', sa.String(32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation'))
    )
    op.create_table('outbox_event',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('kind', sa.String(length=64), nullable=False),
        sa.Column('ref', sa.String(length=64), nullable=False),
        sa.Column('key', sa.String(length=128), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('token', sa.Integer(), nullable=False),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('dead_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('error', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_event')),
        sa.UniqueConstraint('key', name=op.f('uq_outbox_event_key'))
    )
    op.create_index('ix_outbox_event_waiting', 'outbox_event', ['due_at', 'id'], unique=False, sqlite_where=sa.text('done_at IS NULL AND dead_at IS NULL'), postgresql_where=sa.text('done_at IS NULL AND dead_at IS NULL'))
    op.create_table('sign_in_attempt',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('phone_index', sa.String(length=64), nullable=False),
        sa.Column('device_hash', sa.String(length=64), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('succeeded', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_attempt'))
    )
    op.create_index('ix_sign_in_attempt_who', 'sign_in_attempt', ['phone_index', 'at'], unique=False)
    op.create_table('account',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('uuid', sa.String(length=36), nullable=False),
        sa.Column('role', sa.String(32), nullable=False),
        sa.Column('state', sa.String(32), nullable=False),
        sa.Column('alias', sa.String(length=40), nullable=False),
        sa.Column('phone_index', sa.String(length=64), nullable=True),
        sa.Column('phone_sealed', sa.Text(), nullable=True),
        sa.Column('name_sealed', sa.Text(), nullable=True),
        sa.Column('password_hash', sa.String(length=200), nullable=True),
        sa.Column('locale', sa.String(length=10), nullable=False),
        sa.Column('easy_mode', sa.Boolean(), nullable=False),
        sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('county_code', sa.String(length=6), nullable=True),
        sa.Column('is_synthetic', sa.Boolean(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_account_organisation_id_organisation')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
        sa.UniqueConstraint('phone_index', name=op.f('uq_account_phone_index')),
        sa.UniqueConstraint('uuid', name=op.f('uq_account_uuid'))
    )
    op.create_index(op.f('ix_account_county_code'), 'account', ['county_code'], unique=False)
    op.create_index(op.f('ix_account_role'), 'account', ['role'], unique=False)
    op.create_table('household',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('uuid', sa.String(length=36), nullable=False),
        sa.Column('county_code', sa.String(length=6), nullable=False),
        sa.Column('is_synthetic', sa.Boolean(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['county_code'], ['county.code'], name=op.f('fk_household_county_code_county')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_household')),
        sa.UniqueConstraint('uuid', name=op.f('uq_household_uuid'))
    )
    op.create_index(op.f('ix_household_county_code'), 'household', ['county_code'], unique=False)
    op.create_table('api_token',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('name', sa.String(length=100), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_api_token_account_id_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_api_token_token_hash'))
    )
    op.create_index(op.f('ix_api_token_account_id'), 'api_token', ['account_id'], unique=False)
    op.create_table('consent',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('purpose', sa.String(32), nullable=False),
        sa.Column('text_version', sa.String(length=20), nullable=False),
        sa.Column('text_hash', sa.String(length=64), nullable=False),
        sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_consent_account_id_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    op.create_index('ix_consent_account', 'consent', ['account_id', 'purpose'], unique=False)
    op.create_table('household_key',
        sa.Column('household_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('wrapped', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_household_key_household_id_household')),
        sa.PrimaryKeyConstraint('household_id', name=op.f('pk_household_key'))
    )
    op.create_table('household_member',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('household_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('name_sealed', sa.Text(), nullable=True),
        sa.Column('relation', sa.String(32), nullable=False),
        sa.Column('birth_year', sa.Integer(), nullable=False),
        sa.Column('joined_on', sa.Date(), nullable=True),
        sa.Column('left_on', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_household_member_account_id_account')),
        sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_household_member_household_id_household')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_household_member'))
    )
    op.create_index(op.f('ix_household_member_household_id'), 'household_member', ['household_id'], unique=False)
    op.create_index('uq_household_member_account', 'household_member', ['account_id'], unique=True, sqlite_where=sa.text('left_on IS NULL'), postgresql_where=sa.text('left_on IS NULL'))
    op.create_table('income_record',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('household_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('month', sa.String(length=7), nullable=False),
        sa.Column('span_months', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(32), nullable=False),
        sa.Column('source', sa.String(32), nullable=False),
        sa.Column('definition', sa.String(32), nullable=False),
        sa.Column('amount_sealed', sa.Text(), nullable=False),
        sa.Column('evidence', sa.String(length=200), nullable=False),
        sa.Column('entered_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('span_months IN (1, 12)', name=op.f('ck_income_record_span')),
        sa.ForeignKeyConstraint(['entered_by'], ['account.id'], name=op.f('fk_income_record_entered_by_account')),
        sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_income_record_household_id_household')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_income_record'))
    )
    op.create_index('uq_income_record_current', 'income_record', ['household_id', 'month', 'kind', 'source'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('invitation',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('code_index', sa.String(length=64), nullable=False),
        sa.Column('role', sa.String(32), nullable=False),
        sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('county_code', sa.String(length=6), nullable=True),
        sa.Column('purpose', sa.JSON(), nullable=False),
        sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_invitation_account_id_account')),
        sa.ForeignKeyConstraint(['created_by'], ['account.id'], name=op.f('fk_invitation_created_by_account')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_invitation_organisation_id_organisation')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
        sa.UniqueConstraint('code_index', name=op.f('uq_invitation_code_index'))
    )
    op.create_table('journal_entry',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('key', sa.String(length=128), nullable=False),
        sa.Column('event', sa.String(length=40), nullable=False),
        sa.Column('source_kind', sa.String(length=40), nullable=False),
        sa.Column('source_id', sa.String(length=128), nullable=False),
        sa.Column('effective_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('posted_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('actor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('reverses_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('memo', sa.String(length=200), nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=True),
        sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('prev_hash', sa.String(length=64), nullable=True),
        sa.Column('chain_hash', sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(['actor_id'], ['account.id'], name=op.f('fk_journal_entry_actor_id_account')),
        sa.ForeignKeyConstraint(['reverses_id'], ['journal_entry.id'], name=op.f('fk_journal_entry_reverses_id_journal_entry')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_journal_entry')),
        sa.UniqueConstraint('key', name=op.f('uq_journal_entry_key')),
        sa.UniqueConstraint('reverses_id', name=op.f('uq_journal_entry_reverses_id')),
        sa.UniqueConstraint('seq', name=op.f('uq_journal_entry_seq'))
    )
    op.create_index('ix_journal_entry_event', 'journal_entry', ['event', 'id'], unique=False)
    op.create_index('ix_journal_entry_source', 'journal_entry', ['source_kind', 'source_id'], unique=False)
    op.create_index('ix_journal_entry_unchained', 'journal_entry', ['id'], unique=False, sqlite_where=sa.text('seq IS NULL'), postgresql_where=sa.text('seq IS NULL'))
    op.create_table('known_device',
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_known_device_account_id_account')),
        sa.PrimaryKeyConstraint('token_hash', 'account_id', name=op.f('pk_known_device'))
    )
    op.create_table('person_key',
        sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('wrapped', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_person_key_account_id_account')),
        sa.PrimaryKeyConstraint('account_id', name=op.f('pk_person_key'))
    )
    op.create_table('project',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('state', sa.String(32), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('rate_e4', sa.BigInteger(), nullable=False),
        sa.Column('redundancy_min', sa.Integer(), nullable=False),
        sa.Column('redundancy_max', sa.Integer(), nullable=False),
        sa.Column('confidence', sa.Double(), nullable=False),
        sa.Column('lease_minutes', sa.Integer(), nullable=False),
        sa.Column('programme_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('funded_e4', sa.BigInteger(), nullable=False),
        sa.Column('ontology_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('guideline_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('0 < redundancy_min AND redundancy_min <= redundancy_max', name=op.f('ck_project_redundancy')),
        sa.CheckConstraint('funded_e4 >= 0', name=op.f('ck_project_funded')),
        sa.CheckConstraint('rate_e4 > 0', name=op.f('ck_project_rate')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_project_organisation_id_organisation')),
        sa.ForeignKeyConstraint(['owner_id'], ['account.id'], name=op.f('fk_project_owner_id_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_project'))
    )
    op.create_index(op.f('ix_project_organisation_id'), 'project', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_project_owner_id'), 'project', ['owner_id'], unique=False)
    op.create_index(op.f('ix_project_state'), 'project', ['state'], unique=False)
    op.create_table('standard',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('kind', sa.String(32), nullable=False),
        sa.Column('region_code', sa.String(length=6), nullable=False),
        sa.Column('scope', sa.String(length=40), nullable=False),
        sa.Column('value', sa.String(length=24), nullable=False),
        sa.Column('unit', sa.String(length=40), nullable=False),
        sa.Column('price_year', sa.Integer(), nullable=True),
        sa.Column('valid_from', sa.Date(), nullable=True),
        sa.Column('valid_to', sa.Date(), nullable=True),
        sa.Column('source_title', sa.String(length=300), nullable=False),
        sa.Column('document_number', sa.String(length=100), nullable=False),
        sa.Column('note', sa.String(length=300), nullable=False),
        sa.Column('origin', sa.String(32), nullable=False),
        sa.Column('entered_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('approved_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('approved_by IS NULL OR approved_by <> entered_by', name=op.f('ck_standard_two_persons')),
        sa.ForeignKeyConstraint(['approved_by'], ['account.id'], name=op.f('fk_standard_approved_by_account')),
        sa.ForeignKeyConstraint(['entered_by'], ['account.id'], name=op.f('fk_standard_entered_by_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_standard'))
    )
    op.create_index('ix_standard_kind', 'standard', ['kind', 'region_code'], unique=False)
    op.create_table('tax_choice',
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('regime', sa.String(32), nullable=False),
        sa.Column('entered_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['entered_by'], ['account.id'], name=op.f('fk_tax_choice_entered_by_account')),
        sa.PrimaryKeyConstraint('valid_from', name=op.f('pk_tax_choice'))
    )
    op.create_table('web_session',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('idle_seconds', sa.Integer(), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('device', sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_web_session_account_id_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_web_session')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_web_session_token_hash'))
    )
    op.create_index(op.f('ix_web_session_account_id'), 'web_session', ['account_id'], unique=False)
    op.create_table('annotator_quality',
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('quality', sa.Double(), nullable=False),
        sa.Column('quality_low', sa.Double(), nullable=False),
        sa.Column('quality_high', sa.Double(), nullable=False),
        sa.Column('miss_rate', sa.Double(), nullable=False),
        sa.Column('false_rate', sa.Double(), nullable=False),
        sa.Column('label_accuracy', sa.Double(), nullable=False),
        sa.Column('sigma', sa.Double(), nullable=False),
        sa.Column('copies', sa.Integer(), nullable=False),
        sa.Column('judged', sa.Integer(), nullable=False),
        sa.Column('statistics', sa.JSON(), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_annotator_quality_annotator_id_account')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_annotator_quality_project_id_project')),
        sa.PrimaryKeyConstraint('project_id', 'annotator_id', name=op.f('pk_annotator_quality'))
    )
    op.create_table('bag',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_bag_annotator_id_account')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_bag_project_id_project')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_bag'))
    )
    op.create_index(op.f('ix_bag_annotator_id'), 'bag', ['annotator_id'], unique=False)
    op.create_table('claim_cursor',
        sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_claim_cursor_annotator_id_account')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_claim_cursor_project_id_project')),
        sa.PrimaryKeyConstraint('annotator_id', 'project_id', name=op.f('pk_claim_cursor'))
    )
    op.create_table('crowd_model',
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('pooled', sa.JSON(), nullable=False),
        sa.Column('model_version', sa.String(length=40), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('learnt_round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('draft', sa.JSON(), nullable=True),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_crowd_model_project_id_project')),
        sa.PrimaryKeyConstraint('project_id', name=op.f('pk_crowd_model'))
    )
    op.create_table('dataset',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_dataset_project_id_project')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_dataset')),
        sa.UniqueConstraint('project_id', name=op.f('uq_dataset_project_id'))
    )
    op.create_table('export',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('format', sa.String(length=40), nullable=False),
        sa.Column('only', sa.String(32), nullable=False),
        sa.Column('state', sa.String(32), nullable=False),
        sa.Column('storage_key', sa.String(length=200), nullable=True),
        sa.Column('byte_size', sa.BigInteger(), nullable=True),
        sa.Column('sha256', sa.String(length=64), nullable=True),
        sa.Column('manifest', sa.JSON(), nullable=False),
        sa.Column('error', sa.String(length=64), nullable=True),
        sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['created_by'], ['account.id'], name=op.f('fk_export_created_by_account')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_export_project_id_project')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_export'))
    )
    op.create_index(op.f('ix_export_project_id'), 'export', ['project_id'], unique=False)
    op.create_table('floor_alarm',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('week', sa.String(length=8), nullable=False),
        sa.Column('median_hourly_e4', sa.BigInteger(), nullable=False),
        sa.Column('floor_e4', sa.BigInteger(), nullable=False),
        sa.Column('answers', sa.Integer(), nullable=False),
        sa.Column('paused', sa.Boolean(), nullable=False),
        sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_floor_alarm_project_id_project')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_floor_alarm')),
        sa.UniqueConstraint('project_id', 'week', name=op.f('uq_floor_alarm_project_id_week'))
    )
    op.create_table('funding',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('key', sa.String(length=128), nullable=False),
        sa.Column('amount_e4', sa.BigInteger(), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('amount_e4 > 0', name=op.f('ck_funding_amount')),
        sa.ForeignKeyConstraint(['created_by'], ['account.id'], name=op.f('fk_funding_created_by_account')),
        sa.ForeignKeyConstraint(['entry_id'], ['journal_entry.id'], name=op.f('fk_funding_entry_id_journal_entry')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_funding_project_id_project')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_funding')),
        sa.UniqueConstraint('entry_id', name=op.f('uq_funding_entry_id')),
        sa.UniqueConstraint('project_id', 'key', name=op.f('uq_funding_project_id_key'))
    )
    op.create_table('guideline_version',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('text_zh', sa.Text(), nullable=False),
        sa.Column('text_en', sa.Text(), nullable=False),
        sa.Column('html_zh', sa.Text(), nullable=False),
        sa.Column('html_en', sa.Text(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_guideline_version_project_id_project')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_guideline_version')),
        sa.UniqueConstraint('project_id', 'number', name=op.f('uq_guideline_version_project_id_number'))
    )
    op.create_table('import_run',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('name', sa.String(length=400), nullable=False),
        sa.Column('state', sa.String(32), nullable=False),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.Column('total', sa.Integer(), nullable=False),
        sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['created_by'], ['account.id'], name=op.f('fk_import_run_created_by_account')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_import_run_project_id_project')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run'))
    )
    op.create_index(op.f('ix_import_run_project_id'), 'import_run', ['project_id'], unique=False)
    op.create_table('ledger_account',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('code', sa.String(length=64), nullable=False),
        sa.Column('kind', sa.String(32), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('owner_account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('asset', 'liability', 'income', 'expense')", name=op.f('ck_ledger_account_kind')),
        sa.CheckConstraint('length(currency) = 3', name=op.f('ck_ledger_account_currency')),
        sa.ForeignKeyConstraint(['owner_account_id'], ['account.id'], name=op.f('fk_ledger_account_owner_account_id_account')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_ledger_account_project_id_project')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_account')),
        sa.UniqueConstraint('code', name=op.f('uq_ledger_account_code'))
    )
    op.create_index(op.f('ix_ledger_account_owner_account_id'), 'ledger_account', ['owner_account_id'], unique=False)
    op.create_index(op.f('ix_ledger_account_project_id'), 'ledger_account', ['project_id'], unique=False)
    op.create_table('ontology_version',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('document', sa.JSON(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_ontology_version_project_id_project')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ontology_version')),
        sa.UniqueConstraint('project_id', 'number', name=op.f('uq_ontology_version_project_id_number'))
    )
    op.create_table('programme',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('name_zh', sa.String(length=100), nullable=False),
        sa.Column('name_en', sa.String(length=100), nullable=False),
        sa.Column('starts_on', sa.Date(), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=True),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('poverty_line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_programme_organisation_id_organisation')),
        sa.ForeignKeyConstraint(['poverty_line_id'], ['standard.id'], name=op.f('fk_programme_poverty_line_id_standard')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_programme'))
    )
    op.create_index(op.f('ix_programme_organisation_id'), 'programme', ['organisation_id'], unique=False)
    op.create_table('project_member',
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('role', sa.String(32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_project_member_account_id_account')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_project_member_project_id_project')),
        sa.PrimaryKeyConstraint('project_id', 'account_id', name=op.f('pk_project_member'))
    )
    op.create_index(op.f('ix_project_member_account_id'), 'project_member', ['account_id'], unique=False)
    op.create_table('account_balance',
        sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('part', sa.SmallInteger(), nullable=False),
        sa.Column('balance_e4', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['ledger_account.id'], name=op.f('fk_account_balance_account_id_ledger_account')),
        sa.PrimaryKeyConstraint('account_id', 'part', name=op.f('pk_account_balance'))
    )
    op.create_table('enrolment',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('programme_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('county_code', sa.String(length=6), nullable=False),
        sa.Column('household_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('enrolled_on', sa.Date(), nullable=False),
        sa.Column('left_on', sa.Date(), nullable=True),
        sa.Column('cohort', sa.String(length=7), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('left_on IS NULL OR left_on >= enrolled_on', name=op.f('ck_enrolment_ends_after_start')),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_enrolment_account_id_account')),
        sa.ForeignKeyConstraint(['county_code'], ['county.code'], name=op.f('fk_enrolment_county_code_county')),
        sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_enrolment_household_id_household')),
        sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_enrolment_programme_id_programme')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment'))
    )
    op.create_index('ix_enrolment_account', 'enrolment', ['account_id'], unique=False)
    op.create_index(op.f('ix_enrolment_household_id'), 'enrolment', ['household_id'], unique=False)
    op.create_index('uq_enrolment_running', 'enrolment', ['programme_id', 'account_id'], unique=True, sqlite_where=sa.text('left_on IS NULL'), postgresql_where=sa.text('left_on IS NULL'))
    op.create_table('image',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('dataset_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('name', sa.String(length=400), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('width_px', sa.Integer(), nullable=False),
        sa.Column('height_px', sa.Integer(), nullable=False),
        sa.Column('byte_size', sa.BigInteger(), nullable=False),
        sa.Column('media_type', sa.String(length=40), nullable=False),
        sa.Column('storage_key', sa.String(length=200), nullable=False),
        sa.Column('preview_key', sa.String(length=200), nullable=True),
        sa.Column('preview_width_px', sa.Integer(), nullable=True),
        sa.Column('preview_height_px', sa.Integer(), nullable=True),
        sa.Column('preview_bytes', sa.Integer(), nullable=True),
        sa.Column('state', sa.String(32), nullable=False),
        sa.Column('import_run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('position', sa.Integer(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('width_px > 0 AND height_px > 0', name=op.f('ck_image_size')),
        sa.ForeignKeyConstraint(['dataset_id'], ['dataset.id'], name=op.f('fk_image_dataset_id_dataset')),
        sa.ForeignKeyConstraint(['import_run_id'], ['import_run.id'], name=op.f('fk_image_import_run_id_import_run')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_image_project_id_project')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_image')),
        sa.UniqueConstraint('dataset_id', 'sha256', name=op.f('uq_image_dataset_id_sha256'))
    )
    op.create_index(op.f('ix_image_import_run_id'), 'image', ['import_run_id'], unique=False)
    op.create_index('ix_image_project_state', 'image', ['project_id', 'state', 'id'], unique=False)
    op.create_table('import_problem',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('import_run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=400), nullable=False),
        sa.Column('code', sa.String(length=64), nullable=False),
        sa.Column('detail', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(['import_run_id'], ['import_run.id'], name=op.f('fk_import_problem_import_run_id_import_run')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_import_problem')),
        sa.UniqueConstraint('import_run_id', 'position', name=op.f('uq_import_problem_import_run_id_position'))
    )
    op.create_table('monthly_pay',
        sa.Column('programme_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('month', sa.String(length=7), nullable=False),
        sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('county_code', sa.String(length=6), nullable=False),
        sa.Column('gross_e4', sa.BigInteger(), nullable=False),
        sa.Column('top_up_e4', sa.BigInteger(), nullable=False),
        sa.Column('subsidy_e4', sa.BigInteger(), nullable=False),
        sa.Column('active_ms', sa.BigInteger(), nullable=False),
        sa.Column('submissions', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_monthly_pay_account_id_account')),
        sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_monthly_pay_programme_id_programme')),
        sa.PrimaryKeyConstraint('programme_id', 'month', 'account_id', name=op.f('pk_monthly_pay'))
    )
    op.create_table('parcel',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('import_run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=400), nullable=False),
        sa.Column('received_bytes', sa.BigInteger(), nullable=False),
        sa.Column('total_bytes', sa.BigInteger(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=True),
        sa.Column('pieces', sa.JSON(), nullable=False),
        sa.CheckConstraint('received_bytes <= total_bytes', name=op.f('ck_parcel_received')),
        sa.ForeignKeyConstraint(['import_run_id'], ['import_run.id'], name=op.f('fk_parcel_import_run_id_import_run')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_parcel')),
        sa.UniqueConstraint('import_run_id', 'position', name=op.f('uq_parcel_import_run_id_position'))
    )
    op.create_table('posting',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('line', sa.SmallInteger(), nullable=False),
        sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('side', sa.String(32), nullable=False),
        sa.Column('amount_e4', sa.BigInteger(), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.CheckConstraint("side IN ('debit', 'credit')", name=op.f('ck_posting_side')),
        sa.CheckConstraint('amount_e4 > 0', name=op.f('ck_posting_amount')),
        sa.ForeignKeyConstraint(['account_id'], ['ledger_account.id'], name=op.f('fk_posting_account_id_ledger_account')),
        sa.ForeignKeyConstraint(['entry_id'], ['journal_entry.id'], name=op.f('fk_posting_entry_id_journal_entry')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_posting')),
        sa.UniqueConstraint('entry_id', 'line', name=op.f('uq_posting_entry_id_line'))
    )
    op.create_index('ix_posting_account', 'posting', ['account_id', 'id'], unique=False)
    op.create_table('report_snapshot',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('programme_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('period', sa.String(length=7), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('document', sa.JSON(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('frozen_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.ForeignKeyConstraint(['frozen_by'], ['account.id'], name=op.f('fk_report_snapshot_frozen_by_account')),
        sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_report_snapshot_programme_id_programme')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_report_snapshot')),
        sa.UniqueConstraint('programme_id', 'period', 'version', name=op.f('uq_report_snapshot_programme_id_period_version'))
    )
    op.create_table('released_line',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('snapshot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('line_key', sa.String(length=40), nullable=False),
        sa.Column('figures', sa.JSON(), nullable=False),
        sa.Column('cells', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(['snapshot_id'], ['report_snapshot.id'], name=op.f('fk_released_line_snapshot_id_report_snapshot')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_released_line')),
        sa.UniqueConstraint('snapshot_id', 'line_key', name=op.f('uq_released_line_snapshot_id_line_key'))
    )
    op.create_table('task',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('image_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('kind', sa.String(32), nullable=False),
        sa.Column('state', sa.String(32), nullable=False),
        sa.Column('target', sa.Integer(), nullable=False),
        sa.Column('taken', sa.Integer(), nullable=False),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.Column('priority', sa.Integer(), nullable=False),
        sa.Column('settle_round', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('taken >= 0 AND done >= 0 AND target > 0', name=op.f('ck_task_counters')),
        sa.ForeignKeyConstraint(['image_id'], ['image.id'], name=op.f('fk_task_image_id_image')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_task_project_id_project')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_task')),
        sa.UniqueConstraint('project_id', 'image_id', 'kind', name=op.f('uq_task_project_id_image_id_kind'))
    )
    op.create_index('ix_task_claim', 'task', ['project_id', 'priority', 'id'], unique=False, sqlite_where=sa.text("state = 'open' AND taken < target"), postgresql_where=sa.text("state = 'open' AND taken < target"))
    op.create_index(op.f('ix_task_image_id'), 'task', ['image_id'], unique=False)
    op.create_index('ix_task_state', 'task', ['project_id', 'state'], unique=False)
    op.create_table('assignment',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('bag_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('state', sa.String(32), nullable=False),
        sa.Column('leased_until', sa.DateTime(timezone=True), nullable=False),
        sa.Column('rate_e4', sa.BigInteger(), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('ontology_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('guideline_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('release_reason', sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_assignment_annotator_id_account')),
        sa.ForeignKeyConstraint(['bag_id'], ['bag.id'], name=op.f('fk_assignment_bag_id_bag')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_assignment_project_id_project')),
        sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_assignment_task_id_task')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment')),
        sa.UniqueConstraint('task_id', 'annotator_id', name=op.f('uq_assignment_task_id_annotator_id'))
    )
    op.create_index(op.f('ix_assignment_bag_id'), 'assignment', ['bag_id'], unique=False)
    op.create_index('ix_assignment_expiry', 'assignment', ['leased_until'], unique=False, sqlite_where=sa.text("state = 'held'"), postgresql_where=sa.text("state = 'held'"))
    op.create_index('ix_assignment_hers', 'assignment', ['annotator_id', 'project_id', 'state'], unique=False)
    op.create_table('consensus_round',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('decision', sa.String(32), nullable=False),
        sa.Column('annotations', sa.JSON(), nullable=False),
        sa.Column('disputed', sa.JSON(), nullable=False),
        sa.Column('agreement', sa.Double(), nullable=False),
        sa.Column('risk', sa.Double(), nullable=False),
        sa.Column('expected_errors', sa.Double(), nullable=False),
        sa.Column('model_version', sa.String(length=40), nullable=False),
        sa.Column('parameters', sa.JSON(), nullable=False),
        sa.Column('submission_ids', sa.JSON(), nullable=False),
        sa.Column('per_submission', sa.JSON(), nullable=False),
        sa.Column('adjudicated_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['adjudicated_by'], ['account.id'], name=op.f('fk_consensus_round_adjudicated_by_account')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_consensus_round_project_id_project')),
        sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_consensus_round_task_id_task')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_consensus_round')),
        sa.UniqueConstraint('task_id', 'number', name=op.f('uq_consensus_round_task_id_number'))
    )
    op.create_index('ix_consensus_round_project', 'consensus_round', ['project_id', 'id'], unique=False)
    op.create_table('draft',
        sa.Column('assignment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('revision', sa.BigInteger(), nullable=False),
        sa.Column('annotations', sa.JSON(), nullable=False),
        sa.Column('active_ms', sa.BigInteger(), nullable=False),
        sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_draft_assignment_id_assignment')),
        sa.PrimaryKeyConstraint('assignment_id', name=op.f('pk_draft'))
    )
    op.create_table('submission',
        sa.Column('id', sa.String(length=36), nullable=False),
        sa.Column('assignment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('ontology_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('annotations', sa.JSON(), nullable=False),
        sa.Column('body_sha256', sa.String(length=64), nullable=False),
        sa.Column('shape_count', sa.Integer(), nullable=False),
        sa.Column('active_ms', sa.BigInteger(), nullable=False),
        sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('late', sa.Boolean(), nullable=False),
        sa.Column('surplus', sa.Boolean(), nullable=False),
        sa.Column('unsure', sa.Boolean(), nullable=False),
        sa.Column('rate_e4', sa.BigInteger(), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_submission_annotator_id_account')),
        sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_submission_assignment_id_assignment')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_submission_project_id_project')),
        sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_submission_task_id_task')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
        sa.UniqueConstraint('assignment_id', name=op.f('uq_submission_assignment_id'))
    )
    op.create_index('ix_submission_hers', 'submission', ['annotator_id', 'received_at'], unique=False)
    op.create_index(op.f('ix_submission_project_id'), 'submission', ['project_id'], unique=False)
    op.create_index(op.f('ix_submission_task_id'), 'submission', ['task_id'], unique=False)
    op.create_table('gold_result',
        sa.Column('submission_id', sa.String(length=36), nullable=False),
        sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('passed', sa.Boolean(), nullable=False),
        sa.Column('judged_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_gold_result_annotator_id_account')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_gold_result_project_id_project')),
        sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_gold_result_submission_id_submission')),
        sa.PrimaryKeyConstraint('submission_id', name=op.f('pk_gold_result'))
    )
    op.create_index('ix_gold_result_hers', 'gold_result', ['annotator_id', 'project_id', 'passed'], unique=False)
    op.create_table('judgement',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('submission_id', sa.String(length=36), nullable=False),
        sa.Column('round', sa.Integer(), nullable=False),
        sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('verdict', sa.String(32), nullable=False),
        sa.Column('share_percent', sa.SmallInteger(), nullable=True),
        sa.Column('score', sa.Double(), nullable=True),
        sa.Column('reason', sa.JSON(), nullable=False),
        sa.Column('note', sa.String(length=1000), nullable=False),
        sa.Column('consensus_round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('judged_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('judged_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('final', sa.Boolean(), nullable=False),
        sa.Column('is_current', sa.Boolean(), nullable=False),
        sa.CheckConstraint('share_percent BETWEEN 0 AND 100', name=op.f('ck_judgement_share')),
        sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_judgement_annotator_id_account')),
        sa.ForeignKeyConstraint(['consensus_round_id'], ['consensus_round.id'], name=op.f('fk_judgement_consensus_round_id_consensus_round')),
        sa.ForeignKeyConstraint(['judged_by'], ['account.id'], name=op.f('fk_judgement_judged_by_account')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_judgement_project_id_project')),
        sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_judgement_submission_id_submission')),
        sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_judgement_task_id_task')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_judgement')),
        sa.UniqueConstraint('submission_id', 'round', name=op.f('uq_judgement_submission_id_round'))
    )
    op.create_index('ix_judgement_hers', 'judgement', ['annotator_id', 'id'], unique=False)
    op.create_index('ix_judgement_open', 'judgement', ['project_id', 'id'], unique=False, sqlite_where=sa.text('is_current AND NOT final'), postgresql_where=sa.text('is_current AND NOT final'))
    op.create_index(op.f('ix_judgement_task_id'), 'judgement', ['task_id'], unique=False)
    op.create_table('appeal',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('judgement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('text', sa.String(length=1000), nullable=False),
        sa.Column('state', sa.String(32), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('note', sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_appeal_annotator_id_account')),
        sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_appeal_decided_by_account')),
        sa.ForeignKeyConstraint(['judgement_id'], ['judgement.id'], name=op.f('fk_appeal_judgement_id_judgement')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal')),
        sa.UniqueConstraint('judgement_id', name=op.f('uq_appeal_judgement_id'))
    )
    op.create_index(op.f('ix_appeal_annotator_id'), 'appeal', ['annotator_id'], unique=False)
    op.create_index('ix_appeal_open', 'appeal', ['due_at'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.create_table('earning',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('kind', sa.String(32), nullable=False),
        sa.Column('judgement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('submission_id', sa.String(length=36), nullable=True),
        sa.Column('annotator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('programme_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('amount_e4', sa.BigInteger(), nullable=False),
        sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('month', sa.String(length=7), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('earned_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('active_ms', sa.BigInteger(), nullable=False),
        sa.CheckConstraint('amount_e4 > 0', name=op.f('ck_earning_amount')),
        sa.ForeignKeyConstraint(['annotator_id'], ['account.id'], name=op.f('fk_earning_annotator_id_account')),
        sa.ForeignKeyConstraint(['entry_id'], ['journal_entry.id'], name=op.f('fk_earning_entry_id_journal_entry')),
        sa.ForeignKeyConstraint(['judgement_id'], ['judgement.id'], name=op.f('fk_earning_judgement_id_judgement')),
        sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_earning_project_id_project')),
        sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_earning_submission_id_submission')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_earning')),
        sa.UniqueConstraint('entry_id', name=op.f('uq_earning_entry_id')),
        sa.UniqueConstraint('judgement_id', name=op.f('uq_earning_judgement_id')),
        sa.UniqueConstraint('submission_id', 'kind', name=op.f('uq_earning_submission_id_kind'))
    )
    op.create_index('ix_earning_hers', 'earning', ['annotator_id', 'month', 'id'], unique=False)
    op.create_index('ix_earning_month', 'earning', ['month', 'annotator_id'], unique=False)
    op.create_index('ix_earning_project', 'earning', ['project_id', 'earned_at'], unique=False)
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        # No parameters: a % in a trigger's text is a %.
        op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


TRIGGERS = {
    "sqlite": [
        "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event WHEN NOT (OLD.hash IS NULL AND NEW.hash IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
        "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
        "CREATE TRIGGER ledger_account_no_update BEFORE UPDATE ON ledger_account  BEGIN SELECT RAISE(ABORT, 'ledger_account is append-only'); END",
        "CREATE TRIGGER ledger_account_no_delete BEFORE DELETE ON ledger_account BEGIN SELECT RAISE(ABORT, 'ledger_account is append-only'); END",
        "CREATE TRIGGER posting_no_update BEFORE UPDATE ON posting  BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END",
        "CREATE TRIGGER posting_no_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END",
        "CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry WHEN NOT ((OLD.id = NEW.id AND OLD.key = NEW.key AND OLD.event = NEW.event AND OLD.source_kind = NEW.source_kind AND OLD.source_id = NEW.source_id AND OLD.effective_at = NEW.effective_at AND OLD.posted_at = NEW.posted_at AND COALESCE(OLD.actor_id, 0) = COALESCE(NEW.actor_id, 0) AND COALESCE(OLD.reverses_id, 0) = COALESCE(NEW.reverses_id, 0) AND OLD.memo = NEW.memo) AND ((OLD.hash IS NULL AND NEW.hash IS NOT NULL AND NEW.seq IS NULL) OR (OLD.hash IS NOT NULL AND OLD.hash = COALESCE(NEW.hash, '') AND OLD.seq IS NULL AND NEW.seq IS NOT NULL AND NEW.prev_hash IS NOT NULL AND NEW.chain_hash IS NOT NULL))) BEGIN SELECT RAISE(ABORT, 'journal_entry is append-only'); END",
        "CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal_entry is append-only'); END",
        "CREATE TRIGGER journal_entry_starts_open BEFORE INSERT ON journal_entry WHEN NEW.hash IS NOT NULL OR NEW.seq IS NOT NULL BEGIN SELECT RAISE(ABORT, 'an entry is sealed after its lines'); END",
        "CREATE TRIGGER journal_entry_balances BEFORE UPDATE ON journal_entry WHEN OLD.hash IS NULL AND EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.id GROUP BY currency HAVING SUM(CASE side WHEN 'debit' THEN amount_e4 ELSE -amount_e4 END) <> 0) BEGIN SELECT RAISE(ABORT, 'debits and credits of an entry differ'); END",
        "CREATE TRIGGER journal_entry_has_lines BEFORE UPDATE ON journal_entry WHEN OLD.hash IS NULL AND (SELECT COUNT(*) FROM posting WHERE entry_id = NEW.id) < 2 BEGIN SELECT RAISE(ABORT, 'an entry needs two lines'); END",
        "CREATE TRIGGER posting_before_seal BEFORE INSERT ON posting WHEN EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.entry_id AND hash IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the entry is sealed'); END",
        "CREATE TRIGGER posting_currency BEFORE INSERT ON posting WHEN NEW.currency <> (SELECT currency FROM ledger_account WHERE id = NEW.account_id) BEGIN SELECT RAISE(ABORT, 'the account has another currency'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION audit_event_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.hash IS NULL AND NEW.hash IS NOT NULL THEN RETURN NEW; END IF; RAISE EXCEPTION 'audit_event is append-only'; END $$",
        "CREATE FUNCTION audit_event_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit_event is append-only'; END $$",
        "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_no_update()",
        "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_no_delete()",
        "CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_event_no_delete()",
        "CREATE FUNCTION ledger_account_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  RAISE EXCEPTION 'ledger_account is append-only'; END $$",
        "CREATE FUNCTION ledger_account_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'ledger_account is append-only'; END $$",
        "CREATE TRIGGER ledger_account_no_update BEFORE UPDATE ON ledger_account FOR EACH ROW EXECUTE FUNCTION ledger_account_no_update()",
        "CREATE TRIGGER ledger_account_no_delete BEFORE DELETE ON ledger_account FOR EACH ROW EXECUTE FUNCTION ledger_account_no_delete()",
        "CREATE TRIGGER ledger_account_no_truncate BEFORE TRUNCATE ON ledger_account FOR EACH STATEMENT EXECUTE FUNCTION ledger_account_no_delete()",
        "CREATE FUNCTION posting_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  RAISE EXCEPTION 'posting is append-only'; END $$",
        "CREATE FUNCTION posting_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'posting is append-only'; END $$",
        "CREATE TRIGGER posting_no_update BEFORE UPDATE ON posting FOR EACH ROW EXECUTE FUNCTION posting_no_update()",
        "CREATE TRIGGER posting_no_delete BEFORE DELETE ON posting FOR EACH ROW EXECUTE FUNCTION posting_no_delete()",
        "CREATE TRIGGER posting_no_truncate BEFORE TRUNCATE ON posting FOR EACH STATEMENT EXECUTE FUNCTION posting_no_delete()",
        "CREATE FUNCTION journal_entry_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.id = NEW.id AND OLD.key = NEW.key AND OLD.event = NEW.event AND OLD.source_kind = NEW.source_kind AND OLD.source_id = NEW.source_id AND OLD.effective_at = NEW.effective_at AND OLD.posted_at = NEW.posted_at AND COALESCE(OLD.actor_id, 0) = COALESCE(NEW.actor_id, 0) AND COALESCE(OLD.reverses_id, 0) = COALESCE(NEW.reverses_id, 0) AND OLD.memo = NEW.memo) AND ((OLD.hash IS NULL AND NEW.hash IS NOT NULL AND NEW.seq IS NULL) OR (OLD.hash IS NOT NULL AND OLD.hash = COALESCE(NEW.hash, '') AND OLD.seq IS NULL AND NEW.seq IS NOT NULL AND NEW.prev_hash IS NOT NULL AND NEW.chain_hash IS NOT NULL)) THEN RETURN NEW; END IF; RAISE EXCEPTION 'journal_entry is append-only'; END $$",
        "CREATE FUNCTION journal_entry_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'journal_entry is append-only'; END $$",
        "CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_entry_no_update()",
        "CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_entry_no_delete()",
        "CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_no_delete()",
        "CREATE FUNCTION journal_entry_starts_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.hash IS NOT NULL OR NEW.seq IS NOT NULL THEN RAISE EXCEPTION 'an entry is sealed after its lines'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER journal_entry_starts_open BEFORE INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_entry_starts_open()",
        "CREATE FUNCTION journal_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.hash IS NULL AND EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.id GROUP BY currency HAVING SUM(CASE side WHEN 'debit' THEN amount_e4 ELSE -amount_e4 END) <> 0) THEN RAISE EXCEPTION 'debits and credits of an entry differ'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER journal_entry_balances BEFORE UPDATE ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_entry_balances()",
        "CREATE FUNCTION journal_entry_has_lines() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.hash IS NULL AND (SELECT COUNT(*) FROM posting WHERE entry_id = NEW.id) < 2 THEN RAISE EXCEPTION 'an entry needs two lines'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER journal_entry_has_lines BEFORE UPDATE ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_entry_has_lines()",
        "CREATE FUNCTION posting_before_seal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.entry_id AND hash IS NOT NULL) THEN RAISE EXCEPTION 'the entry is sealed'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER posting_before_seal BEFORE INSERT ON posting FOR EACH ROW EXECUTE FUNCTION posting_before_seal()",
        "CREATE FUNCTION posting_currency() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.currency <> (SELECT currency FROM ledger_account WHERE id = NEW.account_id) THEN RAISE EXCEPTION 'the account has another currency'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER posting_currency BEFORE INSERT ON posting FOR EACH ROW EXECUTE FUNCTION posting_currency()",
        "CREATE FUNCTION journal_entry_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.id AND hash IS NULL) THEN RAISE EXCEPTION 'an entry was left unsealed'; END IF; RETURN NULL; END $$",
        "CREATE CONSTRAINT TRIGGER journal_entry_is_sealed AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_entry_is_sealed()"
    ]
}
