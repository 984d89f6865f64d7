"""The HTTP client against a real, small server: kept connections, restarts, refusals."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from annotate.simulate.client import ApiClient, Refused, Unreachable


class Answers(BaseHTTPRequestHandler):
    """Plays one answer after the other; each is (status, headers, body)."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server = self.server
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        server.seen.append((self.path, self.headers["Authorization"], json.loads(sent), self.client_address))
        status, headers, body = server.script.pop(0)
        if status == 0:
            self.close_connection = True
            self.connection.close()
            return
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.script, server.seen = [], []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(server: ThreadingHTTPServer) -> Iterator[ApiClient]:
    client = ApiClient(f"http://127.0.0.1:{server.server_port}/", "dy_token")
    yield client
    client.close()


def test_calls_carry_the_token_and_share_one_connection(server, client):
    server.script = [(200, {}, {"n": 1}), (201, {}, {"n": 2})]

    replies = [client.post("/a", {"x": 1}), client.post("/b", {})]

    assert [(reply.status, reply.body) for reply in replies] == [(200, {"n": 1}), (201, {"n": 2})]
    assert [(path, token, body) for path, token, body, _ in server.seen] == [
        ("/api/v1/a", "Bearer dy_token", {"x": 1}),
        ("/api/v1/b", "Bearer dy_token", {}),
    ]
    assert len({address for *_, address in server.seen}) == 1


def test_a_dropped_connection_is_opened_again_and_the_call_repeated(server, client):
    server.script = [(0, {}, None), (200, {}, {"ok": True})]

    assert client.post("/a", {}).body == {"ok": True}
    assert len(server.seen) == 2


def test_a_busy_server_is_asked_again_when_it_says(server, client):
    server.script = [(429, {"Retry-After": "0"}, {}), (503, {"Retry-After": "0"}, {}), (200, {}, {})]

    assert client.post("/a", {}).status == 200


def test_a_refusal_tells_status_code_and_reason(server, client):
    server.script = [(409, {}, {"code": "already_submitted", "detail": "It is there already."})]

    with pytest.raises(Refused, match=r"409 already_submitted: It is there already\."):
        client.post("/a", {})


def test_nobody_at_the_address_is_said_in_a_sentence():
    with pytest.raises(Unreachable, match="does not answer"):
        ApiClient("http://127.0.0.1:9", "dy_token").post("/a", {})


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://x", "http://"])
def test_something_that_is_no_address_is_refused_with_an_example(url):
    with pytest.raises(Unreachable, match=r"http://127\.0\.0\.1:8000"):
        ApiClient(url, "dy_token")
