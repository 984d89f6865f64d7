"""A small client of the HTTP API: one kept connection per annotator, standard library only."""

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_TIMEOUT_SECONDS = 60
_TRIES = 5
# The server is busy or starting again; asking once more is all that is needed.
_ASK_AGAIN = (429, 502, 503, 504)


class Refused(Exception):
    """The server said no, with its reason."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(
            f"{status} {problem.get('code', '')}: {problem.get('detail') or problem.get('title', '')}"
        )
        self.status, self.problem = status, problem


class Unreachable(Exception):
    """No server answers there."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: Any


class ApiClient:
    """Calls with one person's token. Each call may be repeated: the API takes every one of them twice."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Unreachable(f"{url} is no web address; write for example http://127.0.0.1:8000")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=_TIMEOUT_SECONDS)
        self._root = parts.path.rstrip("/") + "/api/v1"
        self._token = token
        self._address = url

    def get(self, path: str) -> Reply:
        return self._call("GET", path, None)

    def post(self, path: str, body: Mapping[str, Any]) -> Reply:
        return self._call("POST", path, body)

    def close(self) -> None:
        self._connection.close()

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None) -> Reply:
        for attempt in range(_TRIES):
            response, text = self._send(method, path, body, is_last=attempt == _TRIES - 1)
            if response is None:
                time.sleep(0.2 * 2**attempt)
                continue
            if response.status in _ASK_AGAIN and attempt < _TRIES - 1:
                time.sleep(min(float(response.headers.get("Retry-After") or 0.5 * 2**attempt), 30.0))
                continue
            return _read(response.status, text)
        raise Unreachable(f"{self._address} does not answer")

    def _send(
        self, method: str, path: str, body: Mapping[str, Any] | None, is_last: bool
    ) -> tuple[http.client.HTTPResponse | None, bytes]:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        data = None
        if body is not None:
            data = json.dumps(body, separators=(",", ":")).encode()
            headers["Content-Type"] = "application/json"
        try:
            self._connection.request(method, self._root + path, data, headers)
            response = self._connection.getresponse()
            return response, response.read()
        except (http.client.HTTPException, OSError) as error:
            # A server that is started again drops kept connections; the next try opens a new one.
            self._connection.close()
            if is_last:
                raise Unreachable(f"{self._address} does not answer ({error})") from error
            return None, b""


def _read(status: int, text: bytes) -> Reply:
    try:
        body = json.loads(text) if text else None
    except ValueError:
        body = {"title": text[:200].decode(errors="replace")}
    if status >= 400:
        raise Refused(status, body if isinstance(body, dict) else {})
    return Reply(status, body)
