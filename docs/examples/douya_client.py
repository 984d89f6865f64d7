"""A small client of Douya's HTTP API: one file, Python's own library only. Copy it beside your script.

    from douya_client import Douya
    douya = Douya("https://douya.example.org", "dy_...")
    print(douya.get("/projects"))

Calls are repeated when the line breaks or the server is busy: the API takes each of them twice. What the server refuses
is raised as Refused, with its words and the path of each fault.
"""

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PIECE_BYTES = 8 << 20
_ASK_AGAIN = (429, 502, 503, 504)


class Refused(Exception):
    """The server said no. problem: RFC 9457, with `code`, `detail` and `faults`."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        faults = "; ".join(f"{one['path']}: {one['detail']}" for one in problem.get("faults", []))
        super().__init__(f"{status} {problem.get('code', '')}: {problem.get('detail', '')} {faults}".strip())
        self.status, self.problem = status, problem


class Douya:
    """Calls with one key. Make it under My file, Keys for programs; `projects:write` is enough for all below."""

    def __init__(self, address: str, key: str, tries: int = 5, patience_seconds: float = 60) -> None:
        self._root, self._key = address.rstrip("/"), key
        self._tries, self._patience = tries, patience_seconds

    def get(self, path: str) -> Any:
        """The JSON at a path below /api/v1."""
        return json.loads(self._call("GET", path) or b"null")

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Send JSON. However often the line breaks, it is done once."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        return json.loads(self._call("POST", path, json.dumps(body or {}).encode(), headers) or b"null")

    def delete(self, path: str) -> None:
        self._call("DELETE", path)

    def pages(self, path: str, name: str, limit: int = 500) -> Iterator[dict[str, Any]]:
        """Every entry of a list that comes in pages. name: of the list in the answer, such as 'images'."""
        cursor: int | None = None
        while True:
            more = "&" if "?" in path else "?"
            answer = self.get(f"{path}{more}limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
            yield from answer[name]
            cursor = answer["next_cursor"]
            if cursor is None:
                return

    def upload(self, project_id: int, file: Path, **fields: str) -> int:
        """Send a picture, a zip or a video, in pieces that go on after a break; the import's number."""
        size, sent, answer = file.stat().st_size, 0, {}
        with file.open("rb") as opened:
            while sent < size:
                piece = opened.read(PIECE_BYTES)
                ends = f"bytes {sent}-{sent + len(piece) - 1}/{size}"
                answer = self._send(
                    f"/projects/{project_id}/images", file.name, piece, fields, {"Content-Range": ends}
                )
                fields = {**fields, "import_id": str(answer["import_id"])}
                sent += len(piece)
        return int(answer["import_id"])

    def send_labels(self, project_id: int, file: Path, format: str, **fields: str) -> int:
        """Send a file of labels, as proposals unless `fields` say otherwise; the import's number."""
        told = {"format": format, **fields}
        return int(
            self._send(f"/projects/{project_id}/prelabels", file.name, file.read_bytes(), told)["import_id"]
        )

    def wait(self, path: str, every_seconds: float = 2.0) -> dict[str, Any]:
        """Ask for an import or an export until it is done. Raises RuntimeError when it failed."""
        while True:
            found: dict[str, Any] = self.get(path)
            if found["state"] == "failed":
                raise RuntimeError(f"{path} failed: {found}")
            if found["state"] == "done":
                return found
            time.sleep(every_seconds)

    def export(self, project_id: int, format: str, target: Path, only: str = "consensus") -> dict[str, Any]:
        """Have labels written in a format and fetch the zip; its manifest."""
        started = self.post(f"/projects/{project_id}/exports", {"format": format, "only": only})
        found = self.wait(f"/exports/{started['export_id']}")
        content = self._call("GET", f"/exports/{started['export_id']}/file")
        if hashlib.sha256(content).hexdigest() != found["sha256"]:
            raise RuntimeError("the file came broken; fetch it again")
        target.write_bytes(content)
        manifest: dict[str, Any] = found["manifest"]
        return manifest

    def _send(
        self,
        path: str,
        name: str,
        content: bytes,
        fields: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        line = uuid.uuid4().hex
        parts = [
            f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        parts += [
            head.encode(),
            b"Content-Type: application/octet-stream\r\n\r\n",
            content,
            f"\r\n--{line}--\r\n".encode(),
        ]
        told = {"Content-Type": f"multipart/form-data; boundary={line}", **(headers or {})}
        return json.loads(self._call("POST", path, b"".join(parts), told))

    def _call(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        told = {"Authorization": f"Bearer {self._key}", "Accept": "application/json", **(headers or {})}
        for turn in range(self._tries):
            request = urllib.request.Request(f"{self._root}/api/v1{path}", body, told, method=method)
            try:
                with urllib.request.urlopen(request, timeout=self._patience) as answer:
                    return bytes(answer.read())
            except urllib.error.HTTPError as error:
                if error.code not in _ASK_AGAIN or turn == self._tries - 1:
                    raise Refused(error.code, _problem(error.read())) from None
            except OSError:
                if turn == self._tries - 1:
                    raise
            time.sleep(2**turn)
        raise AssertionError("not reached")


def _problem(body: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(body)
        return found
    except ValueError:
        return {"detail": body[:200].decode(errors="replace")}


def check_webhook(
    secret: str, headers: Mapping[str, str], body: bytes, now: float | None = None
) -> dict[str, Any]:
    """What a webhook says, when it is from Douya and not older than five minutes. Raises ValueError.

    secret: 'whsec_...' as shown once; headers: with names in lower case; body: the bytes as they came.
    """
    sent = headers["webhook-timestamp"]
    if abs((time.time() if now is None else now) - int(sent)) > 300:
        raise ValueError("too old: perhaps somebody sends it once more")
    content = f"{headers['webhook-id']}.{sent}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    if not any(hmac.compare_digest(expected, one) for one in headers["webhook-signature"].split(" ")):
        raise ValueError("not signed with this secret")
    found: dict[str, Any] = json.loads(body)
    return found
