"""Alembic's entry: runs the steps on the connection that `annotate.host.migrations` opened."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # SQLite can roll back DDL too; a half-made database would be worse than none.
    transactional_ddl=True,
)
context.run_migrations()
