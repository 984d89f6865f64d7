"""`python -m worker_tasks.run`: one parent that loads the services once, then a child per queue and one for the bell."""

import sys
from collections.abc import Callable
from functools import partial

from annotate.core.settings import SettingError, Settings, load_settings
from annotate.core.stores import open_stores
from annotate.host.parent import Parent, Parts
from annotate.host.tables import ready_to_share
from worker_tasks import routing, workers
from worker_tasks.logs import configure_logging


def parts_of(settings: Settings) -> Parts:
    """What runs here: the bell, and DOUYA_WORKERS processes for each queue."""
    found: Parts = {"bell": partial(workers.carry_bell, settings)}
    for queue in routing.Queue:
        for number in range(1, settings.workers + 1):
            found[f"{queue}-{number}"] = partial(workers.work, settings, queue)
    return found


def parts(settings: Settings) -> Parts:
    """All services loaded, and what to run of them; so that the first job need not wait for them."""
    open_stores(settings)
    for kind in routing.ROUTES:
        routing.resolve(kind)
    ready_to_share()
    return {name: partial(_run, settings, part) for name, part in parts_of(settings).items()}


def _run(settings: Settings, part: Callable[[], None]) -> None:
    # In the child: where web and workers have one parent, each keeps its own log and stores.
    configure_logging()
    open_stores(settings)
    part()


def main() -> None:
    configure_logging()
    try:
        settings = load_settings()
    except SettingError as error:
        sys.exit(f"{error}")
    Parent(parts(settings)).run()


if __name__ == "__main__":
    main()
