"""`python -m annotate.host.prepare`: the database is there and has this version's tables."""

import sys

from sqlalchemy.exc import OperationalError

from annotate.core.db import open_database, sqlite_warning
from annotate.core.settings import SettingError, load_settings
from annotate.host import migrations


def prepare() -> str | None:
    """Bring the database up to date; a sentence about what hinders, or None."""
    try:
        settings = load_settings()
        migrations.upgrade(open_database(settings))
    except (SettingError, migrations.SchemaTooNew) as error:
        return str(error)
    except OperationalError as error:
        return f"The database cannot be reached ({type(error.orig).__name__}): check DATABASE_URL and that it runs."
    warning = sqlite_warning() if settings.uses_sqlite else None
    if warning:
        sys.stdout.write(f"{warning}\n")
    return None


if __name__ == "__main__":
    hindrance = prepare()
    if hindrance:
        sys.stderr.write(f"{hindrance}\n")
        sys.exit(2)
