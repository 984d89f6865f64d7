"""Changes rows behind the program's back, as somebody with the database's password could."""

import sqlalchemy as sa

from annotate.core.db import Database


def tamper(database: Database, *statements: str) -> None:
    """Run statements with every trigger and every foreign key off."""
    engine = sa.create_engine(database.engine.url, module=database.engine.dialect.dbapi)
    with engine.connect() as connection:
        if database.is_sqlite:
            names = (
                connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                .scalars()
                .all()
            )
            for name in names:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()
    engine.dispose()
