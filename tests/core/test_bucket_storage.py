"""The same store in an S3-compatible bucket, against a real server of that protocol."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from annotate.core.settings import load_settings
from annotate.core.storage import Storage, open_storage


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="douya")
    environment = {"DOUYA_DATA": str(tmp_path / "var"), "STORAGE_URL": "s3://douya/pictures"}
    yield open_storage(load_settings(environment, dotenv=None))
    server.stop()


def test_what_was_put_into_the_bucket_comes_back(bucket: Storage, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(bytes(range(256)) * 10_000)

    bucket.put("images/ab/abc.jpg", source)
    bucket.put("images/ab/small.jpg", b"small")

    assert bucket.get("images/ab/small.jpg") == b"small"
    assert b"".join(bucket.stream("images/ab/abc.jpg")) == source.read_bytes()
    bucket.fetch_to("images/ab/abc.jpg", tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == source.read_bytes()


def test_what_is_not_there_is_said_as_in_a_folder(bucket: Storage) -> None:
    assert not bucket.exists("images/ab/none.jpg")
    with pytest.raises(FileNotFoundError):
        bucket.get("images/ab/none.jpg")
    bucket.put("images/a.jpg", b"x")
    bucket.delete("images/a.jpg")
    assert not bucket.exists("images/a.jpg")
