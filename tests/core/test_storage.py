"""Files come back whole from a folder; keys cannot leave it."""

from pathlib import Path

import pytest

from annotate.core.storage import FolderStorage


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    store = FolderStorage(tmp_path)
    source = tmp_path / "source"
    source.write_bytes(b"x" * 3_000_000)

    store.put("images/ab/abc.jpg", source)

    assert store.get("images/ab/abc.jpg") == source.read_bytes()
    assert b"".join(store.stream("images/ab/abc.jpg")) == source.read_bytes()
    store.delete("images/ab/abc.jpg")
    assert not store.exists("images/ab/abc.jpg")
    with pytest.raises(FileNotFoundError):
        store.get("images/ab/abc.jpg")


@pytest.mark.parametrize(
    "key", ["../x", "images/../../x", "/etc/passwd", "images//x", "images/.hidden", "x", "images/a\x00b"]
)
def test_a_key_that_points_elsewhere_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        FolderStorage(tmp_path).put(key, b"x")


def test_a_failed_put_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    store = FolderStorage(tmp_path)
    store.put("images/a.jpg", b"old")

    with pytest.raises(FileNotFoundError):
        store.put("images/a.jpg", tmp_path / "missing")

    assert store.get("images/a.jpg") == b"old"
    assert [file.name for file in (tmp_path / "images").iterdir()] == ["a.jpg"]
