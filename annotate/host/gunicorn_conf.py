"""How gunicorn serves the web app: threads, so that slow links hold no process; loaded once, then forked."""

import gc
import os
from pathlib import Path
from typing import Any

from annotate.core.settings import load_settings
from annotate.host.processes import die_with_parent

_settings = load_settings()

wsgi_app = "wsgi:app"
worker_class = "gthread"
workers = _settings.web_processes
threads = _settings.web_threads
preload_app = True
# The supervisor hands over a socket that stays open while we are started again: callers wait, none is refused.
bind = [os.environ.get("DOUYA_LISTEN", f"{_settings.host}:{_settings.port}")]
backlog = 2048
keepalive = 15
timeout = 120
graceful_timeout = 5
worker_connections = 1000
forwarded_allow_ips = "*" if _settings.proxies else "127.0.0.1"
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - an open, unlinked file
loglevel = "warning"


def when_ready(server: Any) -> None:
    """What is loaded now stays shared between the processes: the collector must not touch it in each."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """A worker whose master was killed would keep answering beside the new one's."""
    die_with_parent(server.pid)
