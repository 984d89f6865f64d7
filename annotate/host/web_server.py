"""The web as a part of one parent: gunicorn with the app that the parent has loaded."""

import importlib
from functools import partial
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from annotate.core.settings import Settings
from annotate.host import gunicorn_conf
from annotate.host.parent import Parts
from annotate.host.tables import ready_to_share


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, configured by gunicorn_conf, for an app that is there already."""

    def __init__(self, app: Any) -> None:
        self._app = app
        super().__init__()

    def load_config(self) -> None:
        for name, value in vars(gunicorn_conf).items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        return self._app


def parts(_settings: Settings) -> Parts:
    """The app, loaded, and what serves it."""
    app = importlib.import_module("wsgi").app
    ready_to_share()
    return {"web": partial(_serve, app)}


def _serve(app: Any) -> None:
    Server(app).run()
