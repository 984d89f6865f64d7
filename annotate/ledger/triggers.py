"""What the database itself refuses, on both engines: changed rows, unbalanced entries, late lines."""

from annotate.core.triggers import refuse_change

_SAME = (
    "OLD.id = NEW.id AND OLD.key = NEW.key AND OLD.event = NEW.event AND OLD.source_kind = NEW.source_kind"
    " AND OLD.source_id = NEW.source_id AND OLD.effective_at = NEW.effective_at"
    " AND OLD.posted_at = NEW.posted_at AND COALESCE(OLD.actor_id, 0) = COALESCE(NEW.actor_id, 0)"
    " AND COALESCE(OLD.reverses_id, 0) = COALESCE(NEW.reverses_id, 0) AND OLD.memo = NEW.memo"
)
# An entry is touched twice after its insert: sealed by its hash, then given its place in the chain.
_SEALING = "OLD.hash IS NULL AND NEW.hash IS NOT NULL AND NEW.seq IS NULL"
_CHAINING = (
    # A bare comparison with NULL is neither true nor false, and SQLite would let the change pass.
    "OLD.hash IS NOT NULL AND OLD.hash = COALESCE(NEW.hash, '') AND OLD.seq IS NULL"
    " AND NEW.seq IS NOT NULL AND NEW.prev_hash IS NOT NULL AND NEW.chain_hash IS NOT NULL"
)
_ALLOWED = f"({_SAME}) AND (({_SEALING}) OR ({_CHAINING}))"

_OFF = (
    "EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.id GROUP BY currency"
    " HAVING SUM(CASE side WHEN 'debit' THEN amount_e4 ELSE -amount_e4 END) <> 0)"
)
_TOO_FEW = "(SELECT COUNT(*) FROM posting WHERE entry_id = NEW.id) < 2"
_SEALED = "EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.entry_id AND hash IS NOT NULL)"
_OTHER_CURRENCY = "NEW.currency <> (SELECT currency FROM ledger_account WHERE id = NEW.account_id)"

# (name, table, when, condition, what is said), the same rules for both engines.
_CHECKS = (
    ("journal_entry_starts_open", "journal_entry", "INSERT", "NEW.hash IS NOT NULL OR NEW.seq IS NOT NULL", "an entry is sealed after its lines"),
    ("journal_entry_balances", "journal_entry", "UPDATE", f"OLD.hash IS NULL AND {_OFF}", "debits and credits of an entry differ"),
    ("journal_entry_has_lines", "journal_entry", "UPDATE", f"OLD.hash IS NULL AND {_TOO_FEW}", "an entry needs two lines"),
    ("posting_before_seal", "posting", "INSERT", _SEALED, "the entry is sealed"),
    ("posting_currency", "posting", "INSERT", _OTHER_CURRENCY, "the account has another currency"),
)  # fmt: skip


def _sqlite_check(name: str, table: str, when: str, condition: str, say: str) -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{say}'); END"
    ]


def _postgresql_check(name: str, table: str, when: str, condition: str, say: str) -> list[str]:
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {condition} THEN RAISE EXCEPTION '{say}'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


# SQLite has no trigger at commit: there an entry left unsealed is found by the proof.
_SEALED_AT_COMMIT = [
    "CREATE FUNCTION journal_entry_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.id AND hash IS NULL) THEN"
    " RAISE EXCEPTION 'an entry was left unsealed'; END IF; RETURN NULL; END $$",
    "CREATE CONSTRAINT TRIGGER journal_entry_is_sealed AFTER INSERT ON journal_entry"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_entry_is_sealed()",
]

_APPEND_ONLY = (
    refuse_change("ledger_account"),
    refuse_change("posting"),
    refuse_change("journal_entry", _ALLOWED),
)

TRIGGERS = {
    "sqlite": [sql for table in _APPEND_ONLY for sql in table["sqlite"]]
    + [sql for check in _CHECKS for sql in _sqlite_check(*check)],
    "postgresql": [sql for table in _APPEND_ONLY for sql in table["postgresql"]]
    + [sql for check in _CHECKS for sql in _postgresql_check(*check)]
    + _SEALED_AT_COMMIT,
}
