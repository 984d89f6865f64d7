"""Opens what web, workers and commands alike need before any service is called."""

from annotate.core import clock, index_key
from annotate.core.crypto import use_master_keys
from annotate.core.db import open_database
from annotate.core.settings import Settings
from annotate.core.sources import open_sources
from annotate.core.storage import open_storage


def open_stores(settings: Settings) -> None:
    """Time zone, keys, database and files of this process."""
    clock.use_time_zone(settings.timezone)
    use_master_keys(settings.master_keys)
    open_database(settings)
    index_key.use_kept()
    open_storage(settings)
    open_sources(settings)
