"""Her shortcuts and the size of her letters follow her from device to device."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from annotate.core.db import reading, transaction
from annotate.people import service as people_service
from annotate.work import settings_service
from tests.conftest import People
from tests.work.conftest import Site

KEYS = {"set": "left", "changes": {"tool:box": ["KeyQ"], "undo": []}}


def token_of(account_id: int) -> dict[str, str]:
    with transaction() as session:
        return {"Authorization": f"Bearer {people_service.create_token(session, account_id)}"}


def test_what_one_device_keeps_another_gets_with_its_facts(people: People, site: Site, client: Any) -> None:
    mei = token_of(people.mei)
    sent = client.put("/api/v1/me/editor-settings", json={"revision": 1, "keys": KEYS}, headers=mei)
    assert (sent.status_code, sent.json) == (200, {"revision": 1})

    facts = client.get(f"/api/v1/projects/{site.project_id}/bootstrap", headers=mei).json
    others = client.get(f"/api/v1/projects/{site.project_id}/bootstrap", headers=token_of(people.an)).json

    assert facts["editor_settings"] == {"revision": 1, "keys": KEYS}
    assert others["editor_settings"] is None


def test_two_devices_may_keep_their_first_copy_at_once(people: People) -> None:
    def keep(revision: int) -> int:
        with transaction() as session:
            return settings_service.keep_editor_settings(session, people.mei, revision, KEYS)

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(keep, range(1, 17)))

    with reading() as session:
        assert settings_service.editor_settings(session, people.mei) == {"revision": 16, "keys": KEYS}
    assert max(told) == 16


def test_a_copy_that_comes_late_replaces_nothing(people: People) -> None:
    with transaction() as session:
        settings_service.keep_editor_settings(session, people.mei, 5, KEYS)
        late = settings_service.keep_editor_settings(
            session, people.mei, 3, {"set": "default", "changes": {}}
        )

    with reading() as session:
        kept = settings_service.editor_settings(session, people.mei)
    assert late == 5
    assert kept == {"revision": 5, "keys": KEYS}


@pytest.mark.parametrize(
    "keys",
    [
        {"set": "foot", "changes": {}},
        {"set": "left", "changes": {"<b>": ["KeyQ"]}},
        {"set": "left", "changes": {"undo": ["Key Q"]}},
        {"set": "left", "changes": {"undo": ["KeyA", "KeyB", "KeyC", "KeyD", "KeyE"]}},
        {"set": "left", "changes": {f"a{number}": [] for number in range(201)}},
        {"set": "left"},
    ],
    ids=["set", "action", "chord", "chords", "many", "missing"],
)
def test_settings_that_no_keyboard_has_are_refused(people: People, client: Any, keys: dict[str, Any]) -> None:
    answer = client.put(
        "/api/v1/me/editor-settings", json={"revision": 1, "keys": keys}, headers=token_of(people.mei)
    )

    assert answer.status_code == 422
    assert answer.json["faults"]
    with reading() as session:
        assert settings_service.editor_settings(session, people.mei) is None


@pytest.mark.parametrize(("size", "easy"), [(18, False), (22, True), (30, True)])
def test_the_editor_gets_the_size_of_her_letters(
    people: People, site: Site, client: Any, size: int, easy: bool
) -> None:
    with transaction() as session:
        people_service.set_text_size(session, people.mei, size)

    facts = client.get(f"/api/v1/projects/{site.project_id}/bootstrap", headers=token_of(people.mei)).json

    assert facts["annotator"]["font_px"] == size
    assert facts["annotator"]["easy_mode"] is easy
