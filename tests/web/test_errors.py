"""One error frame: problem JSON for programs, a page in her words for people."""

from typing import Any

import pytest

from annotate.core.db import transaction
from annotate.people import service
from tests.conftest import People


@pytest.fixture
def key(people: People) -> dict[str, str]:
    with transaction() as session:
        return {"Authorization": f"Bearer {service.create_token(session, people.mei)}"}


def test_a_program_gets_problem_json_with_an_id(client: Any) -> None:
    answer = client.get("/api/v1/nothing-here")

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert {"type", "title", "status", "code", "detail", "id"} <= set(answer.json)
    assert answer.json["id"] == answer.headers["X-Request-Id"]


def test_a_person_gets_a_page_in_chinese_or_english(client: Any) -> None:
    chinese = client.get("/nothing-here", headers={"Accept-Language": "zh-CN"})
    english = client.get("/nothing-here", headers={"Accept-Language": "en"})

    assert (chinese.status_code, chinese.mimetype) == (404, "text/html")
    assert "这里没有" in chinese.text
    assert "nothing here" in english.text


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"not json", 400, "bad_json"),
        (b'{"count": NaN}', 400, "bad_json"),
        (b'{"count": 1, "count": 2}', 400, "bad_json"),
        (b"[" * 2000, 400, "bad_json"),
        (b'{"count": "1"}', 422, "invalid"),
        (b'{"count": 1, "role": "admin"}', 422, "invalid"),
        (b"[]", 422, "invalid"),
        (b'{"count": 10000000000000000000000000}', 422, "invalid"),
        (b"[" + b"1," * 5_000_000 + b"1]", 413, "too_large"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_bad_bodies_are_refused_with_their_fault(
    client: Any, key: dict[str, str], body: bytes, status: int, code: str
) -> None:
    answer = client.post(
        "/api/v1/projects/1/assignments", data=body, headers=key, content_type="application/json"
    )

    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_an_unknown_field_is_named(client: Any, key: dict[str, str]) -> None:
    answer = client.post("/api/v1/projects/1/assignments", json={"count": 1, "role": "admin"}, headers=key)

    assert [fault["path"] for fault in answer.json["faults"]] == ["role"]
