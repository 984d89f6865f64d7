"""A wrong setting stops the start with a sentence that says what to write instead."""

import base64
import os
from pathlib import Path

import pytest

from annotate.core.settings import SettingError, load_settings

GOOD_SECRET = "kR7-x2Qm_9vTzL4wYb8NcH3fJ6sPdG1uAeXo5iZt"
GOOD_KEY = "k1:" + base64.b64encode(bytes(range(32))).decode()


def load(tmp_path: Path, **env: str):  # type: ignore[no-untyped-def]
    return load_settings({"DOUYA_DATA": str(tmp_path / "var")} | env, dotenv=None)


@pytest.mark.parametrize(
    ("env", "advice"),
    [
        ({"DOUYA_PORT": "eighty"}, "DOUYA_PORT=8000"),
        ({"DOUYA_PORT": "70000"}, "from 1 to 65535"),
        ({"DOUYA_DEMO": "yes"}, "DOUYA_DEMO=1"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL=postgresql://"),
        ({"REDIS_URL": "http://x"}, "REDIS_URL=redis://"),
        ({"STORAGE_URL": "ftp://x"}, "STORAGE_URL=s3://"),
        ({"DOUYA_LOCALE": "fr"}, "DOUYA_LOCALE=zh_CN"),
        ({"DOUYA_TIMEZONE": "Mars/Crater"}, "DOUYA_TIMEZONE=Asia/Shanghai"),
        ({"DOUYA_CURRENCY": "yuan"}, "DOUYA_CURRENCY=CNY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is weak"),
        ({"SECRET_KEY": "changeme" * 8}, "SECRET_KEY is weak"),
        ({"SECRET_KEY": "a" * 64}, "SECRET_KEY is weak"),
        ({"DOUYA_MASTER_KEYS": "k1:AAAA"}, "DOUYA_MASTER_KEYS"),
        ({"DOUYA_MASTER_KEYS": f"{GOOD_KEY},{GOOD_KEY}"}, "one key id twice"),
        ({"DATABASE_URL": "postgresql://u@h/d"}, "must be set: all machines share them"),
        ({"DOUYA_BASE_URL": "douya.example.org"}, "DOUYA_BASE_URL=https://"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_value_says_what_to_write_instead(tmp_path: Path, env: dict[str, str], advice: str) -> None:
    with pytest.raises(SettingError) as refused:
        load(tmp_path, **env)

    assert advice in str(refused.value)


def test_one_machine_makes_its_secrets_once_and_keeps_them_to_itself(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)

    assert first.secret_key == second.secret_key
    assert first.master_keys == second.master_keys
    kept = tmp_path / "var" / "secrets"
    assert [oct(os.stat(file).st_mode & 0o777) for file in sorted(kept.iterdir())] == ["0o600", "0o600"]


def test_a_database_of_its_own_takes_the_secrets_it_is_given(tmp_path: Path) -> None:
    settings = load(
        tmp_path, DATABASE_URL="postgres://u@h/d", SECRET_KEY=GOOD_SECRET, DOUYA_MASTER_KEYS=GOOD_KEY
    )

    assert settings.database_url == "postgresql://u@h/d"
    assert settings.master_keys == (("k1", bytes(range(32))),)
    assert not (tmp_path / "var" / "secrets").exists()
