"""The guide of the API is true: its examples run, in their order, against a real server; its client survives a bad line."""

import importlib.util
import io
import json
import re
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from werkzeug.serving import make_server

from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.hooks.events import Signed, headers_of
from annotate.people import token_service
from tests.conftest import People
from tests.datasets.pictures import jpeg
from worker_tasks.once import run_event
from worker_tasks.routing import ROUTES

DOCS = Path(__file__).parent.parent.parent / "docs"


def load_client() -> ModuleType:
    spec = importlib.util.spec_from_file_location("douya_client", DOCS / "examples" / "douya_client.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["douya_client"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def address(app: Any, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server on this machine with its background jobs."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(0.05):
            with reading() as session:
                due = outbox.due_events(session, [kind for kind in ROUTES if kind != "hook.send"])
            for event_id, _kind in due:
                run_event(event_id)

    threads = [threading.Thread(target=server.serve_forever), threading.Thread(target=work)]
    for thread in threads:
        thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    ended.set()
    server.shutdown()
    for thread in threads:
        thread.join()
    server.server_close()


@pytest.fixture
def key(people: People) -> str:
    with transaction() as session:
        return token_service.create_token(session, people.zhao, 1, "guide", ["projects:write", "money:write"])


def zip_of(count: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}.jpg", jpeg(64 + number, 48))
        archive.writestr("notes.txt", "not a picture")
    return packed.getvalue()


def test_the_examples_of_the_guide_run_in_their_order(
    address: str,
    key: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pictures.zip").write_bytes(zip_of(3))
    load_client()
    examples = re.findall(r"```python\n(.*?)```", (DOCS / "api.md").read_text(), re.DOTALL)
    names: dict[str, Any] = {"ADDRESS": address, "KEY": key}

    for example in examples:
        exec(example, names)

    said = capsys.readouterr().out
    assert "3 pictures; [('notes.txt'" in said
    assert names["names"] == ["0.jpg", "1.jpg", "2.jpg"]
    assert names["manifest"]["counts"]["pictures"] == 3
    assert "422" in said
    with zipfile.ZipFile("labels.zip") as archive:
        assert "manifest.json" in archive.namelist()
    body = json.dumps({"type": "export.finished", "data": {}}).encode()
    headers = headers_of([names["secret"]], Signed("msg_1", int(time.time()), body))
    assert names["received"](headers, body) == 204
    assert names["received"](headers, body + b" ") == 401
    assert names["received"]({}, body) == 401


def test_an_upload_goes_on_where_the_line_broke(
    address: str, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = load_client()
    monkeypatch.setattr(client, "PIECE_BYTES", 700)
    monkeypatch.setattr(client.time, "sleep", lambda _seconds: None)
    douya = client.Douya(address, key)
    ontology = {"labels": [{"name": "car", "kinds": ["box"]}]}
    project = douya.post("/projects", {"name": "x", "ontology": ontology, "rate_e4": 6000})["id"]
    file = tmp_path / "pictures.zip"
    file.write_bytes(zip_of(3))
    real, calls = client.urllib.request.urlopen, []

    def broken(request: Any, timeout: float) -> Any:
        calls.append(request.full_url)
        if len(calls) % 3 == 2:
            # The server got it, the answer is lost on the way.
            real(request, timeout=timeout).close()
            raise ConnectionResetError
        return real(request, timeout=timeout)

    monkeypatch.setattr(client.urllib.request, "urlopen", broken)
    run = douya.upload(project, file)
    monkeypatch.setattr(client.urllib.request, "urlopen", real)
    monkeypatch.undo()

    assert len(calls) > 4
    assert douya.wait(f"/imports/{run}", 0.1)["taken"] == 3


def test_a_key_that_ended_is_said_plainly(address: str) -> None:
    client = load_client()

    with pytest.raises(client.Refused) as refused:
        client.Douya(address, "dy_nothing").get("/projects")

    assert refused.value.status == 401


def test_an_old_or_foreign_call_is_not_believed() -> None:
    client, secret = load_client(), "whsec_" + "A" * 43 + "="
    headers, body = headers_of([secret], Signed("msg_1", 1_000, b"{}")), b"{}"

    assert client.check_webhook(secret, headers, body, now=1_299) == {}
    with pytest.raises(ValueError, match="old"):
        client.check_webhook(secret, headers, body, now=1_301)
    with pytest.raises(ValueError, match="signed"):
        client.check_webhook("whsec_" + "B" * 43 + "=", headers, body, now=1_000)
