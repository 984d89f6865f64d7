"""A network line between a browser and an instance that a test can cut: before a request, or after it was answered."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What becomes of one request: it passes; it is cut before the server hears it; it is done and the answer is cut.
PASS, BEFORE, AFTER = "pass", "before", "after"
Fate = Callable[[str, str], str]
_ENDS = {"connection", "keep-alive", "transfer-encoding", "content-length"}


def passing(_method: str, _path: str) -> str:
    return PASS


def cut(_method: str, _path: str) -> str:
    """No network at all."""
    return BEFORE


class Line:
    """Listens on a port of its own and hands every request on, unless its fate says otherwise."""

    def __init__(self, target_port: int) -> None:
        self.target_port = target_port
        self.fate: Fate = passing
        self.log: list[tuple[str, str, str]] = []
        line = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                line.pass_on(self)

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *_arguments: Any) -> None:
                """Nothing: tests speak for themselves."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def pass_on(self, asked: BaseHTTPRequestHandler) -> None:
        path = asked.path.split("?")[0]
        fate = self.fate(asked.command, path)
        self.log.append((asked.command, path, fate))
        body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
        if fate == BEFORE:
            return self._hang_up(asked)
        connection = http.client.HTTPConnection("127.0.0.1", self.target_port, timeout=60)
        try:
            headers = {name: value for name, value in asked.headers.items() if name.lower() not in _ENDS}
            connection.request(asked.command, asked.path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
        except OSError:
            return self._hang_up(asked)
        finally:
            connection.close()
        if fate == AFTER:
            return self._hang_up(asked)
        asked.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in _ENDS:
                asked.send_header(name, value)
        if answer.status not in (204, 304):
            asked.send_header("Content-Length", str(len(content)))
        asked.end_headers()
        asked.wfile.write(content)
        return None

    @staticmethod
    def _hang_up(asked: BaseHTTPRequestHandler) -> None:
        asked.close_connection = True

    @contextmanager
    def down(self) -> Iterator[None]:
        """No network inside the block."""
        before, self.fate = self.fate, cut
        yield
        self.fate = before

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
