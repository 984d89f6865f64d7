"""SQL that makes a table append-only on both engines; migrations run it."""


def refuse_change(table: str, allowed: str = "") -> dict[str, list[str]]:
    """Triggers by engine ('sqlite', 'postgresql') that refuse UPDATE and DELETE on a table.

    allowed: an SQL condition over OLD and NEW under which an UPDATE may pass.
    """
    unless = f"WHEN NOT ({allowed})" if allowed else ""
    pg_unless = f"IF {allowed} THEN RETURN NEW; END IF;" if allowed else ""
    say = f"{table} is append-only"
    sqlite = [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {unless} BEGIN SELECT RAISE(ABORT, '{say}'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{say}'); END",
    ]
    postgresql = [
        f"CREATE FUNCTION {table}_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {pg_unless} RAISE EXCEPTION '{say}'; END $$",
        f"CREATE FUNCTION {table}_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{say}'; END $$",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_no_update()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_no_delete()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_no_delete()",
    ]
    return {"sqlite": sqlite, "postgresql": postgresql}


AUDIT = refuse_change("audit_event", "OLD.hash IS NULL AND NEW.hash IS NOT NULL")
